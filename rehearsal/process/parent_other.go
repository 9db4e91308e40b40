//go:build !linux

package process

import "syscall"

// endWithParent does nothing: only Linux has this, and the guard of package lifetime does it elsewhere.
func endWithParent(*syscall.SysProcAttr) {}
