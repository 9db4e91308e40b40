// Package front gives an environment an address that stays while its releases change.
package front

import (
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
)

// A Front answers at one address of the loopback interface for whatever it leads to.
type Front struct {
	URL    string
	server http.Server
	target atomic.Pointer[url.URL]
}

// Open takes a free port.
func Open() (*Front, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	f := &Front{URL: "http://localhost:" + port}
	f.server.Handler = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(f.target.Load())
			r.SetXForwarded()
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, "502 Bad Gateway", http.StatusBadGateway)
		},
	}
	go f.server.Serve(listener)
	return f, nil
}

// Lead sends requests to another address from now on.
func (f *Front) Lead(to string) error {
	target, err := url.Parse(to)
	if err == nil {
		f.target.Store(target)
	}
	return err
}

// Close ends it.
func (f *Front) Close() { f.server.Close() }
