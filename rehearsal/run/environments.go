package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/rehearsal/cdk"
	"beanstalkline/rehearsal/localaws"
)

// bootstrapOthers prepares the accounts and regions that the stages to deploy name.
func (r *rehearsal) bootstrapOthers(ctx context.Context) error {
	r.elsewhere = map[cdk.Environment]*localaws.Clients{}
	for _, stack := range r.stacks {
		where := r.where(stack)
		if _, known := r.elsewhere[where]; known || where == r.home() {
			continue
		}
		clients, err := r.aws.In(ctx, where.Account, where.Region)
		if err != nil {
			return err
		}
		r.elsewhere[where] = clients
		env, err := clients.Environment(ctx)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("aws://%s/%s", where.Account, where.Region)
		err = r.report.Step("cdk bootstrap "+name, func() (string, error) { return "", r.cdk.Bootstrap(ctx, name, env) })
		if err != nil {
			return err
		}
	}
	return nil
}

// home is the account and region of stages that name none.
func (r *rehearsal) home() cdk.Environment {
	return cdk.Environment{Account: r.aws.Account, Region: r.aws.Region}
}

// where is the account and region of a stack.
func (r *rehearsal) where(stack string) cdk.Environment {
	where := r.environments[stack]
	if where.Account == "" {
		where.Account = r.aws.Account
	}
	if where.Region == "" {
		where.Region = r.aws.Region
	}
	return where
}

// at returns clients in the account and region of a stack.
func (r *rehearsal) at(stack string) *localaws.Clients {
	if clients := r.elsewhere[r.where(stack)]; clients != nil {
		return clients
	}
	return r.aws
}

// everywhere are the clients in all accounts and regions.
func (r *rehearsal) everywhere() []*localaws.Clients {
	others := slices.SortedFunc(maps.Values(r.elsewhere), func(a, b *localaws.Clients) int {
		return strings.Compare(a.Account+a.Region, b.Account+b.Region)
	})
	return append([]*localaws.Clients{r.aws}, others...)
}
