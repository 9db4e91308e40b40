package buildspec

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

const (
	reportsMost   = 5  // "Quotas for AWS CodeBuild"
	artifactsMost = 12 // secondary ones, of the API's list of them
	retriesMost   = 100
)

var (
	retry      = regexp.MustCompile(`^(?i:RETRY)(?:-(\d+))?(?:-(.+))?$`)
	secretName = regexp.MustCompile(`^[^:\s]+(:[^:]*){0,3}$`)
	secretArn  = regexp.MustCompile(`^arn:aws[a-z-]*:secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+(:[^:]*){0,3}$`)
	lostZero   = regexp.MustCompile(`^[0-9]+\.[0-9]*0$`)
)

// onFailure finds what a phase cannot do when a command fails.
func onFailure(r *report, at place, v *value) {
	const allowed = "ABORT, CONTINUE, RETRY, RETRY-count, RETRY-regex or RETRY-count-regex"
	if strings.EqualFold(v.text, "ABORT") || strings.EqualFold(v.text, "CONTINUE") {
		return
	}
	parts := retry.FindStringSubmatch(v.text)
	if parts == nil {
		r.mustBe(ruleValue, at, allowed, v.text, write(v.text, []string{"ABORT", "CONTINUE", "RETRY"}))
		return
	}
	if count, err := strconv.Atoi(parts[1]); parts[1] != "" && (err != nil || count > retriesMost) {
		r.mustBe(ruleValue, at, allowed+" with a count from 0 to 100", v.text, "write RETRY-100")
	}
	if _, err := regexp.Compile(parts[2]); err != nil {
		r.warn(ruleValue, at, "must be "+allowed+", got "+prop.Quote(v.text)+", which is no regular expression of Go's", "")
	}
}

// version finds a version that there is not. Of two that are as near, AWS recommends 0.2.
func version(r *report, at place, v *value) {
	if v.text != "0.1" && v.text != "0.2" {
		r.mustBe(ruleValue, at, "0.1 or 0.2", v.text, write(v.text, []string{"0.2", "0.1"}))
	}
}

// shell finds the shells of the other operating system.
func shell(r *report, at place, v *value) {
	linux, windows := []string{"bash", "/bin/sh"}, []string{"powershell.exe", "cmd.exe"}
	switch {
	case r.Image == "":
		r.oneOf(at, v, slices.Concat(linux, windows))
	case r.windows():
		r.oneOf(at, v, windows)
	default:
		r.oneOf(at, v, linux)
	}
}

// reserved finds variables with CodeBuild's own names.
func reserved(r *report, at place, v *value) {
	for _, e := range v.keys {
		if strings.HasPrefix(e.name, "CODEBUILD_") {
			r.mustBe(ruleValue, at.key(e), `a name that does not begin with "CODEBUILD_", as CodeBuild's own do`, e.name, "rename it")
		}
	}
}

func exported(r *report, at place, v *value) {
	for i, item := range v.texts() {
		if strings.HasPrefix(item.text, "AWS_") {
			r.mustBe(ruleValue, at.item(i, item), `a variable whose name does not begin with "AWS_"`, item.text, "")
		}
	}
}

// secrets finds values that name no secret of Secrets Manager. They are not shown: one may be the secret itself.
func secrets(r *report, at place, v *value) {
	const form = "secret-id:json-key:version-stage:version-id, of which only the first must be given"
	for _, e := range v.keys {
		if e.value.kind != text || strings.HasPrefix(e.value.text, "$") {
			continue
		}
		name, pattern := e.value.text, secretName
		parts := strings.Split(name, ":")
		if strings.HasPrefix(name, "arn:") {
			pattern, parts = secretArn, parts[min(len(parts), 6):]
		}
		switch {
		case !pattern.MatchString(name):
			r.mustBe(ruleValue, at.key(e), form, prop.Words("another text"), "")
		case len(parts) == 4 && parts[2] != "" && parts[3] != "":
			r.mustBe(ruleValue, at.key(e), form+" and of the last two only one", prop.Words("both"), "")
		}
	}
}

