package localaws_test

import (
	"testing"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/localaws/localawstest"
)

func start(t *testing.T) *localaws.Clients {
	t.Helper()
	return localawstest.Start(t, ".")
}

func deploy(t *testing.T, client *localaws.Clients, stack string, tpl template) string {
	t.Helper()
	return localawstest.Deploy(t, client, stack, tpl)
}
