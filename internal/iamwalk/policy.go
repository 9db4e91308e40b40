// Package iamwalk tells what the roles of CloudFormation templates may do, for tests. It knows as much of IAM as such
// templates and AWS's managed policies use, and where it does not know, it leaves an attack possible.
package iamwalk

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Policy is a policy document.
type Policy struct{ Statement []Statement }

// Statement is one statement of it.
type Statement struct {
	Sid, Effect                              string
	Action, NotAction, Resource, NotResource texts
	Principal                                principals
	Condition                                map[string]map[string]texts
}

// texts are one text, or several.
type texts []string

// UnmarshalJSON reads both forms, and booleans as policies write them.
func (t *texts) UnmarshalJSON(data []byte) error {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	all, many := value.([]any)
	if !many {
		all = []any{value}
	}
	for _, one := range all {
		*t = append(*t, fmt.Sprint(one))
	}
	return nil
}

// principals are who a statement is about, by kind: AWS, Service.
type principals map[string]texts

// UnmarshalJSON reads "*" as everybody.
func (p *principals) UnmarshalJSON(data []byte) error {
	if string(data) == `"*"` {
		*p = principals{"AWS": {"*"}}
		return nil
	}
	return json.Unmarshal(data, (*map[string]texts)(p))
}

// Parse reads a policy document that has been resolved. One statement may stand without a list.
func Parse(document any) (Policy, error) {
	if m, is := document.(map[string]any); is {
		if one, is := m["Statement"].(map[string]any); is {
			document = map[string]any{"Statement": []any{one}}
		}
	}
	text, err := json.Marshal(document)
	if err != nil {
		return Policy{}, err
	}
	var policy Policy
	return policy, json.Unmarshal(text, &policy)
}

// Match reports whether a text has the form of a pattern, in which "*" is any text and "?" any character.
func Match(pattern, text string) bool {
	star, mark := -1, 0
	p := 0
	for i := 0; i < len(text); {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[i]):
			p++
			i++
		case star >= 0:
			mark++
			p, i = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func anyMatch(patterns []string, text string) bool {
	for _, pattern := range patterns {
		if Match(pattern, text) {
			return true
		}
	}
	return false
}
