package delivery

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// A filter is one for pushes or for pull requests; nil is one that is not there.
type filter struct{ tags, branches, paths patterns }

// patterns are what one part of a filter includes and excludes, in the fields that begin with its name.
type patterns struct {
	name               string
	includes, excludes *[]*string
}

func (p patterns) given() bool { return p.includes != nil || p.excludes != nil }

func pushes(filters *[]*awscodepipeline.GitPushFilter) *[]*filter {
	return filtersOf(filters, func(f *awscodepipeline.GitPushFilter) *filter {
		return &filter{
			patterns{"Tags", f.TagsIncludes, f.TagsExcludes}, patterns{"Branches", f.BranchesIncludes, f.BranchesExcludes},
			patterns{"FilePaths", f.FilePathsIncludes, f.FilePathsExcludes},
		}
	})
}

func pullRequests(filters *[]*awscodepipeline.GitPullRequestFilter) *[]*filter {
	return filtersOf(filters, func(f *awscodepipeline.GitPullRequestFilter) *filter {
		return &filter{
			patterns{}, patterns{"Branches", f.BranchesIncludes, f.BranchesExcludes},
			patterns{"FilePaths", f.FilePathsIncludes, f.FilePathsExcludes},
		}
	})
}

func filtersOf[T any](given *[]*T, of func(*T) *filter) *[]*filter {
	if given == nil {
		return nil
	}
	all := make([]*filter, len(*given))
	for i, f := range *given {
		if f != nil {
			all[i] = of(f)
		}
	}
	return &all
}

// validateFilters finds what CodePipeline refuses (AWS pages "Quotas in AWS CodePipeline" and "Pipeline structure
// reference"), and patterns that match nothing.
func validateFilters(problems *prop.Problems, field string, filters *[]*filter) {
	if filters == nil {
		return
	}
	if n := len(*filters); n < 1 || n > 3 {
		problems.Say(field, "give one filter several patterns, or leave it out", "must be 1 to 3 filters, got %d", n)
	}
	for i, f := range *filters {
		at := fmt.Sprintf("%s[%d]%s", strings.TrimSuffix(field, ofSource), i, ofSource)
		if !problems.Required(at, f, "remove it") {
			continue
		}
		if slices.ContainsFunc((*filters)[:i], func(other *filter) bool { return reflect.DeepEqual(f, other) }) {
			problems.Say(at, "remove one", "must differ from the others, got one twice")
		}
		if f.tags.given() && (f.branches.given() || f.paths.given()) {
			problems.Say(at, "make two filters", "must be of tags, or of branches and file paths, got both")
		}
		for _, part := range []patterns{f.tags, f.branches, f.paths} {
			part.validate(problems, strings.TrimSuffix(at, ofSource))
		}
	}
}

const ofSource = " of Source"

func (p patterns) validate(problems *prop.Problems, prefix string) {
	for _, list := range []struct {
		field    string
		patterns *[]*string
	}{{"Includes", p.includes}, {"Excludes", p.excludes}} {
		if list.patterns == nil {
			continue
		}
		field := prefix + "." + p.name + list.field
		if n := len(*list.patterns); n < 1 || n > 8 {
			problems.Say(field+ofSource, "join some with braces or wildcards, or leave it out", "must be 1 to 8 patterns, got %d", n)
		}
		for i, pattern := range *list.patterns {
			at := fmt.Sprintf("%s[%d]%s", field, i, ofSource)
			if !problems.Required(at, pattern, "remove it") || prop.Unresolved(*pattern) {
				continue
			}
			p.validatePattern(problems, at, *pattern)
			if among(*pattern, (*list.patterns)[:i]) {
				problems.Say(field+ofSource, "remove one", "must have each pattern once, got %s twice", prop.Quote(*pattern))
			}
		}
	}
	for _, pattern := range prop.Or(p.includes, nil) {
		if pattern != nil && among(*pattern, prop.Or(p.excludes, nil)) {
			problems.Say(prefix+"."+p.name+"Includes"+ofSource, "remove one", "must not have a pattern that is excluded too, got %s",
				prop.Quote(*pattern))
		}
	}
}

