// Command seeds synthesizes this app as it is, and once for each of the changes in changes.go, into folders below the one that
// it is given.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: seeds FOLDER")
		os.Exit(2)
	}
	nodejs.Start()
	err := synthesizeAll(os.Args[1])
	nodejs.Stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func synthesizeAll(folder string) error {
	var config struct{ Context map[string]any }
	text, err := os.ReadFile("../../cdk.json")
	if err == nil {
		err = json.Unmarshal(text, &config)
	}
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		l := preset()
		changes[name](l)
		if err := l.synthesize(filepath.Join(folder, name), config.Context); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (l *line) synthesize(folder string, context map[string]any) error {
	if len(l.release.Stages) == 0 {
		l.release.Stages = []stacks.Stage{l.test, l.staging, l.prod}
	}
	repository := stacks.Repository("../../sampleapp")
	context = maps.Clone(context)
	context["aws:cdk:enable-path-metadata"] = true // as the CDK CLI does
	made := awscdk.NewApp(&awscdk.AppProps{Outdir: jsii.String(folder), Context: &context, AnalyticsReporting: jsii.Bool(false)})
	return app.Synthesize(made, stacks.Line{Repository: repository, Stages: []stacks.Stage{l.dev}, Release: l.release}, day, l.extend)
}

// day is one on which no platform is retired.
var day = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
