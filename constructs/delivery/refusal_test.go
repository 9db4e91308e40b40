package delivery_test

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/cdktest"
	"beanstalkline/internal/prop"
)

func TestMissingPlacesAndNamesAreNamed(t *testing.T) {
	stack := cdktest.NewStack(nil)
	web := environment(stack, "Web", "")
	props := &delivery.PipelineProps{Source: codeCommit(stack), Deployments: &[]*delivery.Deployment{{Environment: web}}}
	for maker, define := range map[string]func(scope constructs.Construct, id *string){
		"NewPipeline": func(scope constructs.Construct, id *string) { delivery.NewPipeline(scope, id, props) },
		"NewRepository": func(scope constructs.Construct, id *string) {
			delivery.NewRepository(scope, id, &delivery.RepositoryProps{RepositoryName: jsii.String("app")})
		},
	} {
		for name, test := range map[string]struct {
			scope constructs.Construct
			id    *string
			want  string
		}{
			"no scope":       {nil, jsii.String("A"), "scope of " + maker + " must be a construct, got nil"},
			"a scope of nil": {(*delivery.Pipeline)(nil), jsii.String("A"), "scope of " + maker + " must be a construct, got nil"},
			"no id":          {stack, nil, "id of " + maker + ` in "Test/Stack" must be a name, got nil`},
			"an empty id":    {stack, jsii.String(""), "id of " + maker + ` in "Test/Stack" must be a name, got ""`},
			"a repeated id":  {stack, jsii.String("Web"), "id of " + maker + ` must be unique in "Test/Stack", got "Web" twice`},
		} {
			t.Run(maker+" with "+name, func(t *testing.T) { checkAnswer(t, func() { define(test.scope, test.id) }, test.want) })
		}
	}
}

func TestMissingPlaceDoesNotHideWhatElseIsWrong(t *testing.T) {
	checkAnswer(t, func() { delivery.NewPipeline(nil, nil, nil) },
		"scope of NewPipeline must be a construct, got nil",
		"Source must be given, got nil; use the source of a repository, or delivery.ConnectionSource",
		"Deployments must have at least one deployment, got none",
	)
	checkAnswer(t, func() { delivery.NewRepository(cdktest.NewStack(nil), nil, nil) },
		`id of NewRepository in "Test/Stack" must be a name, got nil`,
		"RepositoryName must be given, got nil",
	)
}

func TestPipelineWithoutPropertiesNamesWhatIsRequired(t *testing.T) {
	checkRejection(t, "Pipeline", func() { delivery.NewPipeline(cdktest.NewStack(nil), jsii.String("Pipeline"), nil) },
		"Source must be given, got nil; use the source of a repository, or delivery.ConnectionSource",
		"Deployments must have at least one deployment, got none",
	)
}

func TestWhatIsMissingIsOneSentence(t *testing.T) {
	var none *delivery.Repository
	const noRepository = "repository of Source must be given, got nil; use one made by NewRepository, or any other of CodeCommit"
	for name, test := range map[string]struct {
		change func(p *delivery.PipelineProps)
		want   string
	}{
		"the source of no repository":   {func(p *delivery.PipelineProps) { p.Source = none.Source(nil) }, noRepository},
		"a branch of no repository":     {func(p *delivery.PipelineProps) { p.Source = none.Source(jsii.String("main")) }, noRepository},
		"a repository that is not made": {func(p *delivery.PipelineProps) { p.Source = (&delivery.Repository{}).Source(nil) }, noRepository},
		"a source of nil": {
			func(p *delivery.PipelineProps) { p.Source = (*placedSource)(nil) },
			"Source must be given, got nil; use the source of a repository, or delivery.ConnectionSource",
		},
		"an empty list of deployments": {
			func(p *delivery.PipelineProps) { p.Deployments = &[]*delivery.Deployment{} },
			"Deployments must have at least one deployment, got none",
		},
		"no deployment in the list": {
			func(p *delivery.PipelineProps) { (*p.Deployments)[0] = nil },
			"Deployments[0] must be given, got nil; remove it",
		},
		"a deployment to nowhere": {
			func(p *delivery.PipelineProps) { (*p.Deployments)[0] = &delivery.Deployment{} },
			"Deployments[0].Environment must be given, got nil",
		},
		"an environment of nil": {
			func(p *delivery.PipelineProps) { (*p.Deployments)[0].Environment = (*beanstalk.WebEnvironment)(nil) },
			"Deployments[0].Environment must be given, got nil",
		},
		"an environment that is not made": {
			func(p *delivery.PipelineProps) { (*p.Deployments)[0].Environment = &beanstalk.WebEnvironment{} },
			"Deployments[0].Environment must be an environment that was made, and has a name, got one that was not",
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkRejection(t, "Pipeline", func() { pipeline(cdktest.NewStack(nil), test.change) }, test.want)
		})
	}
}

