package main

import (
	"fmt"
	"os"
	"strings"

	"beanstalkline/review/policy"
)

// Rules are what flags say is forbidden.
type rules struct {
	file  string
	given []string
}

func (r *rules) add(rule string) error {
	_, err := policy.Parse(rule)
	r.given = append(r.given, rule)
	return err
}

// read is the policy of the file and of the rules that are given by themselves.
func (r *rules) read() (policy.Policy, error) {
	text := ""
	if r.file != "" {
		content, err := os.ReadFile(r.file)
		if err != nil {
			return policy.Policy{}, fmt.Errorf("-policy must name a file with rules: %w", err)
		}
		text = string(content)
	}
	p, err := policy.Parse(text)
	if err != nil {
		return policy.Policy{}, err
	}
	more, err := policy.Parse(strings.Join(r.given, "\n"))
	return policy.Policy{Rules: append(p.Rules, more.Rules...), Waivers: append(p.Waivers, more.Waivers...)}, err
}
