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

// notOutput are the files in that folder that no synthesis makes: ours, and those by which the CDK CLI and its child
// talk to each other.
var notOutput = []string{digestFile, "synth.lock", "performance-counters.json", "error.txt"}

// unchanged tells whether a folder already holds what a synthesis would write into it: it was written by this program,
// from the same context and source folder, on the same day, and nobody has touched it since.
func unchanged(outdir, source string) bool {
	recorded, err := os.ReadFile(filepath.Join(outdir, digestFile))
	if err != nil {
		return false
	}
	digest, err := digest(outdir, source)
	return err == nil && digest == string(recorded)
}

// record notes what a synthesis was made from and what it made.
func record(outdir, source string) error {
	digest, err := digest(outdir, source)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(outdir, digestFile), []byte(digest), 0o644)
}

// digest covers all that a synthesis depends on, and its result: the program with the CDK in it, the files of the source
// folder, what the CDK CLI hands over, the day by which platforms are judged, and the files of the cloud assembly.
func digest(outdir, source string) (string, error) {
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, time.Now().Format(time.DateOnly))
	environment := os.Environ()
	slices.Sort(environment)
	for _, variable := range environment {
		if strings.HasPrefix(variable, "CDK_") || strings.HasPrefix(variable, "CONTEXT_OVERFLOW_") {
			fmt.Fprintln(sum, variable)
		}
	}
	for _, root := range []string{program, source, outdir} {
		if err := hashFiles(sum, root); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// hashFiles adds the names, kinds and contents of a file, or of everything in a folder.
func hashFiles(sum hash.Hash, root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slices.Contains(notOutput, entry.Name()) {
			return err
		}
		// A link counts as what it leads to. The program's own path is another one at each `go run`.
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintln(sum, strings.TrimPrefix(path, root), entry.Type(), len(content))
		_, err = sum.Write(content)
		return err
	})
}
