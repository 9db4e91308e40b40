package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A release is an application version in its environment: unpacked and started as the Go platform on Amazon Linux 2023
// does it ("Using the Elastic Beanstalk Go platform").
type release struct {
	application, environment string
	label                    string
	dir, log                 string
	process                  *exec.Cmd
	ended                    chan struct{}
	url                      string
}

// create stores the bundle where Elastic Beanstalk keeps bundles, makes the version and hands it to the environment.
func (r *release) create(ctx context.Context, client *clients, bundle []byte, commit string) error {
	storage, err := client.beanstalk.CreateStorageLocation(ctx, &elasticbeanstalk.CreateStorageLocationInput{})
	if err != nil {
		return err
	}
	r.label = fmt.Sprintf("code-pipeline-%d-%.7s", time.Now().UnixMilli(), commit)
	key := r.application + "/" + r.label + ".zip"
	_, err = client.s3.PutObject(ctx, &s3.PutObjectInput{Bucket: storage.S3Bucket, Key: &key, Body: bytes.NewReader(bundle)})
	if err != nil {
		return err
	}
	_, err = client.beanstalk.CreateApplicationVersion(ctx, &elasticbeanstalk.CreateApplicationVersionInput{
		ApplicationName: &r.application,
		VersionLabel:    &r.label,
		Description:     aws.String("commit " + commit),
		SourceBundle:    &types.S3Location{S3Bucket: storage.S3Bucket, S3Key: &key},
	})
	if err != nil {
		return err
	}
	_, err = client.beanstalk.UpdateEnvironment(ctx, &elasticbeanstalk.UpdateEnvironmentInput{
		ApplicationName: &r.application, EnvironmentName: &r.environment, VersionLabel: &r.label,
	})
	return err
}

// settings are the option settings of an environment.
type settings []types.ConfigurationOptionSetting

func (s settings) in(namespace string) map[string]string {
	values := map[string]string{}
	for _, setting := range s {
		if aws.ToString(setting.Namespace) == namespace {
			values[aws.ToString(setting.OptionName)] = aws.ToString(setting.Value)
		}
	}
	return values
}

// healthCheckPath is what the load balancer asks for, or a person where there is none.
func (s settings) healthCheckPath() string {
	if path := s.in("aws:elasticbeanstalk:environment:process:default")["HealthCheckPath"]; path != "" {
		return path
	}
	return "/"
}

// read is what an instance learns when it is told to deploy: the environment's settings, and the bundle of its version.
func (r *release) read(ctx context.Context, client *clients, w *walk) (settings, []byte, error) {
	running, err := client.beanstalk.DescribeEnvironments(ctx, &elasticbeanstalk.DescribeEnvironmentsInput{
		ApplicationName: &r.application, EnvironmentNames: []string{r.environment},
	})
	if err != nil {
		return nil, nil, err
	}
	if len(running.Environments) != 1 || aws.ToString(running.Environments[0].VersionLabel) != r.label {
		return nil, nil, fmt.Errorf("the environment %s does not have the version %s", r.environment, r.label)
	}
	platform := aws.ToString(running.Environments[0].PlatformArn)
	if !strings.Contains(platform, "/Go 1 running on 64bit Amazon Linux 2023") {
		return nil, nil, fmt.Errorf("the rehearsal starts apps of the Go platform, got %s", platform)
	}
	configured, err := client.beanstalk.DescribeConfigurationSettings(ctx, &elasticbeanstalk.DescribeConfigurationSettingsInput{
		ApplicationName: &r.application, EnvironmentName: &r.environment,
	})
	if err != nil {
		return nil, nil, err
	}
	versions, err := client.beanstalk.DescribeApplicationVersions(ctx, &elasticbeanstalk.DescribeApplicationVersionsInput{
		ApplicationName: &r.application, VersionLabels: []string{r.label},
	})
	if err != nil {
		return nil, nil, err
	}
	bundle := versions.ApplicationVersions[0].SourceBundle
	zipped, err := w.object(ctx, *bundle.S3Bucket, *bundle.S3Key)
	return configured.ConfigurationSettings[0].OptionSettings, zipped, err
}

