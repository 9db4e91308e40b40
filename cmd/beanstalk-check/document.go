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

	"beanstalkline/internal/prop"
)

// No template comes near these bounds; they keep garbage from exhausting memory and the stack.
const (
	maxDepth  = 200     // levels of values in values
	maxValues = 1000000 // values in a file
	maxCopies = 1 << 20 // values that aliases stand for
)

// document is a CloudFormation file: its values, and where in the file they are.
type document struct {
	root  *yaml.Node
	value any // of root
	// anchored are the values that have an anchor: an alias has the value of its anchor, however often it is used.
	anchored map[*yaml.Node]sized
	count    int // of nodes
	// places are where the keys of large mappings are among their content.
	places map[*yaml.Node]map[string]int
}

// sized is a value, and how many values are in it if aliases are written out.
type sized struct {
	value any
	size  int
}

// parse reads a file in JSON or in YAML.
func parse(data []byte) (*document, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, errors.New("it must be text in UTF-8")
	}
	// Whatever separates values separates them in both forms.
	n := bytes.Count(data, []byte(",")) + bytes.Count(data, []byte("\n")) - bytes.Count(data, []byte(",\n"))
	if n > maxValues {
		return nil, fmt.Errorf("it must have at most %d values", maxValues)
	}
	d := &document{anchored: map[*yaml.Node]sized{}, places: map[*yaml.Node]map[string]int{}}
	var err error
	// YAML includes most of JSON, but not its tabs and its escapes.
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) && json.Valid(data) {
		d.root = jsonTree(data)
	} else if d.root, err = yamlTree(data); err != nil {
		return nil, err
	}
	decoded, err := d.decode(d.root, 0)
	if err != nil {
		return nil, err
	}
	d.value = decoded.value
	if decoded.size > d.count+maxCopies {
		return nil, fmt.Errorf("its aliases must stand for at most %d values", maxCopies)
	}
	return d, nil
}

// yamlTree returns the nodes of a YAML document.
func yamlTree(data []byte) (*yaml.Node, error) {
	var file, next yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&file); err == io.EOF {
		return nil, errors.New("the file is empty")
	} else if err != nil {
		return nil, errors.New(prop.OneLine(err.Error()))
	}
	if err := decoder.Decode(&next); err == nil {
		return nil, fmt.Errorf("line %d: a template must be one document, got a second one", next.Line)
	} else if err != io.EOF {
		return nil, errors.New(prop.OneLine(err.Error()))
	}
	return file.Content[0], nil
}

// decode returns the value of a node.
func (d *document) decode(n *yaml.Node, depth int) (sized, error) {
	if depth > maxDepth {
		return sized{}, fmt.Errorf("line %d: values must not nest deeper than %d levels", n.Line, maxDepth)
	}
	if n.Tag == "!!merge" {
		return sized{}, fmt.Errorf("line %d: CloudFormation accepts no merge keys (<<): write the keys out", n.Line)
	}
	d.count++
	if n.Kind == yaml.AliasNode {
		return d.anchored[n.Alias], nil // An anchor inside itself has no value.
	}
	decoded := sized{size: 1}
	content := make([]any, len(n.Content))
	for i, child := range n.Content {
		in, err := d.decode(child, depth+1)
		if err != nil {
			return sized{}, err
		}
		content[i], decoded.size = in.value, min(decoded.size+in.size, 1<<40)
	}
	if n.Kind == yaml.MappingNode {
		if err := checkKeys(n); err != nil {
			return sized{}, err
		}
	}
	decoded.value = value(n, content)
	if n.Anchor != "" {
		d.anchored[n] = decoded
	}
	return decoded, nil
}

// checkKeys finds keys of a mapping that are repeated, of which CloudFormation takes none or the last, and those that
// are no text.
func checkKeys(n *yaml.Node) error {
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return fmt.Errorf("line %d: a key must be text", key.Line)
		}
		if first, repeated := lines[key.Value]; repeated {
			return fmt.Errorf("line %d: a key must be given once, got %s again, after line %d", key.Line, prop.Quote(key.Value), first)
		}
		lines[key.Value] = key.Line
	}
	return nil
}

// value returns the value of a node with its content.
func value(n *yaml.Node, content []any) any {
	var value any
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = content[i+1]
		}
		value = m
	case yaml.SequenceNode:
		value = content
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
			if i, there := d.placesIn(value)[step]; there {
				at, next = value.Content[i], value.Content[i+1]
			}
		case yaml.SequenceNode:
			if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(value.Content) {
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

// placesIn remembers where the keys of a mapping are: those of Resources are looked up for every finding.
func (d *document) placesIn(n *yaml.Node) map[string]int {
	places, known := d.places[n]
	if !known {
		places = make(map[string]int, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			places[n.Content[i].Value] = i
		}
		d.places[n] = places
	}
	return places
}

// jsonTree returns the nodes of a valid JSON document.
func jsonTree(data []byte) *yaml.Node {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	line, column, counted := 1, 1, 0
	var tree func() *yaml.Node
	tree = func() *yaml.Node {
		start := int(decoder.InputOffset())
		for strings.IndexByte(" \t\r\n,:", data[start]) >= 0 {
			start++
		}
		for ; counted < start; counted++ {
			if data[counted] == '\n' {
				line, column = line+1, 1
			} else if utf8.RuneStart(data[counted]) {
				column++
			}
		}
		n := &yaml.Node{Kind: yaml.ScalarNode, Line: line, Column: column}
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
