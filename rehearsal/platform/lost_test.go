package platform

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// An app that ends by itself is told; one that somebody stops is not.
func TestAnAppThatIsLost(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(*App)
		want string
	}{
		"killed":  {func(a *App) { syscall.Kill(-a.Groups()[0], syscall.SIGKILL) }, "the process web ended: signal: killed"},
		"stopped": {func(a *App) { a.Stop() }, ""},
	} {
		instance := Instance{Dir: t.TempDir(), Work: t.TempDir()}
		app, err := instance.start([]process{{name: "web", command: "/bin/sleep 60"}})
		if err != nil {
			t.Fatal(err)
		}
		told := make(chan error, 1)
		go func() { told <- app.Lost() }()
		test.end(app)
		select {
		case err = <-told:
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: got %v", name, err)
			}
		case <-time.After(5 * time.Second):
			t.Errorf("%s: nobody is told", name)
		}
	}
}
