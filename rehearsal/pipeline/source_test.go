package pipeline

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/failure"
)

func TestALocalFolderStandsInForAConnection(t *testing.T) {
	action := types.ActionDeclaration{ActionTypeId: &types.ActionTypeId{Provider: aws.String("CodeStarSourceConnection")}}
	dir := t.TempDir()
	for name, content := range map[string]string{"app.js": "1", ".gitignore": "secret", "secret": "x", "sub/a.js": "2"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all, first, err := origin{folder: dir}.read(t.Context(), action)
	if err != nil || len(all) != 4 || len(first) != 40 {
		t.Errorf("got %d files of %s, %v", len(all), first, err)
	}
	if err := exec.Command("git", "-C", dir, "init", "--quiet").Run(); err != nil {
		t.Fatal(err)
	}
	files, second, err := origin{folder: dir}.read(t.Context(), action)
	if _, ignored := files["secret"]; err != nil || len(files) != 3 || ignored || second == first {
		t.Errorf("got %d files of %s, %v", len(files), second, err)
	}
	_, _, err = origin{}.read(t.Context(), action)
	if !errors.As(err, new(failure.Missing)) || !strings.Contains(err.Error(), "no local folder is given") {
		t.Errorf("got %v", err)
	}
}

func TestLaterActionsUseWhatEarlierOnesExport(t *testing.T) {
	v := values{}
	v.keep(types.ActionDeclaration{Namespace: aws.String("Build")}, map[string]string{"TAG": "v1"})
	v.keep(types.ActionDeclaration{}, map[string]string{"TAG": "lost"})
	got := v.resolve(map[string]string{"EnvironmentVariables": `[{"name":"T","value":"#{Build.TAG}"}]`, "Other": "#{Gone.TAG}"})
	if got["EnvironmentVariables"] != `[{"name":"T","value":"v1"}]` || got["Other"] != "#{Gone.TAG}" {
		t.Errorf("got %v", got)
	}
}
