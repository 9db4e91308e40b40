package localaws

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
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"beanstalkline/rehearsal/process"
)

// The account and region of stages that name none.
const (
	Account = "123456789012"
	Region  = "us-east-1"
)

// A Server is a local AWS on a port of the loopback interface.
type Server struct {
	process *exec.Cmd
	tie     io.WriteCloser // its standard input: when that ends, so does the server
	log     string         // the path of its log
	port    int
	ended   chan struct{}
}

// Listen reserves a port for the local AWS, or a free one for 0, so that nothing else can take it.
func Listen(port int) (*net.TCPListener, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is taken: stop what listens there, or leave --port out to get a free one", port)
	} else if err != nil {
		return nil, fmt.Errorf("--port %d cannot be used, %w: leave --port out to get a free one", port, err)
	}
	return listener.(*net.TCPListener), nil
}

// Start hands the port over to a new local AWS, which writes to the file log. The folder dir is that of this package.
func Start(python, dir, log string, listener *net.TCPListener) (*Server, error) {
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

	s := &Server{log: log, port: listener.Addr().(*net.TCPAddr).Port, ended: make(chan struct{})}
	env := process.Environment(
		"PYTHONDONTWRITEBYTECODE=1",
		"LOCALAWS_ENDPOINT="+s.Endpoint(),
		"LOCALAWS_REPOSITORIES="+filepath.Join(filepath.Dir(log), "repositories"),
		"MOTO_IAM_LOAD_MANAGED_POLICIES=true", // so that an invented one is refused
	)
	s.process = process.Command(context.Background(), dir, env, python, "-m", "extension", strconv.Itoa(s.port))
	s.process.ExtraFiles = []*os.File{socket} // its file 3
	s.process.Stdout, s.process.Stderr = logFile, logFile
	if s.tie, err = s.process.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	go func() { s.process.Wait(); close(s.ended) }()
	return s, nil
}

// Endpoint is the server's URL, with a host name: moto finds the bucket of a template in the host part of the
// template's URL.
func (s *Server) Endpoint() string {
	return fmt.Sprintf("http://localhost:%d", s.port)
}

// Ready waits until the server answers.
func (s *Server) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	answered := make(chan error, 1)
	go func() {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Endpoint()+"/moto-api/", nil)
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
	case <-s.ended:
		return fmt.Errorf("the local AWS ended:\n%s", process.LastLinesOf(s.log))
	}
}

// Environment is what directs an AWS client to the server.
func (s *Server) Environment() []string {
	return []string{
		"AWS_ENDPOINT_URL=" + s.Endpoint(),
		"AWS_ACCESS_KEY_ID=testing",
		"AWS_SECRET_ACCESS_KEY=testing",
		"AWS_REGION=" + Region,
		"AWS_DEFAULT_REGION=" + Region, // what version 1 of the AWS CLI reads
	}
}

// Gaps are the requests the server could not answer and the parts of templates it had to leave out: what was not
// rehearsed.
func (s *Server) Gaps() ([]string, error) {
	file, err := os.Open(s.log)
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

// LastWords is the end of the server's log, or nothing.
func (s *Server) LastWords() string {
	if said := process.LastLinesOf(s.log); strings.TrimSpace(said) != "" {
		return said
	}
	return ""
}

// Ended says how the server has ended, if it has; nil while it runs.
func (s *Server) Ended() error {
	select {
	case <-s.ended:
		return fmt.Errorf("the local AWS has ended (%v)", s.process.ProcessState)
	default:
		return nil
	}
}

// Group is the id of the server's process group.
func (s *Server) Group() int { return s.process.Process.Pid }

// Stop ends the server and waits for it.
func (s *Server) Stop() {
	s.tie.Close()
	select {
	case <-s.ended:
	case <-time.After(5 * time.Second):
		process.EndGroup(s.process)
		<-s.ended
	}
}

// Stay lets the server outlive this process.
func (s *Server) Stay() error {
	_, err := io.WriteString(s.tie, "stay\n")
	return errors.Join(err, s.tie.Close())
}
