package buildspec

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"beanstalkline/internal/prop"
)

// No specification comes near these bounds. They keep what an attacker writes from taking time and memory.
const (
	// MaxBytes is how long a specification may be to be judged.
	MaxBytes  = 256 << 10
	maxValues = 20_000 // with those that aliases stand for
	maxDepth  = 32
)

// parser turns nodes into values, with aliases and merge keys written out.
type parser struct {
	report *report
	count  int
	failed bool // and told
}

// parse reads a specification in YAML or JSON. What is no document is reported, and nil.
func (r *report) parse(specification string) *value {
	data := strings.TrimPrefix(specification, "\xef\xbb\xbf")
	if !utf8.ValidString(data) {
		r.mustBe(ruleDocument, place{}, "text in UTF-8", prop.Words("other bytes"), "")
		return nil
	}
	if strings.HasPrefix(strings.TrimSpace(data), "{") && json.Valid([]byte(data)) {
		data = likeYAML(data)
	}
	root, err := node(data)
	if err != nil {
		r.notYAML(data, err)
		return nil
	}
	p := parser{report: r}
	v := p.value(root, 0)
	if p.failed {
		return nil
	}
	return v
}

// likeYAML is JSON without what YAML does not include: tabs between values, and characters in two escapes.
func likeYAML(data string) string {
	if !strings.Contains(data, `\ud`) && !strings.Contains(data, `\uD`) {
		return strings.ReplaceAll(data, "\t", " ")
	}
	var content any
	if json.Unmarshal([]byte(data), &content) == nil {
		if written, err := json.Marshal(content); err == nil {
			return string(written)
		}
	}
	return data
}

// node is the one document of a text.
func node(data string) (*yaml.Node, error) {
	var file, next yaml.Node
	decoder := yaml.NewDecoder(strings.NewReader(data))
	if err := decoder.Decode(&file); err != nil {
		return nil, err
	}
	if err := decoder.Decode(&next); err == nil {
		return nil, fmt.Errorf("line %d: a second document", next.Line)
	} else if err != io.EOF {
		return nil, err
	}
	return file.Content[0], nil // a document is never without
}

var (
	errorLine  = regexp.MustCompile(`line (\d+): (.*)`)
	indentTabs = regexp.MustCompile(`(?m)^ *\t\s*\S`)
)

// notYAML tells of a text that is no document, and of the usual reasons.
func (r *report) notYAML(data string, err error) {
	if errors.Is(err, io.EOF) {
		r.mustBe(ruleDocument, place{}, "YAML or JSON", prop.Words("nothing"), "")
		return
	}
	at, reason := place{line: 1}, strings.TrimPrefix(prop.OneLine(err.Error()), "yaml: ")
	if parts := errorLine.FindStringSubmatch(reason); parts != nil {
		at.line, _ = strconv.Atoi(parts[1]) // digits
		reason = parts[2]
	}
	fix := ""
	switch tab := indentTabs.FindStringIndex(data); {
	case tab != nil:
		at.line = 1 + strings.Count(data[:tab[0]], "\n")
		reason, fix = "a tab indents it", "indent with spaces, YAML takes no tabs"
	case strings.Contains(reason, "mapping values are not allowed"), strings.Contains(reason, "did not find expected"):
		fix = `quote a text with ": " or quotes in it`
	}
	r.mustBe(ruleDocument, at, "YAML or JSON", prop.Words(fmt.Sprintf("an error in line %d: %s", at.line, reason)), fix)
}

// fail tells why a document is not read to its end, once.
func (p *parser) fail(line int, allowed string, got prop.Words) *value {
	if !p.failed {
		p.failed = true
		p.report.mustBe(ruleDocument, place{line: line}, allowed, prop.Words(fmt.Sprintf("%s in line %d", got, line)), "")
	}
	return &value{line: line}
}

func (p *parser) value(n *yaml.Node, depth int) *value {
	p.count++
	switch {
	case p.failed:
		return &value{}
	case depth > maxDepth:
		return p.fail(n.Line, fmt.Sprintf("nested at most %d levels deep", maxDepth), "more")
	case p.count > maxValues:
		return p.fail(n.Line, fmt.Sprintf("of at most %d values, with those that aliases stand for", maxValues), "more")
	}
	v := &value{line: n.Line}
	switch n.Kind {
	case yaml.AliasNode:
		v = p.value(n.Alias, depth+1)
		v.line = n.Line
	case yaml.ScalarNode:
		v.text, v.plain = n.Value, n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
		if n.Tag != "!!null" {
			v.kind = text
		}
	case yaml.SequenceNode:
		v.kind = list
		for _, item := range n.Content {
			v.items = append(v.items, p.value(item, depth+1))
		}
	case yaml.MappingNode:
		v.kind = mapping
		p.keys(v, n, depth)
	}
	return v
}

// keys reads the keys of a mapping. One that is repeated is refused: YAML does not say which counts.
func (p *parser) keys(v *value, n *yaml.Node, depth int) {
	first := make(map[string]int, len(n.Content)/2)
	var merged []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, content := n.Content[i], p.value(n.Content[i+1], depth+1)
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		switch {
		case key.Tag == "!!merge":
			if content.kind == mapping {
				content = &value{items: []*value{content}}
			}
			for _, item := range content.items {
				merged = append(merged, item.keys...)
			}
			p.count += len(merged)
		case key.Kind != yaml.ScalarNode:
			p.fail(key.Line, "a mapping whose keys are texts", "another key")
		case first[key.Value] > 0:
			p.report.mustBe(ruleDocument, place{}.key(entry{name: key.Value, line: key.Line}), "given once in its mapping",
				prop.Words(fmt.Sprintf("it again, after line %d", first[key.Value])), "remove one, or join them")
		default:
			first[key.Value] = key.Line
			v.keys = append(v.keys, entry{key.Value, key.Line, content})
		}
	}
	for _, e := range merged {
		if first[e.name] == 0 {
			first[e.name] = e.line
			v.keys = append(v.keys, e)
		}
	}
}
