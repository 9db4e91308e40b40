package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codecommit"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/checkout"
	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/stacks"
	"beanstalkline/rehearsal/steps"
)

// checkOut finds the earlier commit and puts its files into a folder of the run's own.
func (r *rehearsal) checkOut(ctx context.Context) error {
	commit, err := checkout.Find(ctx, r.root, "--from", r.from)
	if err != nil {
		return mistake(err.Error())
	}
	r.upgrade.commit = commit
	folder := filepath.Join(r.work, "from")
	if checkout.Dirty(ctx, r.root) {
		r.report.Note("the working tree has changes that are not committed; they are deployed over %.7s too", commit)
	}
	r.upgrade.cdk = *r.cdk
	r.upgrade.cdk.Root, r.upgrade.cdk.Tools = folder, r.root
	r.upgrade.cdk.Assembly = cdk.Assembly(filepath.Join(r.work, "from.out"))
	return r.report.Step(fmt.Sprintf("check out %.7s", commit), func() (string, error) {
		return "", checkout.Into(ctx, r.root, commit, folder)
	})
}

// deployFrom deploys the earlier commit.
func (r *rehearsal) deployFrom(ctx context.Context) error {
	of := fmt.Sprintf(" of %.7s", r.upgrade.commit)
	err := r.report.Step("cdk synth"+of, func() (string, error) { return "", r.upgrade.cdk.Synth(ctx) })
	if err != nil {
		return err
	}
	names, _, err := r.upgrade.cdk.Assembly.Stacks()
	if err != nil {
		return err
	}
	earlier, later, err := r.upgrade.part(r.stacks, names)
	if err != nil {
		return err
	}
	for _, stack := range later {
		r.report.Note("%.7s has no stack %s, which is new", r.upgrade.commit, stack)
	}
	r.upgrade.cdk.Env = r.cdk.Env
	return r.report.Step("cdk deploy "+strings.Join(earlier, " ")+of, func() (string, error) {
		if _, err := r.upgrade.cdk.Deploy(ctx, earlier); err != nil {
			return "", err
		}
		return r.count(ctx, earlier)
	})
}

// part parts the stacks to deploy into those that the earlier commit has, and those that are new, such as that of a release
// whose stages had pipelines of their own. Without a stage there is nothing to deploy over.
func (u upgrade) part(wanted, had []string) (earlier, later []string, err error) {
	stages := 0
	for _, stack := range wanted {
		if !slices.Contains(had, stack) {
			later = append(later, stack)
			continue
		}
		earlier = append(earlier, stack)
		if stack != sourceStack {
			stages++
		}
	}
	if stages == 0 {
		err = fmt.Errorf("%.7s has no stack %s, so that there is nothing to deploy over: it has %s",
			u.commit, strings.Join(later, " and no "), strings.Join(had, ", "))
	}
	return earlier, later, err
}

// deployOver deploys the working tree over that, and says what becomes of what was there.
func (r *rehearsal) deployOver(ctx context.Context) error {
	var err error
	r.upgrade.before = r.made
	if r.upgrade.held, err = r.holdings(ctx, r.retained); err != nil {
		return err
	}
	kept := r.retained
	r.made, r.retained = nil, nil
	if err := r.deploy(ctx); err != nil {
		return err
	}
	for _, resource := range kept {
		if !slices.Contains(r.retained, resource) {
			r.retained = append(r.retained, resource)
		}
	}
	return r.report.Step("upgrade", func() (string, error) { return r.compare(ctx, kept) })
}