var procfileLine = regexp.MustCompile(`^([A-Za-z0-9_-]+):\s*([^\s].*)$`)

// parseProcfile returns the command of the first process, which is the one behind the proxy.
func parseProcfile(content string) (string, error) {
	var names, commands []string
	for number, line := range strings.Split(content, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		found := procfileLine.FindStringSubmatch(line)
		if found == nil {
			return "", fmt.Errorf("line %d of the Procfile must be <name>: <command>, got %q", number+1, line)
		}
		names, commands = append(names, found[1]), append(commands, found[2])
	}
	if len(names) == 0 || names[0] != "web" {
		return "", errors.New("the first process of the Procfile must be web")
	}
	return commands[0], nil
}

// command is what starts the app: the Procfile's first process, or a binary at one of the two places where it is found.
func (r *release) command() (string, error) {
	content, err := os.ReadFile(filepath.Join(r.dir, "Procfile"))
	if err == nil {
		return parseProcfile(string(content))
	}
	for _, binary := range []string{"bin/application", "application"} {
		if _, err := os.Stat(filepath.Join(r.dir, binary)); err == nil {
			return binary, nil
		}
	}
	return "", errors.New("the artifact has neither a Procfile nor a binary called application or bin/application")
}

// start runs the Buildfile's commands, then the app.
func (r *release) start(ctx context.Context, settings settings) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	listener.Close()
	_, port, _ := net.SplitHostPort(address)
	env := []string{"PATH=" + os.Getenv("PATH")}
	variables := settings.in("aws:elasticbeanstalk:application:environment")
	for _, name := range sortedKeys(variables) {
		env = append(env, name+"="+variables[name])
	}
	env = append(env, "PORT="+port)

	buildfile, err := os.ReadFile(filepath.Join(r.dir, "Buildfile"))
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, line := range strings.Split(strings.TrimSpace(string(buildfile)), "\n") {
		if found := procfileLine.FindStringSubmatch(line); found != nil {
			if _, err := output(command(ctx, r.dir, env, "sh", "-c", found[2])); err != nil {
				return fmt.Errorf("the Buildfile: %w", err)
			}
		}
	}
	start, err := r.command()
	if err != nil {
		return err
	}
	log, err := os.Create(r.log)
	if err != nil {
		return err
	}
	defer log.Close()
	r.process = command(context.Background(), r.dir, env, "sh", "-c", start)
	r.process.Stdout, r.process.Stderr = log, log
	if err := r.process.Start(); err != nil {
		return err
	}
	r.url, r.ended = "http://localhost:"+port, make(chan struct{})
	go func() { r.process.Wait(); close(r.ended) }()
	return nil
}

// ask expects 200 on the health check's path, and the page on "/".
func (r *release) ask(ctx context.Context, healthCheckPath, want string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		if _, err := get(ctx, r.url+healthCheckPath); err == nil {
			break
		} else if !errors.As(err, new(*net.OpError)) {
			return "", err
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("the app does not answer:\n%s", lastLinesOf(r.log))
		case <-r.ended:
			return "", fmt.Errorf("the app ended:\n%s", lastLinesOf(r.log))
		case <-time.After(20 * time.Millisecond):
		}
	}
	body, err := get(ctx, r.url+"/")
	if err != nil {
		return "", err
	}
	if !strings.Contains(body, want) {
		return "", fmt.Errorf("%s/ answers, without %s:\n%s", r.url, want, body)
	}
	return fmt.Sprintf("version %s, %s%s answers 200, / shows %s", r.label, r.url, healthCheckPath, want), nil
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

// stop ends the app.
func (r *release) stop() {
	endGroup(r.process)
	<-r.ended
}
