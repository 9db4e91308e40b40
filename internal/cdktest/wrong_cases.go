package cdktest

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/constructs-go/constructs/v10"
)

// cases are all wrong values of all fields.
func (w WrongValues[P]) cases(t *testing.T) (all []wrong) {
	root := reflect.ValueOf(w.Props(nil)).Elem()
	w.fields(t, "", func(props reflect.Value) reflect.Value { return props }, root, &all)
	return all
}

// fields tries what is in a struct. At finds the struct in fresh properties.
func (w WrongValues[P]) fields(t *testing.T, path string, at func(reflect.Value) reflect.Value, sample reflect.Value, all *[]wrong) {
	for i := range sample.NumField() {
		if field := sample.Type().Field(i); field.IsExported() && !field.Anonymous {
			name := strings.TrimPrefix(path+"."+field.Name, ".")
			w.values(t, name, func(props reflect.Value) reflect.Value { return at(props).Field(i) }, sample.Field(i), all)
		}
	}
}

// values tries one field, given by a function that finds it in fresh properties.
func (w WrongValues[P]) values(t *testing.T, path string, at func(reflect.Value) reflect.Value, sample reflect.Value, all *[]wrong) {
	say := func(value string, wrongValue reflect.Value) {
		*all = append(*all, wrong{path, value, func(props reflect.Value) { at(props).Set(wrongValue) }})
	}
	target, kind := sample.Type(), sample.Kind()
	if kind == reflect.Pointer {
		target, kind = target.Elem(), target.Elem().Kind()
	}
	plain := func(pairs []any) {
		for i := 0; i < len(pairs); i += 2 {
			v := reflect.New(target).Elem()
			v.Set(reflect.ValueOf(pairs[i+1]).Convert(target))
			if sample.Kind() == reflect.Pointer {
				v = v.Addr()
			}
			say(pairs[i].(string), v)
		}
	}
	deref := func(props reflect.Value) reflect.Value {
		if v := at(props); v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
			return v.Elem()
		}
		return at(props)
	}
	inner := sample
	if sample.Kind() == reflect.Pointer || sample.Kind() == reflect.Interface {
		inner = sample.Elem()
	}
	ours := func(t reflect.Type) bool { return strings.HasPrefix(t.PkgPath(), "beanstalkline/") }
	switch {
	case target == reflect.TypeFor[time.Time]() || kind == reflect.Func || kind == reflect.Bool:
		// None of their values is wrong.
	case kind == reflect.String:
		plain(texts)
		if target.PkgPath() == "" {
			break
		}
		if plain([]any{"an unknown member", "NoSuchThing"}); inner.String() != "" {
			plain([]any{"lower case", strings.ToLower(inner.String())})
		}
	case kind == reflect.Float64:
		plain(numbers)
	case kind == reflect.Struct && ours(target) && target.NumField() > 0 && target.Field(0).Anonymous:
		w.instances(t, path, sample.Type(), say) // a construct, whose fields are only read
	case kind == reflect.Struct:
		if inner.IsValid() {
			w.fields(t, path, deref, inner, all)
		} else if ours(target) {
			t.Errorf("Props leaves out %s, whose fields would not be tried", path)
		}
	case kind == reflect.Slice:
		list := func(value string, elements ...reflect.Value) {
			v := reflect.New(target)
			v.Elem().Set(reflect.Append(reflect.MakeSlice(target, 0, len(elements)), elements...))
			if sample.Kind() != reflect.Pointer {
				v = v.Elem()
			}
			say(value, v)
		}
		list("an empty list")
		if element := target.Elem().Kind(); element == reflect.Pointer || element == reflect.Interface {
			list("a nil element", reflect.Zero(target.Elem()))
		}
		if !inner.IsValid() || inner.Len() == 0 {
			if ours(target.Elem()) || target.Elem().Kind() == reflect.Pointer && ours(target.Elem().Elem()) {
				t.Errorf("Props leaves %s empty, whose fields would not be tried", path)
			}
			return
		}
		list("an element twice", inner.Index(0), inner.Index(0))
		list("1000 elements", slices.Repeat([]reflect.Value{inner.Index(0)}, 1000)...)
		w.values(t, path+"[0]", func(props reflect.Value) reflect.Value { return deref(props).Index(0) }, inner.Index(0), all)
	case kind == reflect.Map:
		if !inner.IsValid() || inner.Len() == 0 {
			t.Errorf("Props leaves %s empty, whose values would not be tried", path)
			return
		}
		key := inner.MapKeys()[0]
		for i := 0; i < len(texts); i += 2 {
			name := reflect.ValueOf(texts[i+1]).Convert(target.Key())
			*all = append(*all, wrong{path, texts[i].(string) + " for a name", func(props reflect.Value) {
				deref(props).SetMapIndex(name, deref(props).MapIndex(key))
			}})
		}
		*all = append(*all, wrong{path, "a nil value", func(props reflect.Value) {
			deref(props).SetMapIndex(key, reflect.Zero(target.Elem()))
		}})
		held := fmt.Sprintf("%s[%q]", path, key)
		if target.Elem().Kind() == reflect.String {
			for i := 0; i < len(texts); i += 2 {
				text := reflect.ValueOf(texts[i+1]).Convert(target.Elem())
				*all = append(*all, wrong{held, texts[i].(string), func(props reflect.Value) { deref(props).SetMapIndex(key, text) }})
			}
			return
		}
		element := func(props reflect.Value) reflect.Value { return deref(props).MapIndex(key).Elem() }
		w.values(t, held, element, inner.MapIndex(key).Elem(), all)
	case kind == reflect.Interface && target.NumMethod() == 0:
		plain(slices.Concat(texts, numbers, anything))
	case kind == reflect.Interface:
		w.instances(t, path, target, say)
		// A struct that embeds something is a construct, whose fields are only read.
		s := reflect.Indirect(inner)
		if s.Kind() == reflect.Struct && s.CanSet() && ours(s.Type()) && (s.NumField() == 0 || !s.Type().Field(0).Anonymous) {
			w.fields(t, path, func(props reflect.Value) reflect.Value { return at(props).Elem().Elem() }, inner.Elem(), all)
		}
	default:
		t.Errorf("no wrong values of %s are known, for %s", sample.Type(), path)
	}
}

