package delivery

const (
	// SourceStage is the name of the stage that reads the source.
	SourceStage = "Source"
	// BuildStage is the name of the stage that tests and builds.
	BuildStage = "Build"
)

// DeployStage is the name of the stage that deploys to the environment with the given name; see [Deployment].
func DeployStage(name string) string { return "Deploy-" + name }

// ApproveStage is the name of the stage in which somebody approves that deployment.
func ApproveStage(name string) string { return "Approve-" + name }

// SourceVariable refers to what the source knows about a run, in the configuration of an action: CommitId, BranchName,
// CommitMessage, RepositoryName and others (AWS page "Variables reference").
func SourceVariable(name string) string { return "#{" + SourceStage + "." + name + "}" }
