package board_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/steps"
)

// text is a board without its looks.
func text(lines []board.Line) string {
	var all []string
	for _, line := range lines {
		all = append(all, line.String())
	}
	return strings.Join(all, "\n")
}

// hostile says everything that could spoil a terminal.
var hostile = []string{
	"\x1b[2J\x1b[31mred\x1b[0m", "日本語の文字は幅が広い、だから行は長くなる", "a\rb\tc\bd\a", "👩\u200d💻👍🏽🇩🇪❤\ufe0f", "e\u0301\u202e turned",
	"\x1b]0;title\x07", "broken \xff", strings.Repeat("long ", 80), strings.Repeat("x", 400), "",
}

// crowded is a board of many stages in every state, with hostile texts.
func crowded(stages int) *board.Board {
	b := &board.Board{Title: "Rehearsing " + hostile[1]}
	report := steps.Report(func(e steps.Event) { b.Receive(time.Second, e) })
	for i := range stages {
		stage := report.In(fmt.Sprint("Stage", i, hostile[i%len(hostile)]))
		for j, kind := range []steps.Kind{steps.Done, steps.Failed, steps.Stopped, steps.Started, steps.Expected}[:1+i%5] {
			step := hostile[(i+j)%len(hostile)] + fmt.Sprint(j)
			stage(steps.Event{Kind: steps.Started, Step: step})
			stage.Say(step, hostile[(i+2*j)%len(hostile)])
			if kind != steps.Started {
				stage(steps.Event{Kind: kind, Step: step, Text: hostile[(i+3*j)%len(hostile)], Took: time.Duration(i) * time.Hour})
			}
		}
		stage.Note("%s", hostile[i%len(hostile)])
	}
	return b
}

func TestNoBoardIsWiderOrHigherThanItsTerminal(t *testing.T) {
	for _, stages := range []int{0, 1, 7, 40} {
		b := crowded(stages)
		for width := 1; width <= 300; width += 1 + width/40 {
			for _, height := range []int{0, 1, 2, 3, 5, 10, 24, 80} {
				lines := b.Lines(width, height, 70*time.Minute)
				if height > 0 && len(lines) > height {
					t.Fatalf("%d stages on %d x %d take up %d rows", stages, width, height, len(lines))
				}
				for _, line := range lines {
					if got := printable.Width(line.String()); got > width {
						t.Fatalf("%d stages on %d x %d: %q takes up %d columns", stages, width, height, line, got)
					}
					if got := ansi.Strip(line.Styled()); got != line.String() || strings.ContainsAny(got, "\x1b\r\n\t\a\b") {
						t.Fatalf("%q is not the text of a line", got)
					}
				}
			}
		}
	}
}

