package platform

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// listeners are what the processes of a group listen on.
func listeners(group int) (found []listener) {
	sockets := socketsOf(group)
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		content, _ := os.ReadFile(table)
		for _, line := range strings.Split(string(content), "\n") {
			fields := strings.Fields(line)
			if len(fields) < 10 || fields[3] != "0A" || !sockets["socket:["+fields[9]+"]"] {
				continue
			}
			address, port, _ := strings.Cut(fields[1], ":")
			number, err := strconv.ParseUint(port, 16, 16)
			if ip := parseIP(address); err == nil && ip != nil {
				found = append(found, listener{ip, int(number)})
			}
		}
	}
	return found
}

// socketsOf are the sockets that the processes of a group have open.
func socketsOf(group int) map[string]bool {
	sockets := map[string]bool{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		content, err := os.ReadFile(stat)
		if err != nil {
			continue
		}
		// After the name, which may contain anything: state, parent, group.
		_, after, _ := strings.Cut(string(content[strings.LastIndexByte(string(content), ')')+1:]), " ")
		if fields := strings.Fields(after); len(fields) < 3 || fields[2] != fmt.Sprint(group) {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(filepath.Dir(stat), "fd", "*"))
		for _, file := range files {
			if target, err := os.Readlink(file); err == nil {
				sockets[target] = true
			}
		}
	}
	return sockets
}

// parseIP reads an address as the kernel writes it: words of four bytes, each in the machine's order.
func parseIP(address string) net.IP {
	raw, err := hex.DecodeString(address)
	if err != nil || len(raw)%4 != 0 {
		return nil
	}
	for i := 0; i < len(raw); i += 4 {
		raw[i], raw[i+1], raw[i+2], raw[i+3] = raw[i+3], raw[i+2], raw[i+1], raw[i]
	}
	return net.IP(raw)
}
