package archive

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// Stages are rehearsed side by side: one unpacks its program while others start processes.
func TestAProgramRunsAsSoonAsItIsUnpacked(t *testing.T) {
	program := zipped(t, entry{name: "web", content: "#!/bin/true\n", mode: 0o755})
	stop := make(chan struct{})
	defer close(stop)
	for range 4 {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
					_ = exec.Command("/bin/true").Run()
				}
			}
		}()
	}
	for range 300 {
		dir := t.TempDir()
		if err := Unpack(program, dir); err != nil {
			t.Fatal(err)
		}
		if err := exec.Command(filepath.Join(dir, "web")).Run(); err != nil {
			t.Fatal(err)
		}
	}
}