// compare says what was replaced, and makes sure that the retained data is there.
func (r *rehearsal) compare(ctx context.Context, kept []stacks.Resource) (string, error) {
	gone, another := 0, false
	for _, resource := range r.upgrade.before {
		if !slices.Contains(r.made, resource) {
			gone++
			another = another || resource.Kind == "AWS::ElasticBeanstalk::Environment"
			r.report.Note("%s is replaced or gone", resource)
		}
	}
	now, err := r.holdings(ctx, kept)
	if err != nil {
		return "", err
	}
	found, unlisted, err := r.inventory(ctx)
	if err != nil {
		return "", err
	}
	types, err := r.cdk.Assembly.Types()
	if err != nil {
		return "", err
	}
	for _, resource := range kept {
		held := r.upgrade.held[resource.ID]
		if now[resource.ID] != held {
			return "", fmt.Errorf("%s held %s before, and holds %s now", resource, held, now[resource.ID])
		}
		if slices.Contains(unlisted, resource.Kind) || !slices.Contains(types, resource.Kind) {
			continue // nobody has looked for it
		}
		if !slices.Contains(found, stacks.Resource{Kind: resource.Kind, ID: resource.ID}) {
			return "", fmt.Errorf("%s is gone, and should have stayed", resource)
		}
		if held != "" {
			held = ", with " + held
		}
		r.report.Note("%s is still there%s", resource, held)
	}
	text := fmt.Sprintf("%d of %d resources replaced or gone", gone, len(r.upgrade.before))
	if another {
		text += ", the environment among them"
	}
	return text, nil
}

// holdings are what retained resources hold: the objects of buckets and the commits of repositories. A rehearsal writes
// into no others.
func (r *rehearsal) holdings(ctx context.Context, retained []stacks.Resource) (map[string]string, error) {
	held := map[string]string{}
	for _, resource := range retained {
		var err error
		switch resource.Kind {
		case "AWS::S3::Bucket":
			held[resource.ID], err = objects(ctx, r.at(resource.Stack), resource.ID)
		case "AWS::CodeCommit::Repository":
			held[resource.ID], err = branches(ctx, r.at(resource.Stack), resource.ID)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", resource, err)
		}
	}
	return held, nil
}

func objects(ctx context.Context, aws *localaws.Clients, bucket string) (string, error) {
	got, err := aws.S3.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &bucket})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d objects", len(got.Contents)), nil
}

func branches(ctx context.Context, aws *localaws.Clients, id string) (string, error) {
	all, err := aws.CodeCommit.ListRepositories(ctx, &codecommit.ListRepositoriesInput{})
	if err != nil {
		return "", err
	}
	for _, repository := range all.Repositories {
		if *repository.RepositoryId == id {
			got, err := aws.CodeCommit.ListBranches(ctx, &codecommit.ListBranchesInput{RepositoryName: repository.RepositoryName})
			if err != nil {
				return "", err
			}
			return "the branches " + strings.Join(got.Branches, " and "), nil
		}
	}
	return "nothing: it is gone", nil
}

// answersAfter makes sure that every release answers after the upgrade: the one before it in an environment that has
// stayed, or the same one in a new environment, to which the pipeline delivers by itself.
func (r *rehearsal) answersAfter(ctx context.Context) error {
	r.bundled = r.bundles() // by pipelines that may be gone
	r.walks = nil
	if err := r.findPipelines(ctx); err != nil {
		return err
	}
	var tasks []steps.Task
	for _, w := range r.walks {
		stays := true
		for _, environment := range w.Environments() {
			if before := r.deployedBy(environment); before != nil {
				tasks = append(tasks, func(ctx context.Context) error { return r.stillAnswers(ctx, before, environment) })
			} else if !slices.ContainsFunc(r.upgrade.before, func(was stacks.Resource) bool { return was.ID == environment }) {
				stays = false
			}
		}
		if !stays {
			w.Report.In(w.Stage).Note("an environment is a new one: the pipeline starts by itself and delivers to it")
			tasks = append(tasks, w.RunRestarted)
		}
	}
	return steps.Together(tasks...)(ctx)
}

func (r *rehearsal) stillAnswers(ctx context.Context, w *pipeline.Walk, environment string) error {
	return r.report.In(w.Stage).Step("the release before", func() (string, error) {
		return w.Restart(ctx, environment, filepath.Join(r.work, "upgraded", environment))
	})
}
