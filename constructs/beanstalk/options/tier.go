package options

// The tiers of an environment.
const (
	TierWebServer = "WebServer"
	TierWorker    = "Worker"
	TierCluster   = "Cluster"
)

// Tiers returns the names of the tiers.
func Tiers() []string { return []string{TierWebServer, TierWorker, TierCluster} }
