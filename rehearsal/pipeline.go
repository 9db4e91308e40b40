package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A walk carries a commit through a deployed pipeline, action by action, as CodePipeline would.
type walk struct {
	aws      *clients
	report   *report
	stage    string
	pipeline *types.PipelineDeclaration
	dir      string // for what it unpacks and builds
	machine  machine

	keys   map[string]string // object key of each artifact
	commit string
	page   []byte
	apps   []*release // what the deploy actions started
}

// readPipeline reads the definition of a pipeline back from the local AWS.
func readPipeline(ctx context.Context, aws *clients, name string) (*types.PipelineDeclaration, error) {
	got, err := aws.codePipeline.GetPipeline(ctx, &codepipeline.GetPipelineInput{Name: &name})
	if err != nil {
		return nil, err
	}
	return got.Pipeline, nil
}

// source returns the repository and branch that a pipeline starts from.
func source(pipeline *types.PipelineDeclaration) (repositoryName, branch string, err error) {
	for _, action := range pipeline.Stages[0].Actions {
		if *action.ActionTypeId.Provider == "CodeCommit" {
			return action.Configuration["RepositoryName"], action.Configuration["BranchName"], nil
		}
	}
	return "", "", fmt.Errorf("%s takes its source through a connection, which only AWS has", *pipeline.Name)
}

// run goes through the pipeline that a push has started.
func (w *walk) run(ctx context.Context) error {
	if err := w.started(ctx); err != nil {
		return fmt.Errorf("%s: %w", w.stage, err)
	}
	w.keys = map[string]string{}
	for _, stage := range w.pipeline.Stages {
		for _, action := range stage.Actions {
			name := fmt.Sprintf("%s: %s", w.stage, *action.Name)
			if err := w.report.step(name, func() (string, error) { return w.act(ctx, action) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// started makes sure that the push, and nothing else, started the pipeline and that its roles may do what follows.
func (w *walk) started(ctx context.Context) error {
	got, err := w.aws.codePipeline.ListPipelineExecutions(ctx, &codepipeline.ListPipelineExecutionsInput{
		PipelineName: w.pipeline.Name,
	})
	if err != nil {
		return err
	}
	executions := got.PipelineExecutionSummaries
	if len(executions) != 1 {
		return fmt.Errorf("the push must start the pipeline once, got %d executions", len(executions))
	}
	if executions[0].Status != types.PipelineExecutionStatusInProgress {
		return fmt.Errorf("the pipeline fails: %s", aws.ToString(executions[0].StatusSummary))
	}
	w.report.line("%s: the push to %s started %s", w.stage, w.branch(), *w.pipeline.Name)
	return nil
}

func (w *walk) branch() string {
	_, branch, _ := source(w.pipeline)
	return branch
}

func (w *walk) act(ctx context.Context, action types.ActionDeclaration) (string, error) {
	switch kind := string(action.ActionTypeId.Category) + " " + *action.ActionTypeId.Provider; kind {
	case "Source CodeCommit":
		return w.fetch(ctx, action)
	case "Build CodeBuild", "Test CodeBuild":
		return w.build(ctx, action)
	case "Approval Manual":
		return "approved by the rehearsal", nil
	case "Deploy ElasticBeanstalk":
		return w.deploy(ctx, action)
	default:
		return "", fmt.Errorf("the rehearsal knows no action %s", kind)
	}
}

// fetch is the source action: the newest commit of the branch becomes an artifact. CodePipeline keeps no file modes.
func (w *walk) fetch(ctx context.Context, action types.ActionDeclaration) (string, error) {
	from := repository{w.aws, action.Configuration["RepositoryName"]}
	var err error
	if w.commit, err = from.tip(ctx, action.Configuration["BranchName"]); err != nil {
		return "", err
	}
	files, err := from.content(ctx, w.commit)
	if err != nil {
		return "", err
	}
	dir := filepath.Join(w.dir, "source")
	for path, content := range files {
		target := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return "", err
		}
	}
	w.page = files[page]
	zipped, err := artifacts{Files: texts{"**/*"}}.pack(dir)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d files of commit %.7s", len(files), w.commit), w.put(ctx, action, zipped)
}

// put stores what an action made in the pipeline's bucket.
func (w *walk) put(ctx context.Context, action types.ActionDeclaration, zipped []byte) error {
	if len(action.OutputArtifacts) != 1 {
		return fmt.Errorf("%s must make one artifact, got %d", *action.Name, len(action.OutputArtifacts))
	}
	sum := sha256.Sum256(zipped)
	name := *action.OutputArtifacts[0].Name
	w.keys[name] = fmt.Sprintf("%s/%s/%s.zip", *w.pipeline.Name, name, hex.EncodeToString(sum[:8]))
	_, err := w.aws.s3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: w.pipeline.ArtifactStore.Location, Key: aws.String(w.keys[name]), Body: bytes.NewReader(zipped),
	})
	return err
}

// take returns what an earlier action put there for this one.
func (w *walk) take(ctx context.Context, action types.ActionDeclaration) ([]byte, error) {
	if len(action.InputArtifacts) != 1 {
		return nil, fmt.Errorf("%s must take one artifact, got %d", *action.Name, len(action.InputArtifacts))
	}
	return w.object(ctx, *w.pipeline.ArtifactStore.Location, w.keys[*action.InputArtifacts[0].Name])
}

func (w *walk) object(ctx context.Context, bucket, key string) ([]byte, error) {
	got, err := w.aws.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	return io.ReadAll(got.Body)
}

// deploy is the Elastic Beanstalk action, and then the environment's part: to run what it was given.
func (w *walk) deploy(ctx context.Context, action types.ActionDeclaration) (string, error) {
	bundle, err := w.take(ctx, action)
	if err != nil {
		return "", err
	}
	app := &release{
		application: action.Configuration["ApplicationName"],
		environment: action.Configuration["EnvironmentName"],
		dir:         filepath.Join(w.dir, *action.Name, "current"),
		log:         filepath.Join(w.dir, *action.Name, "web.log"),
	}
	if err := app.create(ctx, w.aws, bundle, w.commit); err != nil {
		return "", err
	}
	settings, zipped, err := app.read(ctx, w.aws, w)
	if err != nil {
		return "", err
	}
	if err := unpack(zipped, app.dir); err != nil {
		return "", err
	}
	if err := app.start(ctx, settings); err != nil {
		return "", err
	}
	w.apps = append(w.apps, app)
	want := headline.Find(w.page)
	if want == nil {
		return "", errors.New(page + " has no headline to look for")
	}
	return app.ask(ctx, settings.healthCheckPath(), string(want))
}

// stop ends what the walk started.
func (w *walk) stop() {
	for _, app := range w.apps {
		app.stop()
	}
}
