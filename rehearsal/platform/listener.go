package platform

import "net"

// A listener is an address that a process listens on.
type listener struct {
	ip   net.IP
	port int
}

// local4 reports whether 127.0.0.1 reaches it. A listener on every address of IPv6 takes IPv4 as well.
func (l listener) local4() bool { return l.ip.IsUnspecified() || l.ip.Equal(net.IPv4(127, 0, 0, 1)) }
