// Package words tells values of templates as people read them: CloudFormation's functions become the text that they stand for,
// and logical ids the paths of their constructs.
package words

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
)

// most is how long a told value may become, in bytes. Functions in functions can otherwise grow without end.
const most = 20_000

// Of is a value that a resource of a template has, in words. Without a resource, logical ids stay what they are.
func Of(in *assembly.Resource, value any) string {
	t := teller{in: in}
	t.tell(value, false)
	return t.out.String()
}

// A teller writes what it is told, until it has written most.
type teller struct {
	in  *assembly.Resource
	out strings.Builder
}

func (t *teller) say(text string) {
	if room := most - t.out.Len(); len(text) > room {
		t.out.WriteString(strings.ToValidUTF8(text[:max(0, room)], ""))
		return
	}
	t.out.WriteString(text)
}

func (t *teller) full() bool { return t.out.Len() >= most-len("…") }

// tell writes a value. Inside says that text surrounds it, so that names of what is inserted need a mark.
func (t *teller) tell(value any, inside bool) {
	if t.full() {
		return
	}
	switch v := value.(type) {
	case nil:
	case string:
		t.say(v)
	case []any:
		t.list(v, ", ", inside)
	case map[string]any:
		if name, argument, is := function(v); is && t.call(name, argument, inside) {
			return
		}
		t.object(v)
	default:
		t.say(fmt.Sprint(v))
	}
}

func (t *teller) list(items []any, between string, inside bool) {
	for i, item := range items {
		if i > 0 {
			t.say(between)
		}
		t.tell(item, inside)
		if t.full() {
			return
		}
	}
}

func (t *teller) object(fields map[string]any) {
	t.say("{")
	for i, name := range slices.Sorted(maps.Keys(fields)) {
		if i > 0 {
			t.say(", ")
		}
		t.say(name + ": ")
		t.tell(fields[name], false)
		if t.full() {
			return
		}
	}
	t.say("}")
}

// function reports whether an object is one of CloudFormation's functions.
func function(object map[string]any) (name string, argument any, is bool) {
	if len(object) != 1 {
		return "", nil, false
	}
	for name, argument = range object {
		is = name == "Ref" || strings.HasPrefix(name, "Fn::")
	}
	return name, argument, is
}

// call writes what a function gives, if its argument is one that it has.
func (t *teller) call(name string, argument any, inside bool) bool {
	text, isText := argument.(string)
	items, _ := argument.([]any)
	switch {
	case name == "Ref" && isText:
		t.insert(t.name(text), inside)
	case name == "Fn::GetAtt" && isText:
		t.attribute(text, inside)
	case name == "Fn::GetAtt" && len(items) == 2:
		t.attribute(Of(nil, items[0])+"."+Of(nil, items[1]), inside)
	case name == "Fn::Join" && len(items) == 2:
		return t.join(items)
	case name == "Fn::Sub" && isText:
		t.substitute(text, nil)
	case name == "Fn::Sub" && len(items) == 2:
		pattern, isText := items[0].(string)
		values, isMap := items[1].(map[string]any)
		if !isText || !isMap {
			return false
		}
		t.substitute(pattern, values)
	default:
		return t.phrase(name, argument, items)
	}
	return true
}

// phrases say what functions give that have no text before a deployment: %0 is the argument, %1 to %3 its items.
var phrases = map[string]struct {
	items int
	says  string
}{
	"Fn::ImportValue": {0, "the export %0"},
	"Fn::GetAZs":      {0, "the Availability Zones"},
	"Fn::Base64":      {0, "%0 in Base64"},
	"Fn::Select":      {2, "item %1 of %2"},
	"Fn::Split":       {2, "%2 split at %1"},
	"Fn::FindInMap":   {3, "%2, %3 of the mapping %1"},
	"Fn::If":          {3, "%2 if %1, else %3"},
	"Fn::Cidr":        {3, "%2 ranges of %1"},
}

var place = regexp.MustCompile(`%\d`)

func (t *teller) phrase(name string, argument any, items []any) bool {
	phrase, is := phrases[name]
	if !is || phrase.items > 0 && phrase.items != len(items) {
		return false
	}
	last := 0
	for _, at := range place.FindAllStringIndex(phrase.says, -1) {
		t.say(phrase.says[last:at[0]])
		if n := int(phrase.says[at[1]-1] - '0'); n == 0 {
			t.tell(argument, false)
		} else {
			t.tell(items[n-1], false)
		}
		last = at[1]
	}
	t.say(phrase.says[last:])
	return true
}

// join writes a list with something between its items. Where that is a comma, they are items to a reader too.
func (t *teller) join(arguments []any) bool {
	between, isText := arguments[0].(string)
	items, isList := arguments[1].([]any)
	if !isText || !isList {
		return false
	}
	if strings.TrimSpace(between) == "," {
		t.list(items, ", ", false)
	} else {
		t.list(items, between, len(items) > 1)
	}
	return true
}

var variable = regexp.MustCompile(`\$\{[^}]*\}`)

// substitute writes a text of Fn::Sub.
func (t *teller) substitute(pattern string, values map[string]any) {
	last := 0
	for _, at := range variable.FindAllStringIndex(pattern, -1) {
		t.say(pattern[last:at[0]])
		name := strings.TrimSpace(pattern[at[0]+2 : at[1]-1])
		inside := len(pattern) > at[1]-at[0]
		value, has := values[name]
		switch {
		case strings.HasPrefix(name, "!"):
			t.say("${" + name[1:] + "}")
		case has:
			t.tell(value, inside)
		default:
			t.attribute(name, inside)
		}
		last = at[1]
		if t.full() {
			return
		}
	}
	t.say(pattern[last:])
}

// attribute writes what Fn::GetAtt means by Resource.Attribute, or Ref by Resource.
func (t *teller) attribute(of string, inside bool) {
	id, attribute, has := strings.Cut(of, ".")
	if has {
		attribute = "." + attribute
	}
	t.insert(t.name(id)+attribute, inside)
}

func (t *teller) insert(name string, inside bool) {
	if inside {
		name = "${" + name + "}"
	}
	t.say(name)
}

// name is what a logical id stands for: the path of the construct in the stack.
func (t *teller) name(id string) string {
	if id == "AWS::NoValue" {
		return "no value"
	}
	if t.in == nil || t.in.Stack == nil {
		return id
	}
	resource := t.in.Stack.Template.Resources[id]
	if resource == nil {
		return id
	}
	return t.in.Stack.Within(resource.Path(id))
}
