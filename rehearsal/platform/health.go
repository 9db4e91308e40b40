package platform

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Check is what decides whether an app is healthy.
type Check struct {
	Path  string
	Codes string // that a load balancer accepts, such as 200 or 200-399; empty without a load balancer
}

// An Answer is what a healthy app says.
type Answer struct {
	Status string
	Title  string // of the page, if it is one
}

var client = &http.Client{
	Timeout:       5 * time.Second,
	Transport:     &http.Transport{DisableKeepAlives: true},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Ask waits until the app is healthy, or says why it is not.
func (a *App) Ask(ctx context.Context, check Check) (Answer, error) {
	patience := a.instance.Patience
	if patience == 0 {
		patience = 20 * time.Second
	}
	settles := patience / 4 // it may listen elsewhere first, or not be ready
	begin := time.Now()
	var wrong time.Time // since when it has been wrong
	for {
		answer, code, err := a.get(ctx, check.Path)
		if err == nil && check.accepts(code) {
			return answer, nil
		}
		if ended := a.over(); ended != nil {
			return Answer{}, a.exited(ended)
		}
		cause := a.elsewhere(check.Path)
		if err == nil {
			cause = check.mismatch(answer.Status, code)
		}
		if cause == "" {
			wrong = time.Time{}
		} else if wrong.IsZero() {
			wrong = time.Now()
		}
		late := time.Since(begin) > patience
		if cause != "" && code != http.StatusServiceUnavailable && time.Since(wrong) > settles || late {
			return Answer{}, a.unhealthy(cause, patience, check.Path)
		}
		select {
		case <-ctx.Done():
			return Answer{}, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// elsewhere looks where the app listens, if not where it is told to. On the very port of the proxy, it is found there.
// Anywhere else, the proxy has no answer for its visitors.
func (a *App) elsewhere(path string) string {
	found := listeners(a.processes[0].cmd.Process.Pid)
	var where []string
	for _, l := range found {
		if l.port == a.port && l.local4() {
			return "" // it will answer
		}
		if l.port == a.instance.port() && l.local4() {
			a.listensOn(l.port)
			return ""
		}
		if l.port == a.port { // the port of the proxy, but on another address
			l.port = a.instance.port()
		}
		where = append(where, net.JoinHostPort(l.ip.String(), strconv.Itoa(l.port)))
	}
	if where == nil {
		return ""
	}
	return fmt.Sprintf("502 Bad Gateway on %s: the proxy asks 127.0.0.1:%d, and the app listens on %s",
		path, a.instance.port(), strings.Join(where, " and "))
}

func (a *App) unhealthy(cause string, patience time.Duration, path string) error {
	port := a.instance.port()
	do := fmt.Sprintf("Let the app listen on the port in the variable PORT, or set the environment property PORT to its own; "+
		"without either the platform %s expects it on %d.", a.instance.Platform.Name, a.instance.Platform.port)
	if strings.Contains(cause, "answers") || strings.Contains(cause, "codes") {
		do = fmt.Sprintf("Let the app answer on %s, or choose another health check path for the environment.", path)
	}
	if cause == "" {
		cause = fmt.Sprintf("no answer on port %d within %.0f s", port, patience.Seconds())
	}
	return a.instance.failed(cause, a.lines(a.processes[0]), do)
}

var taken = regexp.MustCompile(`(?i)EADDRINUSE|address already in use`)

// Lost waits until a process of the app ends, and says why if nobody has stopped it.
func (a *App) Lost() error {
	ended := <-a.gone
	if a.stopped.Load() {
		return nil
	}
	return a.exited(ended)
}

// exited says why a process that was to run has ended.
func (a *App) exited(s *started) error {
	lines := a.lines(s)
	status := s.cmd.ProcessState.ExitCode()
	cause := fmt.Sprintf("the process %s exited with status %d", s.name, status)
	do := "Mend what the log says; the command is: " + s.command
	switch {
	case status < 0:
		cause = fmt.Sprintf("the process %s ended: %s", s.name, s.cmd.ProcessState)
	case taken.MatchString(strings.Join(lines, "\n")):
		do = "Something else listens on that port here. Let the app listen on the port in the variable PORT, or rehearse one stage at a time."
	case status == 0:
		do = "Elastic Beanstalk expects the processes of a Procfile to run on. What ends belongs into the build or the Buildfile."
	case status == 126:
		do = "Make the file executable in the build, or with chmod +x in a Buildfile."
	case status == 127:
		do = "The program is not in the artifact: add it to artifacts/files of the build specification."
	}
	return a.instance.failed(cause, lines, do)
}

var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

func (a *App) get(ctx context.Context, path string) (answer Answer, code int, err error) {
	url := strings.Replace(a.URL, "localhost", "127.0.0.1", 1) + path
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return Answer{}, 0, err
	}
	response, err := client.Do(request)
	if err != nil {
		return Answer{}, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	answer.Status = response.Status
	if found := title.FindSubmatch(body); found != nil {
		answer.Title = strings.Join(strings.Fields(html.UnescapeString(string(found[1]))), " ")
	}
	return answer, response.StatusCode, err
}

// accepts reports whether a code is healthy: one of the load balancer's, or, without one, anything but a server's error.
func (c Check) accepts(code int) bool {
	if c.Codes == "" {
		return code < 500
	}
	for _, part := range strings.Split(c.Codes, ",") {
		from, to, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			to = from
		}
		low, _ := strconv.Atoi(from)
		high, _ := strconv.Atoi(to)
		if low <= code && code <= high {
			return true
		}
	}
	return false
}

// mismatch is how Elastic Load Balancing, or Elastic Beanstalk without it, says that a code is not healthy.
func (c Check) mismatch(status string, code int) string {
	if c.Codes == "" {
		return fmt.Sprintf("%s answers %s", c.Path, status)
	}
	return fmt.Sprintf("Health checks failed with these codes: [%d] (%s answers %s, the load balancer wants %s)",
		code, c.Path, status, c.Codes)
}
