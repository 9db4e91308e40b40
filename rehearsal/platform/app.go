package platform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"beanstalkline/rehearsal/process"
)

// An App is a process that answers requests.
type App struct {
	URL     string
	log     string
	process *exec.Cmd
	ended   chan struct{}
}

// Start runs the Buildfile's commands of an unpacked bundle in dir, then the app, which writes to the file log.
func Start(ctx context.Context, dir, log string, variables map[string]string) (*App, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	listener.Close()
	_, port, _ := net.SplitHostPort(address)
	env := append([]string{"PATH=" + os.Getenv("PATH")}, process.Variables(variables)...)
	env = append(env, "PORT="+port)

	buildfile, err := os.ReadFile(filepath.Join(dir, "Buildfile"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, line := range strings.Split(strings.TrimSpace(string(buildfile)), "\n") {
		if found := procfileLine.FindStringSubmatch(line); found != nil {
			if _, err := process.Output(process.Command(ctx, dir, env, "sh", "-c", found[2])); err != nil {
				return nil, fmt.Errorf("the Buildfile: %w", err)
			}
		}
	}
	start, err := startCommand(dir)
	if err != nil {
		return nil, err
	}
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	app := &App{URL: "http://localhost:" + port, log: log, ended: make(chan struct{})}
	app.process = process.Command(context.Background(), dir, env, "sh", "-c", start)
	app.process.Stdout, app.process.Stderr = file, file
	if err := app.process.Start(); err != nil {
		return nil, err
	}
	go func() { app.process.Wait(); close(app.ended) }()
	return app, nil
}

// Ask expects 200 on the health check's path, and a page that contains want on "/".
func (a *App) Ask(ctx context.Context, healthCheckPath, want string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		if _, err := get(ctx, a.URL+healthCheckPath); err == nil {
			break
		} else if !errors.As(err, new(*net.OpError)) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the app does not answer:\n%s", process.LastLinesOf(a.log))
		case <-a.ended:
			return fmt.Errorf("the app ended:\n%s", process.LastLinesOf(a.log))
		case <-time.After(20 * time.Millisecond):
		}
	}
	body, err := get(ctx, a.URL+"/")
	if err != nil {
		return err
	}
	if !strings.Contains(body, want) {
		return fmt.Errorf("%s/ answers, but without %s:\n%s", a.URL, want, body)
	}
	return nil
}

func get(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", url, response.Status)
	}
	return string(body), err
}

// Group is the id of the app's process group.
func (a *App) Group() int { return a.process.Process.Pid }

// Stop ends the app and waits for it.
func (a *App) Stop() {
	process.EndGroup(a.process)
	<-a.ended
}
