package process

import "syscall"

// endWithParent lets Linux kill a process as soon as this one is gone, however that happens.
func endWithParent(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGKILL }
