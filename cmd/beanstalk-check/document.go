package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxDepth is how deep values may nest. No template comes near it; it keeps garbage from exhausting the stack.
const maxDepth = 200

// document is a CloudFormation file: its values, and where in the file they are.
type document struct {
	root *yaml.Node
	// values are the decoded nodes. An alias has the value of its anchor, however often it is used.
	values map[*yaml.Node]any
}

// parse reads a file in JSON or in YAML.
func parse(data []byte) (*document, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	d := &document{values: map[*yaml.Node]any{}}
	// YAML includes most of JSON, but not its tabs and its escapes.
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) && json.Valid(data) {
		d.root = jsonTree(data)
		return d, d.decode(d.root, 0)
	}
	var file, next yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&file); err == io.EOF {
		return nil, errors.New("the file is empty")
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&next); err == nil {
		return nil, fmt.Errorf("line %d: a template must be one document, got a second one", next.Line)
	} else if err != io.EOF {
		return nil, err
	}
	d.root = file.Content[0]
	return d, d.decode(d.root, 0)
}

// decode stores the value of a node and of everything in it.
func (d *document) decode(n *yaml.Node, depth int) error {
	if _, done := d.values[n]; done {
		return nil
	}
	if depth > maxDepth {
		return fmt.Errorf("line %d: values must not nest deeper than %d levels", n.Line, maxDepth)
	}
	if n.Tag == "!!merge" {
		return fmt.Errorf("line %d: CloudFormation accepts no merge keys (<<): write the keys out", n.Line)
	}
	d.values[n] = nil // An anchor inside itself has no value.
	if n.Kind == yaml.AliasNode {
		err := d.decode(n.Alias, depth+1)
		d.values[n] = d.values[n.Alias]
		return err
	}
	for _, child := range n.Content {
		if err := d.decode(child, depth+1); err != nil {
			return err
		}
	}
	d.values[n] = d.value(n)
	return nil
}

// value returns the value of a node whose content is decoded.
func (d *document) value(n *yaml.Node) any {
	var value any
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = d.values[n.Content[i+1]]
		}
		value = m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = d.values[item]
		}
		value = list
	case yaml.ScalarNode:
		value = scalar(n)
	}
	if name := function(n); name != "" {
		return map[string]any{name: value}
	}
	return value
}

// scalar returns the value of a scalar. A number or a date stays the text as written, which is what CloudFormation
// passes on; booleans are those of YAML 1.1.
func scalar(n *yaml.Node) any {
	if n.Style != 0 { // quoted or tagged
		return n.Value
	}
	switch strings.ToLower(n.Value) {
	case "true", "yes", "on":
		return true
	case "false", "no", "off":
		return false
	case "null", "~", "":
		return nil
	}
	return n.Value
}

// function returns the long name of the intrinsic function that a short tag stands for.
func function(n *yaml.Node) string {
	name, short := strings.CutPrefix(n.Tag, "!")
	switch {
	case !short || name == "" || strings.HasPrefix(name, "!"):
		return ""
	case name == "Ref" || name == "Condition":
		return name
	default:
		return "Fn::" + name
	}
}

// find returns the node at a path, or the closest one above it. For a mapping it returns the key, which is where the
// reader should look first.
func (d *document) find(path ...string) *yaml.Node {
	at, value := d.root, d.root
	for _, step := range path {
		for value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		if function(value) == step {
			continue
		}
		var next *yaml.Node
		switch value.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(value.Content); i += 2 {
				if value.Content[i].Value == step {
					at, next = value.Content[i], value.Content[i+1]
				}
			}
		case yaml.SequenceNode:
			if i, err := strconv.Atoi(step); err == nil && i < len(value.Content) {
				at, next = value.Content[i], value.Content[i]
			}
		}
		if next == nil {
			break
		}
		value = next
	}
	return at
}

// jsonTree returns the nodes of a valid JSON document.
func jsonTree(data []byte) *yaml.Node {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	line, lineStart, counted := 1, 0, 0
	var tree func() *yaml.Node
	tree = func() *yaml.Node {
		start := int(decoder.InputOffset())
		for strings.IndexByte(" \t\r\n,:", data[start]) >= 0 {
			start++
		}
		for ; counted < start; counted++ {
			if data[counted] == '\n' {
				line, lineStart = line+1, counted+1
			}
		}
		n := &yaml.Node{Kind: yaml.ScalarNode, Line: line, Column: utf8.RuneCount(data[lineStart:start]) + 1}
		token, _ := decoder.Token()
		switch token := token.(type) {
		case json.Delim:
			n.Kind = map[json.Delim]yaml.Kind{'{': yaml.MappingNode, '[': yaml.SequenceNode}[token]
			for decoder.More() {
				n.Content = append(n.Content, tree())
			}
			decoder.Token()
		case string:
			n.Value, n.Style = token, yaml.DoubleQuotedStyle
		case nil:
			n.Value = "null"
		default:
			n.Value = fmt.Sprint(token)
		}
		return n
	}
	return tree()
}
