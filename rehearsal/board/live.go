package board

import (
	"fmt"
	"os"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"beanstalkline/rehearsal/steps"
)

// Live draws a board on a terminal while a rehearsal runs.
type Live struct {
	out     *os.File
	colors  colorprofile.Profile
	start   time.Time
	program *tea.Program
	ended   chan struct{}

	mutex sync.Mutex
	board Board
}

// Start starts to draw a board with a title on a terminal, and to count time.
//
// The terminal stays in the mode that it has, and its cursor visible: even when this process is killed, nothing has to be
// put right. Ctrl-C is a signal, as without a board.
func Start(out *os.File, title string, env []string) *Live {
	l := &Live{out: out, colors: Colors(out, env), start: time.Now(), ended: make(chan struct{}), board: Board{Title: title}}
	l.program = tea.NewProgram(&frame{live: l}, tea.WithOutput(leftmost{out}), tea.WithInput(nil), tea.WithoutSignalHandler(),
		tea.WithEnvironment(env), tea.WithColorProfile(l.colors))
	go func() {
		defer close(l.ended)
		l.program.Run() // what it cannot draw now is left on the terminal by Stop
	}()
	return l
}

// Receive is a Report.
func (l *Live) Receive(e steps.Event) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.board.Receive(time.Since(l.start), e)
}

// Elapsed is the time since the board began.
func (l *Live) Elapsed() time.Duration { return time.Since(l.start) }

// Stop stops drawing, and leaves the whole board on the terminal.
func (l *Live) Stop() {
	l.program.Send(leave{})
	<-l.ended
	width, _, err := term.GetSize(l.out.Fd())
	if err != nil || width < 1 {
		width = 80
	}
	text := ansi.EraseScreenBelow + Styled(l.lines(width, 0))
	fmt.Fprintln(&colorprofile.Writer{Forward: leftmost{l.out}, Profile: l.colors}, text)
}

// leftmost writes from the first column. That is where the cursor is already, unless somebody has typed.
type leftmost struct{ *os.File }

func (l leftmost) Write(text []byte) (int, error) {
	n, err := l.File.Write(append([]byte("\r"), text...))
	return max(0, n-1), err
}

func (l *Live) lines(width, height int) []Line {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.board.Lines(max(1, width-1), height, time.Since(l.start)) // some terminals wrap a line that is full
}

// A frame is the board at the moment. It is what bubbletea calls a model.
type frame struct {
	live          *Live
	width, height int
	empty         bool
}

// What a frame is told, apart from the size of the terminal.
type (
	tick  struct{}
	leave struct{}
)

func next() tea.Cmd { return tea.Tick(Tick, func(time.Time) tea.Msg { return tick{} }) }

func (f *frame) Init() tea.Cmd { return next() }

func (f *frame) Update(message tea.Msg) (tea.Model, tea.Cmd) {
	switch message := message.(type) {
	case tea.WindowSizeMsg:
		f.width, f.height = message.Width, message.Height
	case tick:
		return f, next()
	case leave:
		f.empty = true
		return f, tea.Quit
	}
	return f, nil
}

func (f *frame) View() (view tea.View) {
	view.DisableBracketedPasteMode = true
	view.Cursor = &tea.Cursor{Shape: -1} // visible, and of the shape that it has
	if f.empty || f.width == 0 {
		return view
	}
	lines := f.live.lines(f.width, max(1, f.height-1))
	view.Content = Styled(lines) + "\n"
	view.Cursor.Y = len(lines)
	return view
}
