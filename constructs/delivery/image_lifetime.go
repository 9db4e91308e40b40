package delivery

import (
	"encoding/json"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// imageLifetime finds a lifecycle rule of a repository that expires an image before the artifact that names it, when the app
// is synthesized. Rules that count images, or select some by their tags, are believed.
type imageLifetime struct {
	repository awsecr.Repository
	days       float64
}

var _ constructs.IValidation = (*imageLifetime)(nil)

// lifetimeOf returns the check for a repository that the app defines; nil for another one.
func (i *ImageBuild) lifetimeOf(days *float64) constructs.IValidation {
	if i == nil || prop.Unresolved(prop.Or(days, 30)) {
		return nil
	}
	if own, is := i.Repository.(awsecr.Repository); is {
		return &imageLifetime{own, prop.Or(days, 30)}
	}
	return nil
}

// Validate is called by the CDK, which ends the synthesis with what it returns.
func (l *imageLifetime) Validate() *[]*string {
	said := []*string{}
	resource, is := l.repository.Node().DefaultChild().(awsecr.CfnRepository)
	if !is {
		return &said
	}
	resolved, _ := awscdk.Stack_Of(resource).Resolve(resource.LifecyclePolicy()).(map[string]any)
	text, _ := resolved["lifecyclePolicyText"].(string)
	var policy struct {
		Rules []struct {
			Selection struct {
				TagStatus, CountType string
				TagPatternList       []string
				CountNumber          float64
			}
		}
	}
	_ = json.Unmarshal([]byte(text), &policy)
	for _, rule := range policy.Rules {
		s := rule.Selection
		all := s.TagStatus == "any" || slices.Contains(s.TagPatternList, "*") // every image has a tag
		if all && s.CountType == "sinceImagePushed" && s.CountNumber < l.days {
			said = append(said, jsii.Sprintf("Image.Repository must keep images for %s days, as long as ArtifactRetentionDays keeps the releases "+
				"that name them, got a lifecycle rule that expires them after %s", prop.Plain(l.days), prop.Plain(s.CountNumber)))
		}
	}
	return &said
}
