package options

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed catalogue.json
var catalogueJSON []byte

// Version returns the version of the catalogue.
func Version() string { return load().Version }

// Date returns the day on which the catalogue was compared with its sources, as in "2006-01-02".
func Date() string { return load().Date }

// Catalogue returns every entry, sorted by namespace and name. The entries are shared: do not change them.
func Catalogue() []Option { return slices.Clone(load().Options) }

// Lookup returns the entry of an option and whether there is one. Namespaces that contain a name or a port of the
// caller's, such as "aws:elbv2:listener:443", find the templated entry, and any name in a namespace without fixed names
// finds the entry "*".
func Lookup(namespace, name string) (Option, bool) {
	ns, _ := LookupNamespace(namespace)
	o, ok := ns.Option(name)
	return *o, ok
}

// Namespace is the options of one namespace.
type Namespace struct {
	// Name is the namespace's name; in a templated namespace the last segment is a placeholder.
	Name string
	// Names are the names of its options, sorted, without "*".
	Names []string

	options map[string]*Option
}

// LookupNamespace returns the namespace of that name, or the template that it fills in, and whether there is one. An
// unknown namespace has no options.
func LookupNamespace(name string) (Namespace, bool) { return load().namespace(name) }

// Option returns the option of that name, or the one that stands for any name, and whether there is one; if not, the
// option returned is empty. The entries are shared: do not change them.
func (ns Namespace) Option(name string) (*Option, bool) {
	if o, ok := ns.options[name]; ok && name != "*" {
		return o, true
	}
	if o, ok := ns.options["*"]; ok && name != "" {
		return o, true
	}
	return new(Option), false
}

// OptionInAnyCase returns the option whose name differs from the given one only in case, and whether there is one.
func (ns Namespace) OptionInAnyCase(name string) (*Option, bool) {
	for _, known := range ns.Names {
		if strings.EqualFold(known, name) {
			return ns.options[known], true
		}
	}
	return new(Option), false
}

// Doc returns the address of the page that describes the namespace, or "".
func (ns Namespace) Doc() string { return load().Pages[ns.Name] }

// Doc returns the address of the page that describes the option.
func (o Option) Doc() string { return load().Pages[o.Namespace] }

// NamespacesWith returns the namespaces that have an option of that name, in order.
func NamespacesWith(name string) []string {
	var all []string
	for _, o := range load().Options {
		if o.Name == name && name != "*" {
			all = append(all, o.Namespace)
		}
	}
	return all
}

// DisputedName returns what replaces an option that one of AWS's pages uses but its tables do not list, or "".
func DisputedName(namespace, name string) string {
	for _, d := range load().DisputedNames {
		if d.Namespace == namespace && d.Name == name {
			return d.Successor
		}
	}
	return ""
}

type catalogue struct {
	Version       string            `json:"version"`
	Date          string            `json:"date"`
	Pages         map[string]string `json:"pages"`
	Platforms     platforms         `json:"platforms"`
	DisputedNames []disputedName    `json:"disputedNames"`
	Options       []Option          `json:"options"`

	namespaces map[string]Namespace
	fixed      []string // the namespaces that are not templated, in order
	templates  []template
}

type disputedName struct{ Namespace, Name, Successor string }

// template is a namespace whose last segment is the caller's.
type template struct {
	prefix    string
	port      bool
	namespace string // with its placeholder
}

// load reads the embedded catalogue once. It can fail only if the repository's own file is broken, which the tests of
// this package would show.
var load = sync.OnceValue(func() *catalogue {
	c := &catalogue{namespaces: map[string]Namespace{}}
	if err := json.Unmarshal(catalogueJSON, c); err != nil {
		panic(fmt.Errorf("catalogue.json: %w", err))
	}
	patterns := map[string]*regexp.Regexp{"": nil} // many options share one
	for i := range c.Options {
		o := &c.Options[i]
		if _, compiled := patterns[o.Pattern]; !compiled {
			patterns[o.Pattern] = regexp.MustCompile(o.Pattern)
		}
		o.pattern = patterns[o.Pattern]
		ns, known := c.namespaces[o.Namespace]
		if !known {
			ns = Namespace{Name: o.Namespace, options: map[string]*Option{}}
			if o.Templated {
				prefix := o.Namespace[:strings.LastIndex(o.Namespace, ":")+1]
				port := strings.HasSuffix(o.Namespace, ":listener_port")
				c.templates = append(c.templates, template{prefix, port, o.Namespace})
			} else {
				c.fixed = append(c.fixed, o.Namespace)
			}
		}
		ns.options[o.Name] = o
		if o.Name != "*" {
			ns.Names = append(ns.Names, o.Name)
		}
		c.namespaces[o.Namespace] = ns
	}
	return c
})

func (c *catalogue) namespace(name string) (Namespace, bool) {
	if ns, ok := c.namespaces[name]; ok {
		return ns, true
	}
	for _, t := range c.templates {
		if last, ok := strings.CutPrefix(name, t.prefix); ok && last != "" && !strings.Contains(last, ":") {
			if !t.port || isPort(last) {
				return c.namespaces[t.namespace], true
			}
		}
	}
	return Namespace{}, false
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}
