package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/beanstalk"
	"beanstalkline/rehearsal/codebuild"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/platform"
	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/secrets"
	"beanstalkline/rehearsal/steps"
)

// An execution does what the actions of a pipeline would do, and keeps what they leave for later ones.
type execution struct {
	store
	values
	routes []string // for programs that install something
	folder string   // the source, where a connection would bring it
	report steps.Report
	step   string // what the action is called that is being done
	commit string // once it is fetched
	source string // the folder of its files
	built  string // the folder of the build
	apps   []App  // once they are deployed

	delivered bool // Elastic Beanstalk has got a version
	told      once // notes on the artifact

	revisions map[string]string // the commits to fetch, by source action; the newest without
}

// called is what people read of an action.
func (e *execution) called(action types.ActionDeclaration) string {
	if e.step == "" {
		return *action.Name
	}
	return e.step
}

// act does what one action would do, in a folder of its own, and returns the outcome.
func (e *execution) act(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	action.Configuration = e.resolve(action.Configuration)
	switch kind := string(action.ActionTypeId.Category) + " " + *action.ActionTypeId.Provider; kind {
	case "Source CodeCommit", "Source CodeStarSourceConnection":
		return e.fetch(ctx, dir, action)
	case "Source S3":
		return e.download(ctx, dir, action)
	case "Build CodeBuild", "Test CodeBuild":
		return e.build(ctx, dir, action)
	case "Approval Manual":
		return "approved by the rehearsal", nil
	case "Deploy ElasticBeanstalk":
		return e.deploy(ctx, dir, action)
	default:
		return "", failure.Missing("a rehearsal has no action " + kind)
	}
}

// fetch makes the newest commit of the branch an artifact. CodePipeline keeps no file modes. Where a connection would
// bring the source, it is a local folder.
func (e *execution) fetch(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	files, commit, err := origin{e.aws, e.folder, e.revisions}.read(ctx, action)
	if err != nil {
		return "", err
	}
	for file, content := range files {
		target := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(target, content, 0o644); err != nil {
			return "", err
		}
	}
	zipped, _, err := archive.Pack(dir, archive.Everything)
	if err != nil {
		return "", err
	}
	e.source, e.commit = dir, commit
	repository, branch := action.Configuration["RepositoryName"], action.Configuration["BranchName"]
	if repository == "" {
		repository = action.Configuration["FullRepositoryId"]
		e.report.Note("%s: %s stands in for %s", e.called(action), e.folder, repository)
	}
	e.keep(action, map[string]string{"CommitId": e.commit, "BranchName": branch, "RepositoryName": repository})
	if action.Configuration["OutputArtifactFormat"] == "CODEBUILD_CLONE_REF" {
		e.report.Note("%s: the full clone is not rehearsed: the build finds the files, and no history", e.called(action))
	}
	return fmt.Sprintf("%s of commit %.7s", printable.Count(len(files), "file"), e.commit), e.leave(ctx, action, zipped)
}

// download makes an uploaded archive an artifact, as it is.
func (e *execution) download(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	zipped, variables, err := readObject(ctx, e.aws, action, dir)
	if err != nil {
		return "", err
	}
	e.source, e.commit = dir, variables["VersionId"]
	e.keep(action, variables)
	return fmt.Sprintf("version %.7s of %s, %d KB", e.commit, variables["ObjectKey"], (len(zipped)+1023)/1024), e.leave(ctx, action, zipped)
}

// leave stores what an action has made, once for each of its outputs.
func (e *execution) leave(ctx context.Context, action types.ActionDeclaration, zipped []byte) error {
	for _, name := range outputs(action) {
		if err := e.put(ctx, name, zipped); err != nil {
			return err
		}
	}
	return nil
}