// WrongValues tries wrong values in every field of a props struct, found by reflection, so that a new field is tried too.
type WrongValues[P any] struct {
	// Props makes sound properties in which every struct and list of ours is filled in, so that all their fields are
	// tried. Without a scope it must manage without Node.js.
	Props func(scope constructs.Construct) *P
	// Validate judges the properties.
	Validate func(*P) error
	// Define defines the construct. Without it, only Validate is tried.
	Define func(scope constructs.Construct, props *P)
	// Instances are wrong values of the interfaces that fields have, such as a nil or a half-made construct.
	Instances map[reflect.Type][]any
	// Accepted are the only wrong values that Validate may accept, each a pattern of "FIELD with VALUE" and the reason.
	Accepted map[string]string
	// Later is a pattern of the fields that only Define can judge.
	Later string
}

// A wrong value in one field.
type wrong struct {
	field string // in the caller's words, "Capacity.MinSize"
	value string // what the value is, "a fraction"
	put   func(props reflect.Value)
}

func (w wrong) String() string { return w.field + " with " + w.value }

var (
	forged = "a\x00\x1b[31mb\nerror: forged"
	texts  = []any{
		"nothing in it", "", "1 MB", strings.Repeat("x", 1<<20), "1 MB of accents", strings.Repeat("é", 1<<19),
		"unicode", "Größe – 東京 🚀", "control characters", forged, "invalid UTF-8", "a\xffb", "the look of a token", "${Token[abc.1]}",
		"the look of a token in it", "a-${Token[abc.1]}-b", "line ends and spaces", "a \n", "marks of direction and spaces", "a \u202e b",
		"the look of a list token", "#{Token[abc.1]}", "spaces", " a b ", "only spaces", "   ",
	}
	numbers = []any{
		"a negative number", -1.0, "a fraction", 2.5, "a huge number", 1e300, "no number", math.NaN(), "infinity", math.Inf(1),
		"negative infinity", math.Inf(-1), "zero", 0.0, "the look of a number token", -1.8881545897087626e+289,
	}
	// anything is neither text, nor a number, nor a boolean.
	anything = []any{"a struct", struct{}{}, "a function", func() {}, "a channel", make(chan int), "a nil pointer", (*string)(nil)}
)

// instances tries wrong values of an interface, or of a construct.
func (w WrongValues[P]) instances(t *testing.T, path string, target reflect.Type, say func(string, reflect.Value)) {
	instances, known := w.Instances[target]
	if !known {
		t.Errorf("no wrong instances of %s are known, for %s", target, path)
	}
	for i, instance := range instances {
		say(fmt.Sprintf("instance %d, a %T", i, instance), reflect.ValueOf(instance))
	}
}
