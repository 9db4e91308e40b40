package buildspec

import "strings"

// key is a key of a specification, as the pages "Build specification reference for CodeBuild" and "Batch build buildspec
// reference" describe it.
type key struct {
	// path has alternatives between bars; an asterisk is a name that people choose.
	path     string
	kind     kind
	required bool
	// unless is a key beside it with which a missing one is only warned of: AWS's page requires it, and people do without.
	unless string
	// version is the one version that has the key. Defaults to 0.2; both have those with "both".
	version string
	// now is what version 0.2 calls a key of version 0.1.
	now string
	// allowed are the values, between spaces. Defaults to any.
	allowed string
	// ignored keys have no effect where a pipeline takes the artifact.
	ignored bool
	// rule finds what else is wrong.
	rule func(r *report, at place, v *value)
}

const (
	both   = "both"
	phase  = "phases/install|pre_build|build|post_build"
	output = "artifacts/secondary-artifacts/*"
)

var grammar = []key{
	{path: "version", kind: text, required: true, version: both, rule: version},
	{path: "run-as", kind: text},

	{path: "env", kind: mapping},
	{path: "env/shell", kind: text, rule: shell},
	{path: "env/variables", kind: mapping, rule: reserved},
	{path: "env/variables/*", kind: text},
	{path: "env/parameter-store", kind: mapping, rule: reserved},
	{path: "env/parameter-store/*", kind: text},
	{path: "env/secrets-manager", kind: mapping, rule: secrets},
	{path: "env/secrets-manager/*", kind: text},
	{path: "env/exported-variables", kind: texts, rule: exported},
	{path: "env/git-credential-helper", kind: yesNo},
	{path: "environment_variables", kind: mapping, version: "0.1", now: "env"},
	{path: "environment_variables/plaintext", kind: mapping, version: "0.1", now: "env/variables"},
	{path: "environment_variables/plaintext/*", kind: text, version: "0.1"},

	{path: "proxy", kind: mapping},
	{path: "proxy/upload-artifacts", kind: yesNo},
	{path: "proxy/logs", kind: yesNo},

	{path: "phases", kind: mapping, required: true, version: both, rule: phases},
	{path: phase, kind: mapping, version: both},
	{path: "phases/install/commands", kind: texts, version: both},
	{path: "phases/pre_build|build|post_build/commands", kind: texts, required: true, version: both},
	{path: phase + "/finally", kind: texts},
	{path: phase + "/on-failure", kind: text, rule: onFailure},
	{path: phase + "/run-as", kind: text},
	{path: "phases/install/runtime-versions", kind: mapping, rule: runtimes},
	{path: "phases/install/runtime-versions/*", kind: text},

	{path: "reports", kind: mapping, rule: reports},
	{path: "reports/*", kind: mapping},
	{path: "reports/*/files", kind: texts, required: true},
	{path: "reports/*/file-format", kind: text, rule: fileFormat},
	{path: "reports/*/base-directory", kind: text},
	{path: "reports/*/discard-paths", kind: yesNo},

	{path: "artifacts", kind: mapping, version: both, rule: artifacts},
	{path: "artifacts/files", kind: texts, required: true, unless: "secondary-artifacts", version: both},
	{path: "artifacts/type", kind: text, version: "0.1"},
	{path: "artifacts/discard-paths", kind: yesNo, version: both},
	{path: "artifacts/name", kind: text, ignored: true},
	{path: "artifacts/base-directory", kind: text},
	{path: "artifacts/exclude-paths", kind: texts},
	{path: "artifacts/enable-symlinks", kind: yesNo},
	{path: "artifacts/s3-prefix", kind: text, ignored: true},
	{path: "artifacts/secondary-artifacts", kind: mapping},
	{path: output, kind: mapping},
	{path: output + "/files", kind: texts, required: true},
	{path: output + "/name", kind: text, ignored: true},
	{path: output + "/base-directory", kind: text},
	{path: output + "/exclude-paths", kind: texts},
	{path: output + "/discard-paths", kind: yesNo},
	{path: output + "/enable-symlinks", kind: yesNo},
	{path: output + "/s3-prefix", kind: text, ignored: true},

	{path: "cache", kind: mapping, rule: cache},
	{path: "cache/paths", kind: texts, required: true},
	{path: "cache/key", kind: text},
	{path: "cache/fallback-keys", kind: texts},
	{path: "cache/action", kind: text, allowed: "restore save"},

	{path: "batch", kind: mapping, rule: batch},
	{path: "batch/fast-fail", kind: truth},
	{path: "batch/build-list|build-graph", kind: tasks, rule: identified},
	{path: "batch/build-list|build-graph/identifier", kind: text, required: true},
	{path: "batch/build-list|build-graph/buildspec", kind: text},
	{path: "batch/build-list|build-graph/debug-session", kind: truth},
	{path: "batch/build-list|build-graph/ignore-failure", kind: truth},
	{path: "batch/build-list|build-graph/env", kind: mapping, rule: hosted},
	{path: "batch/build-list|build-graph/env/compute-type", kind: text},
	{path: "batch/build-list|build-graph/env/fleet", kind: text},
	{path: "batch/build-list|build-graph/env/image", kind: text},
	{path: "batch/build-list|build-graph/env/privileged-mode", kind: truth},
	{path: "batch/build-list|build-graph/env/type", kind: text},
	{path: "batch/build-list|build-graph/env/variables", kind: mapping},
	{path: "batch/build-list|build-graph/env/variables/*", kind: text},
	{path: "batch/build-graph/depend-on", kind: texts},
	{path: "batch/build-matrix", kind: mapping},
	{path: "batch/build-matrix/static", kind: mapping},
	{path: "batch/build-matrix/static/ignore-failure", kind: truth},
	{path: "batch/build-matrix/static/env", kind: mapping, rule: hosted},
	{path: "batch/build-matrix/static/env/type", kind: text},
	{path: "batch/build-matrix/static/env/privileged-mode", kind: truth},
	{path: "batch/build-matrix/dynamic", kind: mapping},
	{path: "batch/build-matrix/dynamic/buildspec", kind: texts},
	{path: "batch/build-matrix/dynamic/env", kind: mapping},
	{path: "batch/build-matrix/dynamic/env/compute-type", kind: texts},
	{path: "batch/build-matrix/dynamic/env/image", kind: texts},
	{path: "batch/build-matrix/dynamic/env/variables", kind: mapping},
	{path: "batch/build-matrix/dynamic/env/variables/*", kind: texts},
	{path: "batch/build-fanout", kind: mapping},
	{path: "batch/build-fanout/parallelism", kind: number, required: true},
	{path: "batch/build-fanout/ignore-failure", kind: truth},
}