func TestABoardShowsEveryStateOfAStep(t *testing.T) {
	b := &board.Board{Title: "Rehearsing Dev"}
	at := time.Duration(0)
	report := steps.Report(func(e steps.Event) { b.Receive(at, e) })
	report(steps.Event{Kind: steps.Started, Step: "moto"})
	report.Say("moto", "Collecting moto==5.2.2")
	report(steps.Event{Kind: steps.Done, Step: "moto", Text: "installed", Took: 12 * time.Second})
	dev := report.In("Dev")
	dev.Expect("Source")
	dev.Expect("Build")
	dev.Expect("Deploy")
	dev.Expect("Check")
	at = 12 * time.Second
	dev(steps.Event{Kind: steps.Started, Step: "Source"})
	dev.Note("follows the branch develop\n  and more")
	dev(steps.Event{Kind: steps.Stopped, Step: "Source", Took: time.Second})
	dev(steps.Event{Kind: steps.Started, Step: "Build"})
	dev.Say("Build", "--- FAIL: TestPage")
	dev(steps.Event{Kind: steps.Failed, Step: "Build", Took: 200 * time.Second})
	dev(steps.Event{Kind: steps.Started, Step: "Smoke"})
	dev.Say("Smoke", "npm install --omit=dev")
	dev(steps.Event{Kind: steps.Failed, Step: "Smoke", Text: "502 Bad Gateway on /", Took: time.Second})
	dev(steps.Event{Kind: steps.Started, Step: "Deploy"})
	dev.Say("Deploy", "first")
	dev.Say("Deploy", "")
	want := `Rehearsing Dev  32.5s
All stages
  ✓ moto     12.0s  installed

Dev
  - Source    1.0s
  ✗ Build    3m20s  --- FAIL: TestPage
  ⠴ Deploy   20.5s  first
  . Check
  ✗ Smoke     1.0s  502 Bad Gateway on /
  * follows the branch develop
      and more`
	if got := text(b.Lines(80, 20, 32500*time.Millisecond)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAStepThatStartsAgainBeginsFromZero(t *testing.T) {
	b := &board.Board{Title: "Watching"}
	for i := range 2 {
		at := time.Duration(i) * time.Minute
		b.Receive(at, steps.Event{Kind: steps.Started, Stage: "Dev", Step: "Build"})
		if i == 0 {
			b.Receive(at, steps.Event{Kind: steps.Done, Stage: "Dev", Step: "Build", Text: "8 tests passed", Took: time.Second})
		}
	}
	if got, want := text(b.Lines(80, 20, 61*time.Second)), "Watching  61.0s\nDev\n  ⠋ Build    1.0s"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The less room there is, the less is told of what has gone well.
func TestTooManyStagesForTheTerminal(t *testing.T) {
	b := &board.Board{Title: "Rehearsing all stages"}
	for _, stage := range []string{"Dev", "Test", "Staging", "Prod"} {
		at := time.Duration(0)
		report := steps.Report(func(e steps.Event) { b.Receive(at, e) }).In(stage)
		for _, step := range []string{"Source", "Build", "Deploy"} {
			report.Expect(step)
		}
		if stage == "Prod" {
			continue
		}
		report(steps.Event{Kind: steps.Started, Step: "Source"})
		report(steps.Event{Kind: steps.Done, Step: "Source", Took: time.Second})
		at = time.Second
		report(steps.Event{Kind: steps.Started, Step: "Build"})
		report.Say("Build", "go test ./...")
		if stage != "Test" {
			report(steps.Event{Kind: steps.Done, Step: "Build", Took: 2 * time.Second})
			at = 3 * time.Second
			report(steps.Event{Kind: steps.Started, Step: "Deploy"})
			report(steps.Event{Kind: steps.Done, Step: "Deploy", Took: 3 * time.Second})
		}
	}
	for height, want := range map[int]string{
		12: `Rehearsing all stages  4.0s
  ✓ Dev        6.0s  3 steps
Test
  ✓ Source     1.0s
  ⠋ Build      3.0s  go test ./...
  . Deploy
  ✓ Staging    6.0s  3 steps
Prod
  . Source
  . Build
  . Deploy`,
		6: `Rehearsing all stages  4.0s
  ✓ Dev        6.0s  3 steps
Test
  ⠋ Build      3.0s  go test ./...
  ✓ Staging    6.0s  3 steps
Prod`,
		5: `Rehearsing all stages  4.0s
  ✓ Dev        6.0s  3 steps
  ⠋ Test       3.0s  Build: go test ./...
  ✓ Staging    6.0s  3 steps
  . Prod`,
		4: `Rehearsing all stages  4.0s
  ✓ Dev     6.0s  3 steps
  ⠋ Test    3.0s  Build: go test ./...
  and 2 more`,
		3: `Rehearsing all stages  4.0s
  ⠋ Test    3.0s  Build: go test ./...
  and 3 more`,
		1: `Rehearsing all stages  4.0s`,
	} {
		if got := text(b.Lines(60, height, 4*time.Second)); got != want {
			t.Errorf("%d rows: got\n%s\nwant\n%s", height, got, want)
		}
	}
}