// runtimes finds runtimes and versions that the image does not have.
func runtimes(r *report, at place, v *value) {
	if len(v.keys) == 0 {
		r.mustBe(ruleRuntime, at, "at least one runtime with its version", prop.Words("none"), "")
	}
	names := strings.Fields(runtimeNames)
	has, known := images[r.Image]
	for _, e := range v.keys {
		runtime, there := has[e.name]
		switch {
		case r.windows():
		case !slices.Contains(names, e.name):
			r.mustBe(ruleRuntime, at.key(e), "a runtime: "+prop.List(names, "or"), e.name, write(e.name, names))
		case known && !there:
			r.mustBe(ruleRuntime, at.key(e), fmt.Sprintf("a runtime that the image %s has: %s", r.Image,
				prop.List(slices.Sorted(maps.Keys(has)), "or")), e.name, "choose another image")
		case e.value.kind == nothing:
			r.mustBe(ruleRuntime, at.key(e), "a version, such as latest", prop.Words("nothing"), "")
		case e.value.kind == text:
			r.runtimeVersion(at.key(e), e, runtime, known)
		}
	}
}

// runtimeVersion finds a version of a runtime that the image does not have, or that YAML reads as another.
func (r *report) runtimeVersion(at place, e entry, runtime Runtime, known bool) {
	wanted := e.value.text
	switch allowed := fmt.Sprintf("a version of %s that the image %s has: %s", e.name, r.Image, prop.List(runtime.Versions, "or")); {
	case known && !runtime.Has(wanted) && !runtime.Others:
		r.mustBe(ruleRuntime, at, allowed, wanted, "")
	case known && !runtime.Has(wanted):
		r.warn(ruleRuntime, at, "must be "+allowed+", or it is installed if it can be, got "+prop.Quote(wanted), "")
	case e.value.plain && lostZero.MatchString(wanted) && !strings.HasSuffix(wanted, ".0"):
		r.warn(ruleRuntime, at, fmt.Sprintf("must be quoted, got %s, which YAML reads as the number %s", wanted, strings.TrimRight(wanted, "0")),
			"write "+prop.Quote(wanted))
	}
}

// artifacts finds what keeps a pipeline from getting its artifacts.
func artifacts(r *report, at place, v *value) {
	secondary := v.of("secondary-artifacts")
	if secondary == nil {
		return
	}
	if n := len(secondary.keys); n > artifactsMost {
		r.mustBe(ruleArtifact, at.missing("secondary-artifacts"), fmt.Sprintf("at most %d artifacts", artifactsMost), n, "")
	}
	for _, name := range r.Outputs {
		if len(r.Outputs) > 1 && secondary.of(name) == nil {
			r.mustBe(ruleArtifact, at.missing("secondary-artifacts"), "the artifacts that the pipeline takes: "+prop.List(r.Outputs, "and"),
				prop.Words("none that is named "+prop.Quote(name)), "")
		}
	}
}

// output tells that a pipeline takes an artifact that is not made.
func (r *report) output(root *value) {
	misspelt := slices.ContainsFunc(root.keys, func(e entry) bool {
		_, _, near := options.Nearest(e.name, []string{"artifacts"})
		return near
	})
	if len(r.Outputs) > 0 && !misspelt && root.kind == mapping {
		r.warn(ruleArtifact, place{}.missing("artifacts"), "must be given for a pipeline that deploys an artifact, got none",
			"list what to deploy in artifacts/files")
	}
}

func reports(r *report, at place, v *value) {
	if n := len(v.keys); n > reportsMost {
		r.mustBe(ruleValue, at, fmt.Sprintf("at most %d report groups", reportsMost), n, "")
	}
}

func fileFormat(r *report, at place, v *value) {
	allowed := strings.Fields(fileFormats)
	if !slices.Contains(allowed, strings.ToUpper(v.text)) {
		r.oneOf(at, v, allowed)
	}
}

func cache(r *report, at place, v *value) {
	keys := v.of("fallback-keys")
	if n := len(keys.texts()); n > reportsMost {
		r.mustBe(ruleValue, at.missing("fallback-keys"), "at most 5 keys", n, "")
	}
	if keys != nil && v.of("key") == nil {
		r.warn(ruleIgnored, at.missing("fallback-keys"), "must come with a key, got none, and is ignored", "add cache/key")
	}
}

// phases finds a specification without a phase.
func phases(r *report, at place, v *value) {
	if len(v.keys) == 0 {
		r.mustBe(ruleRequired, at, "a mapping with at least one phase: install, pre_build, build or post_build", prop.Words("none"), "")
	}
}
