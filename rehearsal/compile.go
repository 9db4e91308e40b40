package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"

	"beanstalkline/rehearsal/printable"
)

const (
	hesitation = 500 * time.Millisecond // before the first word
	patience   = 5 * time.Second        // before every other one
)

// compile compiles the program and says how far it is, unless that takes no time.
func compile(program string, out io.Writer) error {
	// without Git, as "go run" does it
	build := exec.Command("go", "build", "-v", "-buildvcs=false", "-o", program, "./run")
	output, err := build.StderrPipe()
	if err != nil {
		return err
	}
	if err := build.Start(); err != nil {
		return err
	}
	said := make(chan string)
	go func() {
		defer close(said)
		for lines := bufio.NewScanner(output); lines.Scan(); {
			said <- lines.Text()
		}
	}()
	complaints := follow(said, out)
	if build.Wait() != nil {
		return errors.New("the rehearsal does not compile:\n" + strings.Join(complaints, "\n"))
	}
	return nil
}

// follow tells what "go build -v" says, which is the names of packages and, if something is wrong, sentences.
func follow(said <-chan string, out io.Writer) (sentences []string) {
	packages := 0
	tell := time.NewTimer(hesitation)
	for {
		select {
		case line, more := <-said:
			switch {
			case !more:
				return sentences
			case strings.Contains(line, " "):
				sentences = append(sentences, line)
			default:
				packages++
			}
		case <-tell.C:
			if packages == 0 {
				fmt.Fprintln(out, "Compiling the rehearsal: about a minute the first time")
			} else {
				fmt.Fprintf(out, "Compiling the rehearsal: %s so far\n", printable.Count(packages, "package"))
			}
			tell.Reset(patience)
		}
	}
}