// keys is a key with those within it, in the order of the table.
type keys struct {
	key
	names  []string
	within map[string]*keys
}

// root is the table as a tree.
var root = func() *keys {
	top := &keys{key: key{kind: mapping}, within: map[string]*keys{}}
	for _, k := range grammar {
		steps := strings.Split(k.path, "/")
		last := len(steps) - 1
		for _, in := range top.all(steps[:last]) {
			for _, name := range strings.Split(steps[last], "|") {
				in.names = append(in.names, name)
				in.within[name] = &keys{key: k, within: map[string]*keys{}}
			}
		}
	}
	return top
}()

// all are the keys at a path with alternatives.
func (k *keys) all(steps []string) []*keys {
	if len(steps) == 0 {
		return []*keys{k}
	}
	var found []*keys
	for _, name := range strings.Split(steps[0], "|") {
		if next := k.within[name]; next != nil {
			found = append(found, next.all(steps[1:])...)
		}
	}
	return found
}

// find is what a mapping may have under a name, or nil.
func (k *keys) find(name string) *keys {
	if found := k.within[name]; found != nil && name != "*" {
		return found
	}
	return k.within["*"]
}

// in reports whether a version has a key.
func (k *keys) in(version string) bool {
	return k.version == both || k.version == version || k.version == "" && version == "0.2"
}

// where is the shortest path of a key that is elsewhere than where it belongs, or "".
func where(name string) string {
	shortest := ""
	for _, k := range grammar {
		i := strings.LastIndex(k.path, "/")
		if i > 0 && k.path[i+1:] == name && !strings.ContainsAny(k.path, "|*") && (shortest == "" || len(k.path) < len(shortest)) {
			shortest = k.path
		}
	}
	return shortest
}
