package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"beanstalkline/review/page"
	"beanstalkline/review/report"
	"beanstalkline/review/summary"
	"beanstalkline/review/view"
)

// Files are where a review goes; what is empty is not written.
type files struct{ html, markdown, json string }

// all are the files that are written where nobody has named one.
func all(root string) files {
	folder := filepath.Join(root, "review.out")
	return files{filepath.Join(folder, "review.html"), filepath.Join(folder, "review.md"), filepath.Join(folder, "review.json")}
}

// write writes the files of a review.
func (f files) write(r *report.Report, v *view.Review) error {
	for file, content := range map[string]func(io.Writer) error{
		f.html:     func(out io.Writer) error { return page.Write(out, v) },
		f.markdown: func(out io.Writer) error { _, err := io.WriteString(out, summary.Of(v)); return err },
		f.json:     func(out io.Writer) error { e := json.NewEncoder(out); e.SetIndent("", "  "); return e.Encode(r) },
	} {
		if file == "" {
			continue
		}
		var written bytes.Buffer
		if err := content(&written); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, written.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// say prints the verdicts, a line for each stage, and where to read on.
func (f files) say(out io.Writer, v *view.Review) {
	fmt.Fprintln(out, v.Says)
	for _, s := range v.Stages {
		fmt.Fprintf(out, "  %s %s: %s\n", s.Verdict.Icon, s.Name, s.Verdict)
	}
	for _, file := range []string{f.html, f.markdown, f.json} {
		if file != "" {
			fmt.Fprintln(out, file)
		}
	}
}
