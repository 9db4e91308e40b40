// The shop is what scenarios release: it answers with the commit that it was built from.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
)

// version is the commit. The build sets it with -ldflags.
var version = "development"

func main() {
	port := os.Getenv("PORT")
	log.Println("the shop opens on port", port)
	log.Fatal(http.ListenAndServe(os.Getenv("HOST")+":"+port, handler()))
}

func handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "<!doctype html><title>The shop</title><p>We are open.<p>Commit %s\n", version)
	})
	mux.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "{\"version\": %q}\n", version)
	})
	return mux
}