func among(pattern string, all []*string) bool {
	return slices.ContainsFunc(all, func(other *string) bool { return other != nil && *other == pattern })
}

// validatePattern finds a pattern that CodePipeline refuses, or that matches no name as the provider writes it.
func (p patterns) validatePattern(problems *prop.Problems, field, pattern string) {
	prefixes := map[string][]string{"Tags": {"refs/tags/"}, "Branches": {"refs/heads/", "origin/"}, "FilePaths": {"./", "/"}}[p.name]
	meant := pattern
	for _, prefix := range prefixes {
		meant = strings.TrimPrefix(meant, prefix)
	}
	if p.name == "FilePaths" && strings.HasSuffix(meant, "/") {
		meant += "**"
	}
	switch n := utf8.RuneCountInString(pattern); {
	case n < 1 || n > 255:
		problems.MustBe(field, "1 to 255 characters", prop.Words(fmt.Sprint(n)))
	case !visible(pattern):
		problems.MustBe(field, "a pattern that can be read", pattern)
	case strings.TrimSpace(pattern) != pattern:
		problems.MustBe(field, "a pattern without spaces around it", pattern, write(strings.TrimSpace(pattern)))
	case prop.TokenLike(pattern):
		problems.Lookalike(field, pattern)
	case strings.Count(pattern, "{") != strings.Count(pattern, "}"), strings.Count(pattern, "[") != strings.Count(pattern, "]"):
		problems.MustBe(field, "a pattern that closes its brackets and braces", pattern)
	case meant != pattern:
		problems.MustBe(field, "a pattern of names as they are in the repository", pattern, write(meant))
	}
}

// validateEvents finds events that pull requests do not have.
func validateEvents(problems *prop.Problems, filters *[]*awscodepipeline.GitPullRequestFilter) {
	for i, f := range prop.Or(filters, nil) {
		if f == nil || f.Events == nil {
			continue
		}
		field := fmt.Sprintf("PullRequestFilter[%d].Events", i)
		if len(*f.Events) == 0 {
			problems.Say(field+ofSource, "leave it out for all", "must be 1 to 3 events, got 0")
		}
		for j, event := range *f.Events {
			at := fmt.Sprintf("%s[%d]%s", field, j, ofSource)
			if event == "" {
				problems.MustBe(at, "OPEN, UPDATED or CLOSED", "")
			}
			problems.OneOf(at, string(event), "OPEN", "UPDATED", "CLOSED")
			if slices.Contains((*f.Events)[:j], event) {
				problems.Say(field+ofSource, "remove one", "must name each event once, got %s twice", prop.Quote(string(event)))
			}
		}
	}
}

// pushesTo are filters whose branches default to a branch.
func pushesTo(branch *string, filters *[]*awscodepipeline.GitPushFilter) *[]*awscodepipeline.GitPushFilter {
	if filters == nil {
		return nil
	}
	var all []*awscodepipeline.GitPushFilter
	for i, f := range *pushes(filters) {
		own := *(*filters)[i]
		if !f.tags.given() && !f.branches.given() {
			own.BranchesIncludes = jsii.Strings(*branch)
		}
		all = append(all, &own)
	}
	return &all
}

// pullRequestsInto are filters whose branches default to a branch.
func pullRequestsInto(branch *string, filters *[]*awscodepipeline.GitPullRequestFilter) *[]*awscodepipeline.GitPullRequestFilter {
	if filters == nil {
		return nil
	}
	var all []*awscodepipeline.GitPullRequestFilter
	for i, f := range *pullRequests(filters) {
		own := *(*filters)[i]
		if !f.branches.given() {
			own.BranchesIncludes = jsii.Strings(*branch)
		}
		all = append(all, &own)
	}
	return &all
}
