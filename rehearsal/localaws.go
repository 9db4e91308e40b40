package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	account = "123456789012"
	region  = "us-east-1"
)

// localAWS is moto with the models in localaws/, on a port of the loopback interface.
type localAWS struct {
	process *exec.Cmd
	tie     io.WriteCloser // its standard input: when that ends, it ends
	log     string
	port    int
	ended   chan struct{}
}

// listen takes a port for the local AWS, or a free one for 0, so that nobody else can.
func listen(port int) (*net.TCPListener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is taken: end what listens there, or leave --port out to get a free one", port)
	} else if err != nil {
		return nil, fmt.Errorf("--port %d cannot be used, %w: leave --port out to get a free one", port, err)
	}
	return listener.(*net.TCPListener), nil
}

// startLocalAWS hands the port over to a new local AWS.
func startLocalAWS(python, dir, log string, listener *net.TCPListener) (*localAWS, error) {
	socket, err := listener.File()
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	listener.Close() // the socket stays open
	logFile, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer logFile.Close()

	l := &localAWS{log: log, port: listener.Addr().(*net.TCPAddr).Port, ended: make(chan struct{})}
	env := environ("PYTHONDONTWRITEBYTECODE=1", "MOTO_IAM_LOAD_MANAGED_POLICIES=true") // so that an invented one is refused
	l.process = command(context.Background(), dir, env, python, "-m", "extension", strconv.Itoa(l.port))
	l.process.ExtraFiles = []*os.File{socket} // its file 3
	l.process.Stdout, l.process.Stderr = logFile, logFile
	if l.tie, err = l.process.StdinPipe(); err != nil {
		return nil, err
	}
	if err := l.process.Start(); err != nil {
		return nil, err
	}
	go func() { l.process.Wait(); close(l.ended) }()
	return l, nil
}

// endpoint has a name for a host, not an address: moto finds the bucket of a template in the host part of its URL.
func (l *localAWS) endpoint() string {
	return fmt.Sprintf("http://localhost:%d", l.port)
}

// ready waits until it answers.
func (l *localAWS) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	answered := make(chan error, 1)
	go func() {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, l.endpoint()+"/moto-api/", nil)
		if err != nil {
			answered <- err
			return
		}
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			response.Body.Close()
		}
		answered <- err
	}()
	select {
	case err := <-answered:
		return err
	case <-l.ended:
		return fmt.Errorf("the local AWS ended:\n%s", lastLinesOf(l.log))
	}
}

// environment is what leads an AWS client there.
func (l *localAWS) environment() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + l.endpoint(),
		"AWS_ACCESS_KEY_ID=testing",
		"AWS_SECRET_ACCESS_KEY=testing",
		"AWS_REGION=" + region,
		"AWS_DEFAULT_REGION=" + region, // what version 1 of the AWS CLI reads
	}
}

// gaps are the requests it could not answer and the parts of templates it had to leave out.
func (l *localAWS) gaps() ([]string, error) {
	file, err := os.Open(l.log)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var found []string
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if gap, is := strings.CutPrefix(lines.Text(), "GAP "); is && !slices.Contains(found, gap) {
			found = append(found, gap)
		}
	}
	return found, lines.Err()
}

// stop ends it and waits for that.
func (l *localAWS) stop() {
	l.tie.Close()
	select {
	case <-l.ended:
	case <-time.After(5 * time.Second):
		endGroup(l.process)
		<-l.ended
	}
}

// stay lets it live on without us.
func (l *localAWS) stay() error {
	_, err := io.WriteString(l.tie, "stay\n")
	return errors.Join(err, l.tie.Close())
}
