// Package explanation says what every option of an environment is, and where that comes from.
package explanation

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"beanstalkline/review/assembly"
	"beanstalkline/review/words"
)

// Write prints the options of a stage's environments, sorted, for a terminal. The stage is named as its stack is, with or
// without "Stack" at the end.
func Write(out io.Writer, in *assembly.Assembly, stage string) error {
	stacks, err := named(in, stage)
	if err != nil {
		return err
	}
	for _, stack := range stacks {
		ids := slices.DeleteFunc(slices.Sorted(maps.Keys(stack.Template.Resources)), func(id string) bool {
			return stack.Template.Resources[id].Type != "AWS::ElasticBeanstalk::Environment"
		})
		if len(ids) == 0 {
			fmt.Fprintf(out, "%s has no environment of Elastic Beanstalk.\n", words.Plain(stack.Name))
		}
		for _, id := range ids {
			if err := write(out, id, stack.Template.Resources[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// named are the stacks of a name, of which there may be one in each account and region.
func named(in *assembly.Assembly, stage string) (found []*assembly.Stack, err error) {
	for _, name := range []string{stage, stage + "Stack"} {
		for _, stack := range in.Stacks {
			if stack.Name == name {
				found = append(found, stack)
			}
		}
		if len(found) > 0 {
			return found, nil
		}
	}
	var names []string
	for _, stack := range in.Stacks {
		names = append(names, words.Plain(stack.Name))
	}
	names = slices.Compact(names)
	if len(names) == 0 {
		return nil, fmt.Errorf("a stage to explain must be a stack of the app, got %.80q, and the app has none", stage)
	}
	return nil, fmt.Errorf("a stage to explain must be one of %s, got %.80q", strings.Join(names, ", "), stage)
}

// Longest is how many characters of a value are printed.
const longest = 100

func write(out io.Writer, id string, environment *assembly.Resource) error {
	place := ""
	if s := environment.Stack; s.Account != "" || s.Region != "" {
		place = fmt.Sprintf(" in %s, %s", cmp.Or(s.Account, "the account of the credentials"), cmp.Or(s.Region, "the region of the credentials"))
	}
	fmt.Fprintf(out, "%s%s\n", words.Plain(environment.Path(id)), words.Plain(place))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	namespace, first := "", true
	for _, o := range effective(environment) {
		if first || o.key.Namespace != namespace {
			table.Flush() // so that each namespace has columns of its own
			fmt.Fprintf(out, "\n%s%s\n", plain(o.key.Namespace), link(o.doc))
			namespace, first = o.key.Namespace, false
		}
		name := o.key.Name
		if o.key.Resource != "" {
			name += " of " + o.key.Resource
		}
		fmt.Fprintf(table, "  %s\t%s\t%s\n", plain(name), plain(cmp.Or(o.value, `""`)), plain(o.source))
	}
	table.Flush()
	_, err := fmt.Fprintln(out, "\nDefaults of Elastic Beanstalk are listed where AWS documents one; those of a single platform are not.")
	return err
}

func link(page string) string {
	if page == "" {
		return ""
	}
	return "  " + page
}

// plain is a text of somebody else's on one line of a terminal.
func plain(text string) string { return words.Plain(words.Cut(text, longest)) }
