package main

import "testing"

// A release is deleted before its stages, and every stage before the repository.
func TestTheReleaseIsDestroyedFirst(t *testing.T) {
	names := []string{"SourceStack", "TestStack", "ReleaseStack"}
	needs := map[string][]string{"TestStack": {"SourceStack"}, "ReleaseStack": {"SourceStack", "TestStack"}}
	const (
		source  = "SourceStack: destroying... [1/1]\n ✅  SourceStack: destroyed\n"
		test    = "TestStack: destroying... [1/1]\n ✅  TestStack: destroyed\n"
		release = "ReleaseStack: destroying... [1/1]\n ✅  ReleaseStack: destroyed\n"
	)
	for said, want := range map[string]string{
		release + test + source: "",
		test + release + source: "TestStack is deleted before ReleaseStack, which needs it",
		release + source + test: "SourceStack is deleted before TestStack, which needs it",
	} {
		got := ""
		if err := destroyedInOrder(said, names, needs); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\ngot %q, want %q", said, got, want)
		}
	}
	if destroyedInOrder(release+test, names, needs) == nil {
		t.Error("a stack that stays is not told")
	}
}