// A wrong value is reported before Node.js starts, which takes a second. The test runs itself again where there is
// none. CodePipeline takes 50 stages (AWS page "Quotas in AWS CodePipeline").
func TestTooManyStages(t *testing.T) {
	deployments := make([]*delivery.Deployment, 25)
	for i := range deployments {
		deployments[i] = &delivery.Deployment{Approval: jsii.Bool(true)}
	}
	err := (&delivery.PipelineProps{Deployments: &deployments}).Validate()
	want := "Deployments must be few enough for 50 stages, including source, build and approvals, got 52"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the answer is %v, want %s", err, want)
	}
	deployments[0].Approval = nil // and without a build, that is 50
	err = (&delivery.PipelineProps{Deployments: &deployments, Prebuilt: jsii.Bool(true)}).Validate()
	if err != nil && strings.Contains(err.Error(), "50 stages") {
		t.Errorf("without a build, the answer is %v", err)
	}
}

func TestValidateNeedsNoNodejs(t *testing.T) {
	const again = "TEST_WITHOUT_NODEJS"
	if os.Getenv(again) == "" {
		command := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
		command.Env = append(os.Environ(), again+"=1", "PATH=")
		if output, err := command.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, output)
		}
		return
	}
	source := delivery.ConnectionSource(jsii.String(connection), jsii.String("me/app"), jsii.String("main"))
	deployments := &[]*delivery.Deployment{{Environment: &beanstalk.WebEnvironment{}, Name: jsii.String("Prod")}}
	const deploymentForm = `1 to 90 letters, digits, ".", "@", "_" and "-"`
	for name, test := range map[string]struct {
		props interface{ Validate() error }
		want  []*prop.Problem
	}{
		"a pipeline": {&delivery.PipelineProps{Source: source, Deployments: deployments, BuildSpec: jsii.String("ci/buildspec.yml")}, nil},
		"a pipeline with mistakes": {
			&delivery.PipelineProps{
				Source:              source,
				Deployments:         &[]*delivery.Deployment{{Environment: &beanstalk.WebEnvironment{}, Name: jsii.String("live & well")}, nil},
				BuildTimeoutMinutes: jsii.Number(1),
				ComputeType:         "small",
				BuildEnvironmentVariables: &map[string]*awscodebuild.BuildEnvironmentVariable{
					"GOFLAGS": {Value: "-mod=readonly"}, "TOKEN": {},
				},
				// Without the CDK there are no tokens, whatever the text looks like.
				PipelineName: jsii.String("${Token[TOKEN.1]}"),
			},
			[]*prop.Problem{
				{Field: "PipelineName", Message: `PipelineName must be 1 to 100 letters, digits, ".", "@", "_" and "-", got "${Token[TOKEN.1]}"`},
				{Field: "BuildTimeoutMinutes", Message: "BuildTimeoutMinutes must be a whole number from 5 to 2160, got 1"},
				{
					Field:   "ComputeType",
					Message: `ComputeType must be SMALL, MEDIUM, LARGE, X_LARGE or X2_LARGE, got "small"`,
					Fix:     `write "SMALL"`,
				},
				{
					Field:   `BuildEnvironmentVariables["TOKEN"].Value`,
					Message: `BuildEnvironmentVariables["TOKEN"].Value must be given, got nil`,
				},
				{Field: "Deployments[0].Name", Message: `Deployments[0].Name must be ` + deploymentForm + `, got "live & well"`},
				{Field: "Deployments[1]", Message: "Deployments[1] must be given, got nil", Fix: "remove it"},
			},
		},
		"a repository": {&delivery.RepositoryProps{RepositoryName: jsii.String("app"), Directory: jsii.String(".")}, nil},
		"no repository": {
			(*delivery.RepositoryProps)(nil),
			[]*prop.Problem{{Field: "RepositoryName", Message: "RepositoryName must be given, got nil"}},
		},
		"a deployment": {(*deployments)[0], nil},
		"a deployment with a mistake": {
			&delivery.Deployment{Name: jsii.String("")},
			[]*prop.Problem{{Field: "Name", Message: "Name must be " + deploymentForm + `, got ""`}},
		},
		"a deployment of nil": {(*delivery.Deployment)(nil), nil},
		"no source": {
			delivery.CodeCommitSource(nil, jsii.String("main")),
			[]*prop.Problem{{
				Field:   "repository of Source",
				Message: "repository of Source must be given, got nil",
				Fix:     "use one made by NewRepository, or any other of CodeCommit",
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []*prop.Problem
			if err := test.props.Validate(); err != nil {
				var all interface{ Unwrap() []error }
				if !errors.As(err, &all) {
					t.Fatalf("%T does not hold several errors", err)
				}
				for _, each := range all.Unwrap() {
					got = append(got, each.(*prop.Problem))
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got)\n%s", diff)
			}
		})
	}
	if cdk.Running() {
		t.Error("Node.js runs")
	}
}