// build runs the build project that the action names.
func (e *execution) build(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	input, err := primary(action)
	if err != nil {
		return "", err
	}
	source, err := e.take(ctx, input)
	if err != nil {
		return "", err
	}
	project, err := codebuild.ReadProject(ctx, e.aws, action.Configuration["ProjectName"])
	if err != nil {
		return "", err
	}
	if len(action.InputArtifacts) > 1 {
		e.report.Note("%s: only %s is there in a rehearsal, not the other artifacts that it takes", e.called(action), input)
	}
	if waited := sleeps.FindStringSubmatch(project.Inline()); waited != nil {
		return "not waited for " + waited[1] + " seconds", nil
	}
	address := func(environment string) string { return e.address(ctx, environment) }
	variables, tools, err := present{e.Pipeline, e.commit, address}.prepare(ctx, project, dir, action)
	if err != nil {
		return "", err
	}
	called := e.called(action)
	batch, _ := strconv.ParseBool(action.Configuration["BatchEnabled"])
	result, err := codebuild.Build{
		Project:   project,
		Source:    source,
		Commit:    e.commit,
		Initiator: "codepipeline/" + *e.Name,
		Buildspec: action.Configuration["BuildspecOverride"],
		Variables: variables,
		Tools:     tools,
		Batch:     batch,
		Outputs:   outputs(action),
		Dir:       dir,
		Routes:    e.routes,
		Say:       func(line string) { e.report.Say(called, line) },
		Secrets:   secrets.Reader{AWS: e.aws, Role: *project.ServiceRole},
	}.Run(ctx)
	for _, note := range result.Notes {
		e.report.Note("%s: %s", e.called(action), note)
	}
	var failed *failure.Failure
	if after := e.delivered || tools != ""; after && errors.As(err, &failed) {
		failed.Do = "The release is deployed, and does not pass. Mend it, or what the test asks for, and push."
	}
	if err != nil {
		return "", err
	}
	e.keep(action, result.Exported)
	if tools != "" {
		return result.Exported["ANSWER"] + result.Exported["CHANGES"], nil
	}
	e.built = result.Dir
	size := 0
	for name, zipped := range result.Artifacts {
		size += len(zipped)
		if err := e.put(ctx, name, zipped); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s, %s, %d KB", result.Spec, result.Tests, (size+1023)/1024), nil
}

// address is where an environment answers: one that the execution has deployed to, or has deployed to before it was tried
// again. It is empty if it answers nowhere.
func (e *execution) address(ctx context.Context, environment string) string {
	for _, app := range slices.Backward(e.apps) {
		if app.Environment == environment {
			return strings.TrimPrefix(app.URL, "http://")
		}
	}
	return beanstalk.Address(ctx, e.aws, environment)
}

// deploy is the Elastic Beanstalk action, and then the environment's part: running what it was given.
func (e *execution) deploy(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	input, err := primary(action)
	if err != nil {
		return "", err
	}
	bundle, err := e.take(ctx, input)
	if err != nil {
		return "", err
	}
	environment := target(action)
	label, err := environment.Deploy(ctx, e.aws, bundle, e.commit)
	if err != nil {
		return "", err
	}
	e.delivered = true
	order, err := environment.Read(ctx, e.aws, label)
	if err != nil {
		return "", err
	}
	outcome, err := e.run(ctx, dir, action, order)
	var missing failure.Missing
	if errors.As(err, &missing) {
		outcome, err = string(missing), nil
	}
	if err == nil {
		outcome = fmt.Sprintf("version %s, %s", label, outcome)
	}
	return outcome, err
}

// restart lets the instances of an environment run what they have with the settings of now.
func (e *execution) restart(ctx context.Context, dir string, action types.ActionDeclaration) (string, error) {
	order, err := target(action).Read(ctx, e.aws, "")
	if err != nil {
		return "", err
	}
	return e.run(ctx, dir, action, order)
}

// run is what the instances of an environment do with an order.
func (e *execution) run(
	ctx context.Context, dir string, action types.ActionDeclaration, order beanstalk.Order,
) (string, error) {
	current := filepath.Join(dir, "current")
	if err := archive.Unpack(order.Bundle, current); err != nil {
		return "", err
	}
	extensions := platform.ReadExtensions(os.DirFS(current))
	for _, note := range extensions.Notes(platform.ReadExtensions(os.DirFS(e.source)), order.Settings.In) {
		if e.told.isNew(note) { // all stages get the same artifact
			e.report.Note("%s: %s", e.called(action), note)
		}
	}
	order.Settings = order.Settings.Over(extensions.Options())
	kind, err := platform.Parse(order.PlatformArn, order.SolutionStack)
	if err != nil {
		return "", err
	}
	variables, err := order.Settings.Variables(ctx, secrets.Reader{AWS: e.aws, Role: order.Role})
	if err != nil {
		return "", err
	}
	called := e.called(action)
	instance := platform.Instance{
		Environment: action.Configuration["EnvironmentName"],
		Platform:    kind,
		Dir:         current,
		Built:       e.built,
		Work:        dir,
		Variables:   variables,
		Options:     order.Settings.In,
		Routes:      e.routes,
		Say:         func(line string) { e.report.Say(called, line) },
	}
	app, err := instance.Deploy(ctx)
	for _, note := range instance.Notes() {
		e.report.Note("%s: %s", e.called(action), note)
	}
	if err != nil {
		return "", err
	}
	e.apps = append(e.apps, App{instance.Environment, e.commit, dir, app})
	check := platform.Check{Path: order.Settings.HealthCheckPath(), Codes: order.Settings.HealthyCodes()}
	answer, err := app.Ask(ctx, check)
	if err != nil {
		return "", err
	}
	if app.Open() {
		e.report.Note("%s: while it runs here, the app listens on every address of this machine: HOST has the one to listen on",
			e.called(action))
	}
	outcome := fmt.Sprintf("%s answers %s", check.Path, answer.Status)
	if answer.Title != "" {
		outcome += fmt.Sprintf(" with %q", answer.Title)
	}
	return outcome + " as " + kind.Name, nil
}
