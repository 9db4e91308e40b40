package machine

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// passed are the variables that lead to the internet and to registries.
var passed = regexp.MustCompile(`(?i)^(https?_proxy|no_proxy|pip_.*|npm_config_.*|ssl_cert_file|node_extra_ca_certs|requests_ca_bundle|tmpdir)$`)

// Routes are environment variables for programs whose home is another folder: with them, they find registries and caches
// as they do for whoever runs the rehearsal.
func Routes(ctx context.Context) []string {
	env := []string{"PIP_DISABLE_PIP_VERSION_CHECK=1", "NPM_CONFIG_UPDATE_NOTIFIER=false"}
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); passed.MatchString(name) {
			env = append(env, entry)
		}
	}
	names := []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB"}
	if said, err := exec.CommandContext(ctx, "go", append([]string{"env"}, names...)...).Output(); err == nil {
		for i, value := range strings.Split(strings.TrimSuffix(string(said), "\n"), "\n") {
			env = append(env, names[i]+"="+value)
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		env = append(env, "NPM_CONFIG_CACHE="+filepath.Join(home, ".npm"))
		for name, file := range map[string]string{"NPM_CONFIG_USERCONFIG": ".npmrc", "PIP_CONFIG_FILE": ".config/pip/pip.conf"} {
			if path := filepath.Join(home, file); exists(path) && os.Getenv(name) == "" {
				env = append(env, name+"="+path)
			}
		}
	}
	if cache, err := os.UserCacheDir(); err == nil {
		env = append(env, "PIP_CACHE_DIR="+filepath.Join(cache, "pip"))
	}
	return env
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
