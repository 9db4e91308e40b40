package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

// options are what the command line says.
type options struct {
	all, keep, watch bool
	from, app        string
	port             int
	stages           []string
}

// parse reads the command line.
func parse() (options, error) {
	var o options
	flag.BoolVar(&o.all, "all", false, "rehearse all stages")
	flag.BoolVar(&o.keep, "keep", false, "leave the local AWS and the apps running, with everything deployed")
	flag.BoolVar(&o.watch, "watch", false, "as --keep, and build and deploy again whatever changes in the app or the stages")
	flag.StringVar(&o.from, "from", "", "deploy the commit `REF` and a release first, and the working tree over it")
	flag.StringVar(&o.app, "app", "", "`folder` of the app, for stages whose source comes through a connection; if relative, "+
		"to the repository's topmost folder")
	flag.IntVar(&o.port, "port", 0, "`port` of the local AWS; a free one if not given")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: go run -C rehearsal . [--all] [--keep] [--port N] [stage ...]   (default: Dev)")
		flag.PrintDefaults()
	}
	flag.Parse()
	o.stages = flag.Args()
	o.keep = o.keep || o.watch
	if o.all && len(o.stages) > 0 {
		return o, errors.New("--all and names of stages are mutually exclusive")
	}
	if !o.all && len(o.stages) == 0 {
		o.stages = []string{"Dev"}
	}
	return o, nil
}
