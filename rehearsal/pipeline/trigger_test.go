package pipeline

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

func TestGlobsOfTriggers(t *testing.T) {
	for _, test := range []struct {
		pattern, name string
		want          bool
	}{
		{"main", "main", true}, {"main", "main2", false}, {"main*", "main2", true}, {"release/*", "release/1/hot", false},
		{"release/**", "release/1/hot", true}, {"**", "a/b", true}, {"services/shop/**", "services/shop/app.go", true},
		{"services/shop/**", "services/office/app.go", false}, {"common/**/*.js", "common/a/b.js", true},
		{"**/README.md", "docs/README.md", true}, {"**/README.md", "README.md", false}, {"v?", "v1", true}, {"v?", "v10", false},
		{"v[0-3].x", "v2.x", true}, {"v[!0-3].x", "v2.x", false}, {"v[!0-3].x", "v7.x", true}, {"a.b", "axb", false},
		{"{shop,office}/**", "office/x", true}, {"{shop,office}/**", "other/x", false}, {`a\*b`, "a*b", true}, {`a\*b`, "axb", false},
		{"übung/*", "übung/1", true}, {"a+(b)", "a+(b)", true}, {"{a", "a", false}, {"[a", "[a", true}, {"[^a]", "^", true},
	} {
		if got := glob(test.pattern).MatchString(test.name); got != test.want {
			t.Errorf("%s matches %s: %v, want %v", test.pattern, test.name, got, test.want)
		}
	}
}

func TestTriggered(t *testing.T) {
	branches := func(includes ...string) *types.GitBranchFilterCriteria {
		return &types.GitBranchFilterCriteria{Includes: includes}
	}
	shop := types.GitPushFilter{Branches: branches("main"), FilePaths: &types.GitFilePathFilterCriteria{
		Includes: []string{"services/shop/**", "common/**"}, Excludes: []string{"**/*.md"},
	}}
	tags := types.GitPushFilter{Tags: &types.GitTagFilterCriteria{Includes: []string{"v*"}, Excludes: []string{"v0*"}}}
	others := types.GitPushFilter{Branches: &types.GitBranchFilterCriteria{Excludes: []string{"main", "draft/**"}}}
	for name, test := range map[string]struct {
		filters     []types.GitPushFilter
		branch, tag string
		files       []string
		want        bool
	}{
		"a file of the service":                {[]types.GitPushFilter{shop}, "main", "", []string{"x", "services/shop/app.go"}, true},
		"files of others":                      {[]types.GitPushFilter{shop}, "main", "", []string{"services/office/app.go"}, false},
		"what is excluded":                     {[]types.GitPushFilter{shop}, "main", "", []string{"common/a.md"}, false},
		"another branch":                       {[]types.GitPushFilter{shop}, "develop", "", []string{"services/shop/app.go"}, false},
		"a new branch":                         {[]types.GitPushFilter{shop}, "main", "", nil, false},
		"a tag":                                {[]types.GitPushFilter{tags}, "", "v1", nil, true},
		"a tag that is excluded":               {[]types.GitPushFilter{tags}, "", "v0.1", nil, false},
		"a branch where tags are meant":        {[]types.GitPushFilter{tags}, "v1", "", nil, false},
		"a tag where branches are meant":       {[]types.GitPushFilter{others}, "", "v1", nil, false},
		"one of two filters":                   {[]types.GitPushFilter{shop, tags}, "", "v1", nil, true},
		"a branch that nothing excludes":       {[]types.GitPushFilter{others}, "next", "", []string{"x"}, true},
		"a branch that a filter excludes":      {[]types.GitPushFilter{others}, "draft/1", "", []string{"x"}, false},
		"a trigger for pull requests, no push": {nil, "main", "", []string{"x"}, false},
	} {
		trigger := types.PipelineTriggerDeclaration{GitConfiguration: &types.GitConfiguration{Push: test.filters}}
		if got := Triggered(trigger, test.branch, test.tag, test.files); got != test.want {
			t.Errorf("%s: triggered is %v, want %v", name, got, test.want)
		}
	}
	if Triggered(types.PipelineTriggerDeclaration{}, "main", "", []string{"x"}) {
		t.Error("a trigger without filters starts the pipeline")
	}
}
