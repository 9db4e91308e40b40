//go:build !linux

package platform

import (
	"net"
	"os/exec"
	"strconv"
	"strings"
)

// listeners are what the processes of a group listen on, as far as lsof tells.
func listeners(group int) (found []listener) {
	said, _ := exec.Command("lsof", "-nP", "-a", "-g", strconv.Itoa(group), "-iTCP", "-sTCP:LISTEN", "-Fn").Output()
	for _, line := range strings.Split(string(said), "\n") {
		host, port, err := net.SplitHostPort(strings.TrimPrefix(line, "n"))
		number, _ := strconv.Atoi(port)
		if err != nil || !strings.HasPrefix(line, "n") || number == 0 {
			continue
		}
		ip := net.ParseIP(host)
		if host == "*" {
			ip = net.IPv4zero
		}
		if ip != nil {
			found = append(found, listener{ip, number})
		}
	}
	return found
}
