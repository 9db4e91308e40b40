package codebuild

import (
	"context"
	"os"
	"os/exec"
	"strings"
)

// A Host is what builds find on this machine instead of CodeBuild's image.
type Host struct {
	goVersion string
	env       []string // Go's caches, and the route to the internet
}

// ThisHost looks at this machine.
func ThisHost(ctx context.Context) (Host, error) {
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB"}
	said, err := exec.CommandContext(ctx, "go", append([]string{"env", "GOVERSION"}, names...)...).Output()
	if err != nil {
		return Host{}, err
	}
	values := strings.Split(string(said), "\n")
	var env []string
	for i, name := range names {
		env = append(env, name+"="+values[i+1])
	}
	proxies := []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE"}
	for _, name := range proxies {
		if value, set := os.LookupEnv(name); set {
			env = append(env, name+"="+value)
		}
	}
	return Host{strings.TrimPrefix(values[0], "go"), env}, nil
}
