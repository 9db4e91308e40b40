package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// digestFile lies in the folder that the app is synthesized into and says what went in and what came out.
const digestFile = ".digest"

var (
	// notOutput are the files at the top of that folder that no synthesis makes: ours, and those by which the CDK CLI and
	// its child talk to each other.
	notOutput = []string{digestFile, "synth.lock", "performance-counters.json", "error.txt"}
	// notInput are the variables that differ from one shell command to the next.
	notInput = []string{"_", "SHLVL", "OLDPWD"}
)

// inputs is a digest of all that a synthesis depends on: the program with the CDK in it, the files of the source folder,
// the environment, in which the CDK CLI hands over the context, and the day by which platforms are judged. Another
// file that main.go reads has to be added here.
func inputs(source string) (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, time.Now().Format(time.DateOnly))
	environment := os.Environ()
	slices.Sort(environment)
	for _, variable := range environment {
		if name, _, _ := strings.Cut(variable, "="); !slices.Contains(notInput, name) {
			fmt.Fprintf(sum, "%q\n", variable)
		}
	}
	for _, root := range []string{program, source} {
		if err := hashFiles(sum, root, nil); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// unchanged tells whether a folder already holds what a synthesis would write into it: it was made from the same inputs,
// and nobody has touched it since.
func unchanged(outdir, inputs string) bool {
	recorded, err := os.ReadFile(filepath.Join(outdir, digestFile))
	if err != nil {
		return false
	}
	digest, err := digest(outdir, inputs)
	return err == nil && digest == string(recorded)
}

// record notes what a synthesis has made from inputs that were looked at before it began.
func record(outdir, inputs string) error {
	digest, err := digest(outdir, inputs)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(outdir, digestFile), []byte(digest), 0o644)
}

func digest(outdir, inputs string) (string, error) {
	sum := sha256.New()
	fmt.Fprintln(sum, inputs)
	err := hashFiles(sum, outdir, notOutput)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// hashFiles adds the names, kinds and contents of a file, or of everything in a folder but what is left out at its top.
func hashFiles(sum hash.Hash, root string, leftOut []string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		// The program's own path is another one at each `go run`.
		name := strings.TrimPrefix(path, root)
		if slices.Contains(leftOut, strings.TrimPrefix(name, string(filepath.Separator))) {
			return nil
		}
		// A link counts as what it leads to.
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%q %v %d\n", name, entry.Type(), len(content))
		_, err = sum.Write(content)
		return err
	})
}
