// Package sample knows the sample app: what a commit may change in it, and what its page then shows.
package sample

import (
	"errors"
	"regexp"

	"beanstalkline/rehearsal/codecommit"
)

// Page is the file that holds the headline.
const Page = "page.html"

var headline = regexp.MustCompile(`<h1>[^<]*</h1>`)

// ChangeHeadline is a change that a visitor sees.
func ChangeHeadline(text string) codecommit.Edit {
	return codecommit.Edit{Path: Page, Message: "Change the headline", Apply: func(content []byte) []byte {
		return headline.ReplaceAll(content, []byte("<h1>"+text+"</h1>"))
	}}
}

// Shows is what the app's page must contain, given the files it is built from.
func Shows(files map[string][]byte) (string, error) {
	found := headline.Find(files[Page])
	if found == nil {
		return "", errors.New(Page + " has no headline to look for")
	}
	return string(found), nil
}
