package buildspec

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// Check returns the problems of a build specification in YAML or JSON, in the order of their lines, or nil. At most twenty
// are returned, and nothing is judged of one that is longer than MaxBytes.
func Check(specification string, context Context) []Problem {
	r := &report{Context: context}
	if n := len(specification); n > MaxBytes {
		r.warn(ruleDocument, place{}, fmt.Sprintf("must have at most %d bytes to be judged, got %d", MaxBytes, n), "")
		return r.problems()
	}
	v := r.parse(specification)
	if v == nil {
		return r.problems()
	}
	r.version = "0.2"
	if given := v.of("version"); given != nil && given.text == "0.1" {
		r.version = "0.1"
		r.warn(ruleValue, place{"version", given.line}, "must be 0.2 for all commands to run in one shell, as AWS recommends, got 0.1", "")
	}
	r.check(root, place{}, v)
	r.output(v)
	return r.problems()
}

// check judges what a key holds.
func (r *report) check(k *keys, at place, v *value) {
	if r.wrongKind(k, at, v) {
		return
	}
	if k.ignored && len(r.Outputs) > 0 {
		r.warn(ruleIgnored, at, "must be left out for a pipeline, which names its artifacts itself, got one that it ignores", "")
	}
	if k.allowed != "" {
		r.oneOf(at, v, strings.Fields(k.allowed))
	}
	if k.rule != nil {
		k.rule(r, at, v)
	}
	switch k.kind {
	case mapping:
		r.keys(k, at, v)
	case tasks:
		for i, item := range v.items {
			r.keys(k, at.item(i, item), item)
		}
	}
}

// keys judges the keys of a mapping.
func (r *report) keys(k *keys, at place, v *value) {
	var names []string
	for _, name := range k.names {
		if k.within[name].in(r.version) {
			names = append(names, name)
		}
	}
	meant := map[string]entry{} // by what is misspelt
	for _, e := range v.keys {
		if k.find(e.name) == nil {
			if near, _, found := options.Nearest(e.name, names); found && v.of(near) == nil && k.within[near].required {
				meant[near] = e
				continue
			}
			r.unknown(k, at, e, names)
		}
	}
	for _, name := range names {
		if within := k.within[name]; within.required && v.of(name) == nil {
			fix := ""
			if e, misspelt := meant[name]; misspelt {
				fix = fmt.Sprintf("write it instead of %s in line %d", prop.Quote(e.name), e.line)
			}
			r.required(within.key, at.missing(name), v, fix)
		}
	}
	for _, e := range v.keys {
		within := k.find(e.name)
		if within == nil {
			continue
		}
		if !within.in(r.version) {
			r.otherVersion(within, at.key(e))
			continue
		}
		r.check(within, at.key(e), e.value)
	}
}

// unknown tells of a key that AWS does not document. CodeBuild's agent logs and ignores it; only phases have a list of those
// that are allowed.
func (r *report) unknown(k *keys, at place, e entry, names []string) {
	fix := write(e.name, names)
	if place := where(e.name); fix == "" && place != "" && place != at.path+"/"+e.name {
		fix = "it belongs to " + strings.TrimSuffix(place, "/"+e.name)
	}
	if allowed := "a key that CodeBuild knows: " + prop.List(names, "or"); k.path == "phases" {
		r.mustBe(ruleKey, at.key(e), "an allowed phase: "+prop.List(names, "or"), e.name, fix)
	} else {
		r.warn(ruleKey, at.key(e), "must be "+allowed+", got "+prop.Quote(e.name)+", which it ignores", fix)
	}
}

func (r *report) otherVersion(k *keys, at place) {
	has, fix := k.version, ""
	if has == "" {
		has = "0.2"
	}
	if k.now != "" {
		fix = "write " + k.now
	}
	r.warn(ruleKey, at, fmt.Sprintf("must be in a build specification of version %s, got %s, which ignores it", has, r.version), fix)
}

// required tells of a key that must be given. The fix is for one that is there under another name.
func (r *report) required(k key, at place, in *value, fix string) {
	if k.unless != "" && in.of(k.unless) != nil {
		r.warn(ruleRequired, at, "must be given by AWS's page even if only "+k.unless+" are used, got none", fix)
		return
	}
	r.mustBe(ruleRequired, at, "given", prop.Words("none"), fix)
}

var digits = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)

// wrongKind finds a value that is not of the kind that a key holds. An optional key may hold nothing.
func (r *report) wrongKind(k *keys, at place, v *value) bool {
	if v.kind == nothing {
		if k.path == "" || k.required {
			return k.path != "" || r.refuse(at, v, "a mapping of keys such as version and phases", "")
		}
		if k.kind != mapping || !slices.ContainsFunc(k.names, func(name string) bool { return k.within[name].required }) {
			return true
		}
		v.kind = mapping
	}
	switch k.kind {
	case mapping:
		return v.kind != mapping && r.refuse(at, v, "a mapping of keys", "")
	case text:
		return v.kind != text && r.refuse(at, v, "text", colon(v))
	case yesNo:
		return !one(v, "yes no true false") && r.refuse(at, v, "yes, no, true or false", "")
	case truth:
		return !one(v, "true false") && r.refuse(at, v, "true or false", "")
	case number:
		return !digits.MatchString(v.text) && r.refuse(at, v, "a whole number above zero", "")
	case tasks, texts:
		return r.wrongItems(k, at, v)
	}
	return false
}

// wrongItems finds what is no list, or has items of another kind.
func (r *report) wrongItems(k *keys, at place, v *value) bool {
	of, name := text, "texts"
	if k.kind == tasks {
		of, name = mapping, "mappings"
	}
	if v.kind != list {
		return (k.kind == tasks || v.kind != text) && r.refuse(at, v, "a list of "+name, "")
	}
	if k.required && len(v.items) == 0 {
		return r.refuse(at, v, "a list of at least one text", "")
	}
	wrong := false
	for i, item := range v.items {
		if item.kind != of {
			wrong = r.refuse(at.item(i, item), item, strings.TrimSuffix(name, "s"), colon(item))
		}
	}
	return wrong
}

// refuse says what a value must be, and that it is wrong. A text that is one of few words is shown.
func (r *report) refuse(at place, v *value, allowed, fix string) bool {
	var got any = v.given()
	if v.kind == text && (strings.HasPrefix(allowed, "yes") || strings.HasPrefix(allowed, "true") || strings.HasPrefix(allowed, "a whole")) {
		got = v.text
	}
	r.mustBe(ruleValue, at, allowed, got, fix)
	return true
}

func one(v *value, words string) bool {
	return v.kind == text && slices.Contains(strings.Fields(words), strings.ToLower(v.text))
}

// colon is the fix for a text in which YAML sees a key.
func colon(v *value) string {
	if v.kind == mapping {
		return `quote the text, in which YAML takes ": " for the end of a key`
	}
	return ""
}
