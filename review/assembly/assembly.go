// Package assembly reads what `cdk synth` writes: the stacks of an app, with their templates.
package assembly

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// An Assembly is the folder that `cdk synth` fills, often called cdk.out.
type Assembly struct {
	Name   string // what people call it
	Folder string
	Stacks []*Stack // by their names
}

// A Stack is one of an assembly.
type Stack struct {
	// Name is what CloudFormation calls it.
	Name string
	// File is the template's.
	File string
	// Account and Region are where it is to be deployed; empty where the credentials decide.
	Account, Region string
	// Protected says that it refuses to be deleted.
	Protected bool
	// Template is what CloudFormation gets.
	Template Template
	// Notes are what the constructs have left in the metadata, by construct path.
	Notes map[string][]Note

	said map[[2]string]map[string]any // what has been read of the notes, by path and type
}

// A Template has been read from a file.
type Template struct {
	Description string
	Resources   map[string]*Resource
	Outputs     map[string]any
	Parameters  map[string]any
	Mappings    map[string]any
	Conditions  map[string]any
	Transform   any
}

// A Resource is one of a template.
type Resource struct {
	Type                string
	Properties          map[string]any
	Metadata            map[string]any
	DeletionPolicy      string
	UpdateReplacePolicy string
	Condition           string

	// Stack is the one whose resource it is, which Read fills in.
	Stack *Stack `json:"-"`

	noted string // the construct's path in the metadata of the assembly
}

// Path is the construct that has defined the resource, without the ids that the CDK gives to what is inside of a construct;
// the logical id if that is not known.
func (r *Resource) Path(id string) string {
	path, _ := r.Metadata["aws:cdk:path"].(string)
	path = cmp.Or(path, r.noted)
	for {
		shorter := strings.TrimSuffix(strings.TrimSuffix(path, "/Resource"), "/Default")
		if shorter == path {
			break
		}
		path = shorter
	}
	if path == "" {
		return id
	}
	return path
}

// Within is the path of a construct without that of the stack.
func (s *Stack) Within(path string) string {
	for at, letter := range path {
		if letter == '/' && strings.ReplaceAll(path[:at], "/", "-") == s.Name {
			return path[at+1:]
		}
		if at > len(s.Name) {
			break
		}
	}
	return path
}

// A Note is one entry of the metadata.
type Note struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// A manifest lists artifacts by name.
type manifest struct {
	Artifacts map[string]artifact
}

type artifact struct {
	Type, Environment      string
	AdditionalMetadataFile string
	Metadata               map[string][]Note
	Properties             struct {
		TemplateFile, StackName, DirectoryName string
		TerminationProtection                  bool
	}
}

// Read reads an assembly with those inside it, which stages of an app have. An error is one sentence.
func Read(folder string) (*Assembly, error) {
	a := &Assembly{Name: folder, Folder: folder}
	if err := a.read(folder, 0); err != nil {
		return nil, err
	}
	slices.SortFunc(a.Stacks, func(s, t *Stack) int { return strings.Compare(s.Name, t.Name) })
	for i, stack := range a.Stacks[min(1, len(a.Stacks)):] {
		if before := a.Stacks[i]; before.Name == stack.Name && before.Account == stack.Account && before.Region == stack.Region {
			return nil, fmt.Errorf("%s must have one stack of the name %s, got two", folder, quoted(stack.Name))
		}
	}
	return a, nil
}

// deepest is how far assemblies may be inside each other.
const deepest = 10

func (a *Assembly) read(folder string, depth int) error {
	var m manifest
	if err := decode(filepath.Join(folder, "manifest.json"), &m); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s must be a folder that `cdk synth` has written, got one without manifest.json", folder)
		}
		return err
	}
	for name, artifact := range m.Artifacts {
		switch artifact.Type {
		case "aws:cloudformation:stack":
			stack, err := artifact.stack(folder, name)
			if err != nil {
				return err
			}
			a.Stacks = append(a.Stacks, stack)
		case "cdk:cloud-assembly":
			inner := artifact.Properties.DirectoryName
			if !filepath.IsLocal(inner) || depth == deepest {
				return fmt.Errorf("%s/manifest.json: the assembly %s must be in a folder below, got %s", folder, quoted(name), quoted(inner))
			}
			if err := a.read(filepath.Join(folder, inner), depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f artifact) stack(folder, name string) (*Stack, error) {
	if !filepath.IsLocal(f.Properties.TemplateFile) {
		return nil, fmt.Errorf("%s/manifest.json: the template of %s must be a file in the folder, got %s", folder, quoted(name),
			quoted(f.Properties.TemplateFile))
	}
	stack := &Stack{
		Name: f.Properties.StackName, File: filepath.Join(folder, f.Properties.TemplateFile), Protected: f.Properties.TerminationProtection,
		Notes: f.Metadata,
	}
	if stack.Name == "" {
		stack.Name = name
	}
	stack.Account, stack.Region = place(f.Environment)
	if err := decode(stack.File, &stack.Template); err != nil {
		return nil, err
	}
	for id, resource := range stack.Template.Resources {
		if resource == nil || resource.Type == "" {
			return nil, fmt.Errorf("%s: the resource %s must have a type, got none", stack.File, quoted(id))
		}
		resource.Stack = stack
	}
	if f.AdditionalMetadataFile != "" && filepath.IsLocal(f.AdditionalMetadataFile) {
		if err := decode(filepath.Join(folder, f.AdditionalMetadataFile), &stack.Notes); err != nil {
			return nil, err
		}
	}
	stack.locate()
	return stack, nil
}

// Said merges the JSON objects that a construct has left in the metadata as texts of a type; the last one wins. It is nil
// where there is none that can be read. Nobody changes it.
func (s *Stack) Said(path, kind string) (said map[string]any) {
	at := [2]string{path, kind}
	if said, is := s.said[at]; is {
		return said
	}
	for _, note := range s.Notes["/"+path] {
		var text string
		var object map[string]any
		if note.Type != kind || json.Unmarshal(note.Data, &text) != nil || json.Unmarshal([]byte(text), &object) != nil || object == nil {
			continue
		}
		if said == nil {
			said = map[string]any{}
		}
		maps.Copy(said, object)
	}
	if s.said == nil {
		s.said = map[[2]string]map[string]any{}
	}
	s.said[at] = said
	return said
}

// locate takes the paths of constructs from the metadata, for templates that have none.
func (s *Stack) locate() {
	for path, notes := range s.Notes {
		for _, note := range notes {
			var id string
			if note.Type != "aws:cdk:logicalId" || json.Unmarshal(note.Data, &id) != nil {
				continue
			}
			if resource := s.Template.Resources[id]; resource != nil {
				resource.noted = strings.TrimPrefix(path, "/")
			}
		}
	}
}

// place takes an environment such as aws://111122223333/eu-central-1 apart.
func place(environment string) (account, region string) {
	account, region, _ = strings.Cut(strings.TrimPrefix(environment, "aws://"), "/")
	return strings.TrimPrefix(account, "unknown-account"), strings.TrimPrefix(region, "unknown-region")
}

// decode reads a file in JSON.
func decode(file string, into any) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	err = json.Unmarshal(content, into)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("%s must be JSON, got an error at byte %d: %w", file, syntax.Offset, err)
	case errors.As(err, &kind):
		return fmt.Errorf("%s must have %s in %s, got %s", file, kind.Type, quoted(kind.Field), kind.Value)
	}
	return err
}

// quoted is a text of somebody else's in a sentence.
func quoted(text string) string {
	const most = 80
	if len(text) > most {
		text = text[:most] + "…"
	}
	return fmt.Sprintf("%q", text)
}
