package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPageSaysItsCommit(t *testing.T) {
	response := httptest.NewRecorder()
	handler().ServeHTTP(response, httptest.NewRequest("GET", "/", nil))
	if !strings.Contains(response.Body.String(), "Commit "+version) {
		t.Error("the page lacks its commit")
	}
}
