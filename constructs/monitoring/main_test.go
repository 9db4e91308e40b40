package monitoring_test

import (
	"testing"

	"beanstalkline/internal/cdktest"
)

func TestMain(m *testing.M) { cdktest.Main(m) }
