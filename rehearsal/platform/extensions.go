package platform

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// configuration is what a file in .ebextensions may say, as far as it matters here.
type configuration struct {
	Commands          map[string]any `yaml:"commands"`
	ContainerCommands map[string]struct {
		LeaderOnly any `yaml:"leader_only"`
	} `yaml:"container_commands"`
	OptionSettings yaml.Node `yaml:"option_settings"`
}

// Extensions are what a source or an artifact brings along for the instances: hooks, and the configuration files of
// .ebextensions. None of them runs in a rehearsal.
type Extensions struct {
	files   []string
	runs    []string
	options map[[2]string]string // the values of options, by namespace and name
	problem []string
}

// ReadExtensions reads what is in a folder.
func ReadExtensions(folder fs.FS) Extensions {
	e := Extensions{options: map[[2]string]string{}}
	for _, place := range []string{".platform", ".ebextensions"} {
		fs.WalkDir(folder, place, func(file string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				e.files = append(e.files, file)
			}
			return nil
		})
	}
	for _, file := range e.files {
		switch parts := strings.Split(file, "/"); {
		case strings.HasSuffix(parts[1], "hooks"):
			e.runs = append(e.runs, "the hook "+strings.TrimPrefix(file, ".platform/"))
		case path.Dir(file) == ".ebextensions" && path.Ext(file) == ".config":
			content, err := fs.ReadFile(folder, file)
			if err == nil {
				err = e.read(file, content)
			}
			if err != nil {
				e.problem = append(e.problem, fmt.Sprintf("%s is not valid: %v", file, err))
			}
		}
	}
	return e
}

// read reads a configuration file, which is YAML or JSON.
func (e *Extensions) read(file string, content []byte) error {
	var c configuration
	if err := yaml.Unmarshal(content, &c); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(c.Commands)) {
		e.runs = append(e.runs, fmt.Sprintf("the command %s of %s", name, path.Base(file)))
	}
	for _, name := range slices.Sorted(maps.Keys(c.ContainerCommands)) {
		text := fmt.Sprintf("the container command %s of %s", name, path.Base(file))
		if leader := fmt.Sprint(c.ContainerCommands[name].LeaderOnly); leader == "true" || leader == "yes" {
			text += " (on one instance only)"
		}
		e.runs = append(e.runs, text)
	}
	return e.readOptions(c.OptionSettings)
}

// readOptions reads either form of option_settings: a list, or options by namespace.
func (e *Extensions) readOptions(node yaml.Node) error {
	switch node.Kind {
	case yaml.SequenceNode:
		var list []struct {
			Namespace string `yaml:"namespace"`
			Name      string `yaml:"option_name"`
			Value     any    `yaml:"value"`
		}
		if err := node.Decode(&list); err != nil {
			return err
		}
		for _, item := range list {
			if item.Namespace == "" {
				item.Namespace = "aws:elasticbeanstalk:application:environment"
			}
			e.options[[2]string{item.Namespace, item.Name}] = fmt.Sprint(item.Value)
		}
	case yaml.MappingNode:
		var byNamespace map[string]map[string]any
		if err := node.Decode(&byNamespace); err != nil {
			return err
		}
		for namespace, options := range byNamespace {
			for name, value := range options {
				e.options[[2]string{namespace, name}] = fmt.Sprint(value)
			}
		}
	}
	return nil
}

// Options are the values that option_settings give, by namespace and name.
func (e Extensions) Options() map[[2]string]string { return e.options }

// Notes are what is worth knowing about the extensions of an artifact: what does not run here, what the source has and the
// artifact has not, and which options the template sets otherwise.
func (e Extensions) Notes(source Extensions, set func(namespace string) map[string]string) []string {
	notes := slices.Clone(e.problem)
	if len(e.runs) > 0 {
		notes = append(notes, "not run in a rehearsal: "+strings.Join(e.runs, ", "))
	}
	var missing []string
	for _, file := range source.files {
		if !slices.Contains(e.files, file) {
			missing = append(missing, file)
		}
	}
	if missing != nil {
		notes = append(notes, fmt.Sprintf("the source has %s, and the artifact has not: add what is meant for the instances to artifacts/files",
			strings.Join(missing, ", ")))
	}
	for _, option := range slices.SortedFunc(maps.Keys(e.options), func(a, b [2]string) int {
		return strings.Compare(a[0]+a[1], b[0]+b[1])
	}) {
		if given, is := set(option[0])[option[1]]; is && given != e.options[option] {
			notes = append(notes, fmt.Sprintf(".ebextensions sets %s of %s to %q, and the template sets it to %q, which wins",
				option[1], option[0], e.options[option], given))
		}
	}
	return notes
}
