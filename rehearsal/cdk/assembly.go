package cdk

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// An Assembly is a cloud assembly, named by its folder.
type Assembly string

// An Environment is an account and a region, each empty where a stack leaves it to the credentials.
type Environment struct{ Account, Region string }

// Stacks returns the names of the stacks, in the order of the app, and where each is to be deployed.
func (a Assembly) Stacks() (names []string, environments map[string]Environment, err error) {
	content, err := os.ReadFile(filepath.Join(string(a), "manifest.json"))
	if err != nil {
		return nil, nil, err
	}
	var manifest struct{ Artifacts yaml.Node } // JSON is YAML too, and a YAML node keeps its order
	if err := yaml.Unmarshal(content, &manifest); err != nil {
		return nil, nil, err
	}
	environments = map[string]Environment{}
	for i := 0; i < len(manifest.Artifacts.Content); i += 2 {
		name := manifest.Artifacts.Content[i].Value
		var artifact struct{ Type, Environment string }
		if err := manifest.Artifacts.Content[i+1].Decode(&artifact); err != nil {
			return nil, nil, err
		}
		if artifact.Type != "aws:cloudformation:stack" {
			continue
		}
		names = append(names, name)
		environments[name] = environmentOf(artifact.Environment)
	}
	return names, environments, nil
}

// Needs are the stacks that each stack depends on.
func (a Assembly) Needs() (map[string][]string, error) {
	content, err := os.ReadFile(filepath.Join(string(a), "manifest.json"))
	if err != nil {
		return nil, err
	}
	var manifest struct {
		Artifacts map[string]struct {
			Type         string
			Dependencies []string
		}
	}
	if err := json.Unmarshal(content, &manifest); err != nil {
		return nil, err
	}
	needs := map[string][]string{}
	for name, artifact := range manifest.Artifacts {
		for _, other := range artifact.Dependencies {
			if manifest.Artifacts[other].Type == "aws:cloudformation:stack" {
				needs[name] = append(needs[name], other)
			}
		}
	}
	return needs, nil
}

// environmentOf reads aws://account/region, in which what is not known is called so.
func environmentOf(uri string) (e Environment) {
	account, region, _ := strings.Cut(strings.TrimPrefix(uri, "aws://"), "/")
	if account != "unknown-account" {
		e.Account = account
	}
	if region != "unknown-region" {
		e.Region = region
	}
	return e
}

// Seeds returns the folders, inside the assembly, with what repositories start with, by the name of the repository.
func (a Assembly) Seeds() (map[string]string, error) {
	seeds := map[string]string{}
	err := a.resources(func(kind string, properties map[string]any) {
		name, _ := properties["RepositoryName"].(string)
		code, _ := properties["Code"].(map[string]any)
		place, _ := code["S3"].(map[string]any)
		key, is := place["Key"].(string)
		if is && kind == "AWS::CodeCommit::Repository" {
			seeds[name] = filepath.Join(string(a), "asset."+strings.TrimSuffix(key, ".zip"))
		}
	})
	return seeds, err
}

// Types returns the resource types in the templates, sorted.
func (a Assembly) Types() ([]string, error) {
	types := map[string]bool{}
	err := a.resources(func(kind string, _ map[string]any) { types[kind] = true })
	return slices.Sorted(maps.Keys(types)), err
}

// resources calls a function for each resource in the templates.
func (a Assembly) resources(each func(kind string, properties map[string]any)) error {
	files, err := filepath.Glob(filepath.Join(string(a), "*.template.json"))
	if err != nil {
		return err
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var template struct {
			Resources map[string]struct {
				Type       string
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(content, &template); err != nil {
			return err
		}
		for _, resource := range template.Resources {
			each(resource.Type, resource.Properties)
		}
	}
	return nil
}
