package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/process"
	"beanstalkline/rehearsal/stacks"
)

// inventory lists what the local AWS holds of the types that the app uses, and the types that it cannot list.
func (r *rehearsal) inventory(ctx context.Context) (found []stacks.Resource, unlisted []string, err error) {
	types, err := r.cdk.Assembly.Types()
	if err != nil {
		return nil, nil, err
	}
	for _, clients := range r.everywhere() {
		some, not, err := stacks.Inventory(ctx, clients, types)
		if err != nil {
			return nil, nil, err
		}
		found, unlisted = append(found, some...), not
	}
	return found, unlisted, nil
}

func (r *rehearsal) takeInventory(ctx context.Context) (err error) {
	r.before, _, err = r.inventory(ctx)
	return err
}

func (r *rehearsal) deploy(ctx context.Context) error {
	return r.report.Run(ctx, "cdk deploy", func(ctx context.Context) (string, error) {
		if _, err := r.cdk.Deploy(ctx, r.stacks); err != nil {
			return "", err
		}
		return r.count(ctx, r.stacks)
	})
}

// count reads back what stacks have made.
func (r *rehearsal) count(ctx context.Context, names []string) (string, error) {
	for _, stack := range names {
		all, retained, err := stacks.Deployed(ctx, r.at(stack), stack)
		if err != nil {
			return "", err
		}
		r.made = append(r.made, all...)
		r.retained = append(r.retained, retained...)
	}
	return printable.Count(len(r.made), "resource") + " in " + strings.Join(names, ", "), nil
}

// deployAgain deploys a second time, which must change nothing.
func (r *rehearsal) deployAgain(ctx context.Context) error {
	return r.report.Run(ctx, "cdk deploy again", func(ctx context.Context) (string, error) {
		said, err := r.cdk.Deploy(ctx, r.stacks)
		if err != nil {
			return "", err
		}
		for _, stack := range r.stacks {
			if !strings.Contains(said, stack+" (no changes)") {
				return "", fmt.Errorf("%s changes although nothing has changed:\n%s", stack, process.LastLines(said))
			}
		}
		return "no changes", nil
	})
}

func (r *rehearsal) unprotect(ctx context.Context) error {
	for _, stack := range r.stacks {
		protected, err := stacks.Unprotect(ctx, r.at(stack), stack)
		if err != nil {
			return err
		}
		if protected {
			r.report.Note("%s is protected from termination and refuses to be deleted; the protection is lifted, as a person would do it",
				stack)
		}
	}
	return nil
}

// destroy deletes everything and makes sure that only what is meant to stay is left.
func (r *rehearsal) destroy(ctx context.Context) error {
	return r.report.Run(ctx, "cdk destroy", func(ctx context.Context) (string, error) {
		said, err := r.cdk.Destroy(ctx, r.stacks)
		if err != nil {
			return "", err
		}
		needs, err := r.cdk.Assembly.Needs()
		if err != nil {
			return "", err
		}
		if err := destroyedInOrder(said, r.stacks, needs); err != nil {
			return "", err
		}
		for _, clients := range r.everywhere() {
			if err := stacks.Gone(ctx, clients, r.stacks); err != nil {
				return "", err
			}
		}
		r.retained = append(r.retained, r.bundles()...)
		after, unlisted, err := r.inventory(ctx)
		if err != nil {
			return "", err
		}
		for _, kind := range unlisted {
			isKind := func(made stacks.Resource) bool { return made.Kind == kind }
			if slices.ContainsFunc(r.made, isKind) {
				r.report.Note("the local AWS cannot list %s: what became of it is not compared", kind)
			}
			r.retained = slices.DeleteFunc(r.retained, isKind)
		}
		return printable.Count(len(r.retained), "resource") + " left, as intended", stacks.Compare(r.before, after, r.retained)
	})
}

// destroyedInOrder makes sure that each stack is deleted before those that it needs, such as a release before its stages.
func destroyedInOrder(said string, names []string, needs map[string][]string) error {
	for _, name := range names {
		end := strings.Index(said, name+": destroyed")
		if end < 0 {
			return fmt.Errorf("%s is not deleted:\n%s", name, process.LastLines(said))
		}
		for _, needed := range needs[name] {
			if begin := strings.Index(said, needed+": destroying"); begin >= 0 && begin < end {
				return fmt.Errorf("%s is deleted before %s, which needs it", needed, name)
			}
		}
	}
	return nil
}

// bundles are the buckets in which Elastic Beanstalk keeps what the walks have deployed, and which belong to no stack.
func (r *rehearsal) bundles() []stacks.Resource {
	kept := slices.Clone(r.bundled)
	for _, w := range r.walks {
		where := w.Pipeline.Clients()
		bucket := stacks.Resource{
			Stack: "Elastic Beanstalk", Kind: "AWS::S3::Bucket", ID: fmt.Sprintf("elasticbeanstalk-%s-%s", where.Region, where.Account),
		}
		if w.Delivered() && !slices.Contains(kept, bucket) {
			kept = append(kept, bucket)
		}
	}
	return kept
}
