package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/beanstalk"
	"beanstalkline/rehearsal/codebuild"
	"beanstalkline/rehearsal/codecommit"
	"beanstalkline/rehearsal/platform"
)

// An execution does what the actions of a pipeline would do, and keeps what they leave for later ones.
type execution struct {
	store
	host   codebuild.Host
	shows  func(files map[string][]byte) (string, error)
	commit string            // once it is fetched
	files  map[string][]byte // of the commit
	apps   []App             // once they are deployed
}

// An App is an app that runs in an environment.
type App struct {
	Environment string
	*platform.App
}

// act does what one action would do, in a folder of its own, and returns the outcome.
func (e *execution) act(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	switch kind := string(action.ActionTypeId.Category) + " " + *action.ActionTypeId.Provider; kind {
	case "Source CodeCommit":
		return e.fetch(ctx, dir, action)
	case "Build CodeBuild", "Test CodeBuild":
		return e.build(ctx, dir, action)
	case "Approval Manual":
		return "approved by the rehearsal", nil
	case "Deploy ElasticBeanstalk":
		return e.deploy(ctx, dir, action)
	default:
		return "", fmt.Errorf("the rehearsal knows no action %s", kind)
	}
}

// fetch makes the newest commit of the branch an artifact. CodePipeline keeps no file modes.
func (e *execution) fetch(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	from := codecommit.Repository{AWS: e.aws, Name: action.Configuration["RepositoryName"]}
	var err error
	if e.commit, err = from.Tip(ctx, action.Configuration["BranchName"]); err != nil {
		return "", err
	}
	if e.files, err = from.Content(ctx, e.commit); err != nil {
		return "", err
	}
	for file, content := range e.files {
		target := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return "", err
		}
	}
	zipped, err := archive.Pack(dir, archive.Everything)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files of commit %.7s", len(e.files), e.commit), e.put(ctx, action, zipped)
}

// build runs the build project that the action names.
func (e *execution) build(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	source, err := e.take(ctx, action)
	if err != nil {
		return "", err
	}
	project, err := codebuild.ReadProject(ctx, e.aws, action.Configuration["ProjectName"])
	if err != nil {
		return "", err
	}
	result, err := codebuild.Build{
		Project:   project,
		Source:    source,
		Commit:    e.commit,
		Initiator: "codepipeline/" + *e.Name,
		Buildspec: action.Configuration["BuildspecOverride"],
		Variables: action.Configuration["EnvironmentVariables"],
		Dir:       dir,
		Host:      e.host,
	}.Run(ctx)
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf("%s, %s, %d KB", result.Spec, result.Tests, len(result.Artifact)/1024)
	return text, e.put(ctx, action, result.Artifact)
}

// deploy is the Elastic Beanstalk action, and then the environment's part: running what it was given.
func (e *execution) deploy(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	bundle, err := e.take(ctx, action)
	if err != nil {
		return "", err
	}
	environment := beanstalk.Environment{
		Application: action.Configuration["ApplicationName"],
		Name:        action.Configuration["EnvironmentName"],
	}
	label, err := environment.Deploy(ctx, e.aws, bundle, e.commit)
	if err != nil {
		return "", err
	}
	settings, zipped, err := environment.Read(ctx, e.aws, label)
	if err != nil {
		return "", err
	}
	current := filepath.Join(dir, "current")
	if err := archive.Unpack(zipped, current); err != nil {
		return "", err
	}
	app, err := platform.Start(ctx, current, filepath.Join(dir, "web.log"), settings.Variables())
	if err != nil {
		return "", err
	}
	e.apps = append(e.apps, App{environment.Name, app})
	shows, err := e.shows(e.files)
	if err != nil {
		return "", err
	}
	path := settings.HealthCheckPath()
	if err := app.Ask(ctx, path, shows); err != nil {
		return "", err
	}
	return fmt.Sprintf("version %s, %s%s answers 200, / shows %s", label, app.URL, path, shows), nil
}
