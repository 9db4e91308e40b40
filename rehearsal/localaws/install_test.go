package localaws_test

import (
	"os"
	"strings"
	"testing"

	"beanstalkline/rehearsal/localaws"
	"beanstalkline/rehearsal/localaws/localawstest"
	"beanstalkline/rehearsal/process"
)

// whatChanges prints which parts of moto change when the extension is imported, and which when it is installed.
const whatChanges = `
import pkgutil
from moto.cloudformation import models, parsing
from moto.events.models import Rule
from moto.iam.models import Role
from moto.logs.models import LogGroup
from moto.s3.models import FakeBucket

def state():
    owners = (parsing, models.CloudFormationBackend, models.Stack, models.ChangeSet, FakeBucket, LogGroup, Role, Rule)
    return {(owner.__name__, name): value for owner in owners for name, value in vars(owner).items() if name[0] != "_"}

def compare(before, after):
    return sum(before.get(key) is not value for key, value in after.items())

start = state()
import extension
for module in pkgutil.walk_packages(extension.__path__, "extension."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
imported = state()
extension.install.install()
print(compare(start, imported), compare(imported, state()) > 5)
`

func TestImportingTheExtensionChangesNothing(t *testing.T) {
	python, err := localaws.Python(".")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("moto is not installed yet: a rehearsal installs it")
	}
	localawstest.ReadExtension(t, ".")
	env := process.Environment("PYTHONDONTWRITEBYTECODE=1")
	said, err := process.Output(t.Context(), process.Command(t.Context(), ".", env, python, "-c", whatChanges))
	if err != nil || strings.TrimSpace(said) != "0 True" {
		t.Errorf("got %q, %v", said, err)
	}
}
