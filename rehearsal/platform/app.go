package platform

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	run "beanstalkline/rehearsal/process"
)

// An App is what answers requests: the processes of a version.
type App struct {
	URL string

	instance  *Instance
	port      int // that it is told to listen on: a free one here, in place of the proxy's
	processes []*started
	gone      chan *started // that have ended
	stopped   atomic.Bool
}

// A started process writes to the log that Elastic Beanstalk keeps of it.
type started struct {
	process
	cmd   *exec.Cmd
	log   string
	ended chan struct{}
}

// start starts the processes. The first is told a free port of this machine as PORT, so that several stages run together.
func (i *Instance) start(processes []process) (*App, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	app := &App{instance: i, port: listener.Addr().(*net.TCPAddr).Port, gone: make(chan *started, len(processes))}
	app.listensOn(app.port)
	listener.Close()
	env := i.env("HOST=127.0.0.1", // where many apps look; a property of that name wins
		"NPM_CONFIG_UPDATE_NOTIFIER=false") // or npm's news push the app's last words out of sight
	env = append(env, "PORT="+strconv.Itoa(app.port))
	for _, p := range processes {
		s := &started{process: p, log: filepath.Join(i.Work, p.name+".stdout.log"), ended: make(chan struct{})}
		file, err := os.Create(s.log)
		if err != nil {
			return nil, err
		}
		s.cmd = run.Command(context.Background(), i.Dir, env, "sh", "-c", p.command)
		s.cmd.Stdout, s.cmd.Stderr = file, file
		err = s.cmd.Start()
		file.Close()
		if err != nil {
			app.Stop()
			return nil, err
		}
		go func() {
			s.cmd.Wait()
			close(s.ended)
			app.gone <- s
		}()
		app.processes = append(app.processes, s)
	}
	return app, nil
}

func (a *App) listensOn(port int) { a.URL = fmt.Sprintf("http://localhost:%d", port) }

// Groups are the ids of its process groups.
func (a *App) Groups() (ids []int) {
	for _, s := range a.processes {
		ids = append(ids, s.cmd.Process.Pid)
	}
	return ids
}

// Stop ends the app and waits for it.
func (a *App) Stop() {
	a.stopped.Store(true)
	for _, s := range a.processes {
		run.EndGroup(s.cmd)
		select {
		case <-s.ended:
		case <-time.After(5 * time.Second):
		}
	}
}

// over returns a process that has ended, if there is one.
func (a *App) over() *started {
	for _, s := range a.processes {
		select {
		case <-s.ended:
			return s
		default:
		}
	}
	return nil
}

// lines are what a person will read of a process's log, under its name.
func (a *App) lines(s *started) []string {
	content, err := os.ReadFile(s.log)
	if err != nil || len(content) == 0 {
		return []string{filepath.Base(s.log) + " is empty"}
	}
	return append([]string{filepath.Base(s.log) + ":"}, a.instance.excerpt(content)...)
}

// Open reports whether other machines can reach the app while it runs here.
func (a *App) Open() bool {
	for _, s := range a.processes {
		for _, l := range listeners(s.cmd.Process.Pid) {
			if !l.ip.IsLoopback() {
				return true
			}
		}
	}
	return false
}
