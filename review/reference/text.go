package reference

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Text is a value as one text. What is not a text, a number or a boolean, nor a function that yields one, is JSON.
func (s *Scope) Text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return s.literal(v)
	case bool, float64, json.Number:
		return fmt.Sprint(v)
	case map[string]any:
		if name, argument, is := function(v); is {
			return s.call(name, argument, value)
		}
	}
	return s.opaque(value)
}

// Texts are a value as several texts: each item of a list, or the one.
func (s *Scope) Texts(value any) []string {
	if value == nil || NoValue(value) {
		return nil
	}
	list, many := value.([]any)
	if !many {
		return []string{s.Text(value)}
	}
	var texts []string
	for _, item := range list {
		if !NoValue(item) {
			texts = append(texts, s.Text(item))
		}
	}
	return texts
}

// NoValue reports whether CloudFormation leaves a value out.
func NoValue(value any) bool {
	v, _ := value.(map[string]any)
	return len(v) == 1 && v["Ref"] == "AWS::NoValue"
}

func function(v map[string]any) (name string, argument any, is bool) {
	if len(v) != 1 {
		return "", nil, false
	}
	for name, argument = range v {
	}
	return name, argument, name == "Ref" || strings.HasPrefix(name, "Fn::")
}

func (s *Scope) call(name string, argument, whole any) string {
	switch name {
	case "Ref":
		if id, is := argument.(string); is {
			return s.ref(id)
		}
	case "Fn::GetAtt":
		if id, attribute, is := Attribute(argument); is {
			return s.attribute(id, attribute)
		}
	case "Fn::Join":
		if text, is := s.join(argument); is {
			return text
		}
	case "Fn::Sub":
		if text, is := s.sub(argument); is {
			return text
		}
	}
	return s.opaque(whole)
}

// Attribute takes the argument of Fn::GetAtt apart.
func Attribute(argument any) (id, attribute string, is bool) {
	switch of := argument.(type) {
	case string:
		return strings.Cut(of, ".")
	case []any:
		if len(of) == 2 {
			id, is = of[0].(string)
			attribute, isText := of[1].(string)
			return id, attribute, is && isText
		}
	}
	return "", "", false
}

func (s *Scope) join(argument any) (string, bool) {
	arguments, _ := argument.([]any)
	if len(arguments) != 2 {
		return "", false
	}
	between, is := arguments[0].(string)
	parts, isList := arguments[1].([]any)
	return strings.Join(s.Texts(parts), s.literal(between)), is && isList
}

var variable = regexp.MustCompile(`\$\{[^{}]+\}`)

func (s *Scope) sub(argument any) (string, bool) {
	text, is := argument.(string)
	var given map[string]any
	if list, many := argument.([]any); many && len(list) == 2 {
		text, is = list[0].(string)
		given, _ = list[1].(map[string]any)
	}
	if !is {
		return "", false
	}
	text = s.literal(text)
	return variable.ReplaceAllStringFunc(text, func(found string) string {
		name := found[2 : len(found)-1]
		if literal, is := strings.CutPrefix(name, "!"); is {
			return "${" + literal + "}"
		}
		if value, is := given[name]; is {
			return s.Text(value)
		}
		if id, attribute, is := strings.Cut(name, "."); is {
			return s.attribute(id, attribute)
		}
		return s.ref(name)
	}), true
}

// opaque is a value of which only its form is known, with the names of resources as they are after the change.
func (s *Scope) opaque(value any) string {
	compact, err := json.Marshal(s.renamed(value))
	if err != nil {
		return fmt.Sprint(value)
	}
	return begin + "=" + inner.Replace(string(compact)) + end
}

func (s *Scope) renamed(value any) any {
	switch v := value.(type) {
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = s.renamed(v[i])
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for key, item := range v {
			all[key] = s.renamed(item)
			if id, is := item.(string); is && key == "Ref" {
				all[key] = s.ID(id)
			} else if id, attribute, is := Attribute(item); is && key == "Fn::GetAtt" {
				all[key] = []any{s.ID(id), attribute}
			}
		}
		return all
	}
	return value
}
