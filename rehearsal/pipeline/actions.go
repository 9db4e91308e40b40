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

// fetch makes the newest commit of the branch an artifact. CodePipeline keeps no file modes.
func (w *Walk) fetch(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	from := codecommit.Repository{AWS: w.Pipeline.aws, Name: action.Configuration["RepositoryName"]}
	var err error
	if w.Commit, err = from.Tip(ctx, action.Configuration["BranchName"]); err != nil {
		return "", err
	}
	if w.files, err = from.Content(ctx, w.Commit); err != nil {
		return "", err
	}
	for file, content := range w.files {
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
	return fmt.Sprintf("%d files of commit %.7s", len(w.files), w.Commit), w.store.put(ctx, action, zipped)
}

// build runs the build project that the action names.
func (w *Walk) build(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	source, err := w.store.take(ctx, action)
	if err != nil {
		return "", err
	}
	project, err := codebuild.ReadProject(ctx, w.Pipeline.aws, action.Configuration["ProjectName"])
	if err != nil {
		return "", err
	}
	result, err := codebuild.Build{
		Project:   project,
		Source:    source,
		Commit:    w.Commit,
		Initiator: "codepipeline/" + *w.Pipeline.Name,
		Buildspec: action.Configuration["BuildspecOverride"],
		Variables: action.Configuration["EnvironmentVariables"],
		Dir:       dir,
		Host:      w.Host,
	}.Run(ctx)
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf("%s, %s, %d KB", result.Spec, result.Tests, len(result.Artifact)/1024)
	return text, w.store.put(ctx, action, result.Artifact)
}

// deploy is the Elastic Beanstalk action, and then the environment's part: to run what it was given.
func (w *Walk) deploy(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	bundle, err := w.store.take(ctx, action)
	if err != nil {
		return "", err
	}
	environment := beanstalk.Environment{
		Application: action.Configuration["ApplicationName"],
		Name:        action.Configuration["EnvironmentName"],
	}
	label, err := environment.Deploy(ctx, w.Pipeline.aws, bundle, w.Commit)
	if err != nil {
		return "", err
	}
	settings, zipped, err := environment.Read(ctx, w.Pipeline.aws, label)
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
	w.Apps = append(w.Apps, App{environment.Name, app})
	shows, err := w.Shows(w.files)
	if err != nil {
		return "", err
	}
	path := settings.HealthCheckPath()
	if err := app.Ask(ctx, path, shows); err != nil {
		return "", err
	}
	return fmt.Sprintf("version %s, %s%s answers 200, / shows %s", label, app.URL, path, shows), nil
}
