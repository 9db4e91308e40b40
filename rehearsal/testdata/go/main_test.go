package main

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	response := httptest.NewRecorder()
	handler().ServeHTTP(response, httptest.NewRequest("GET", "/", nil))
	if !strings.Contains(response.Body.String(), "The shop") {
		t.Error("the page has no title")
	}
}

func TestHealth(t *testing.T) {
	response := httptest.NewRecorder()
	handler().ServeHTTP(response, httptest.NewRequest("GET", "/health", nil))
	if response.Code != 200 {
		t.Error("got", response.Code)
	}
}
