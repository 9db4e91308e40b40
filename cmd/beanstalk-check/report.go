package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf16"

	"beanstalkline/constructs/beanstalk/options"
)

// reporters write findings in the forms that -format names.
var reporters = map[string]func(io.Writer, []finding) error{
	"text":  writeText,
	"json":  writeJSON,
	"sarif": writeSARIF,
}

// writeText writes findings for people and editors: the first line as compilers write it, then the fix.
func writeText(w io.Writer, findings []finding) error {
	for _, f := range findings {
		fmt.Fprintf(w, "%s:%d:%d: %s: %s: %s [%s]\n", shown(f.File), f.Line, f.Column, f.Severity,
			printable(f.Resource, 300), printable(f.Message, 2000), f.Rule)
		if f.Fix != "" {
			fmt.Fprintf(w, "    fix: %s\n", printable(f.Fix, 2000))
		}
		if f.Doc != "" {
			fmt.Fprintf(w, "    doc: %s\n", f.Doc)
		}
	}
	return nil
}

// writeJSON writes findings as one array of objects, for scripts.
func writeJSON(w io.Writer, findings []finding) error { return encode(w, findings) }

// writeSARIF writes findings as SARIF 2.1.0, for code scanning and review tools.
func writeSARIF(w io.Writer, findings []finding) error {
	described := []any{}
	for _, r := range allRules() {
		rule := map[string]any{
			"id":                   r.ID,
			"shortDescription":     map[string]string{"text": r.Summary},
			"defaultConfiguration": map[string]string{"level": string(r.Severity)},
		}
		if r.Doc != "" {
			rule["helpUri"] = r.Doc
		}
		described = append(described, rule)
	}
	results := []any{}
	for _, f := range findings {
		text := f.Message
		if f.Fix != "" {
			text += ". Fix: " + f.Fix
		}
		results = append(results, map[string]any{
			"ruleId":  f.Rule,
			"level":   string(f.Severity), // SARIF calls them error and warning, too.
			"message": map[string]string{"text": text},
			"locations": []any{map[string]any{
				"physicalLocation": map[string]any{
					"artifactLocation": map[string]string{"uri": uri(f.File)},
					"region":           map[string]int{"startLine": f.Line, "startColumn": f.Column},
				},
				"logicalLocations": []any{map[string]string{
					"name":               f.Resource,
					"fullyQualifiedName": f.Resource + "/" + f.Path,
					"kind":               "resource",
				}},
			}},
		})
	}
	return encode(w, map[string]any{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{map[string]any{
			"tool":       map[string]any{"driver": map[string]any{"name": "beanstalk-check", "version": options.Version(), "rules": described}},
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	})
}

// uri is a file's name as a reference that is relative to where the command ran, or absolute.
func uri(file string) string {
	if file == "-" {
		return "stdin"
	}
	u := url.URL{Path: filepath.ToSlash(filepath.Clean(file))}
	if filepath.IsAbs(file) {
		u.Scheme = "file"
	}
	return u.String()
}

// encode writes JSON in which what does not print is an escape: whoever shows it in a terminal is not steered by it.
func encode(w io.Writer, value any) error {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	var b strings.Builder
	for _, r := range text.String() {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
