package prop_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"beanstalkline/internal/prop"

	"github.com/google/go-cmp/cmp"
)

func pointer[T any](value T) *T { return &value }

// withTokens treats values that are 42, and texts that spell it out, as tokens, as package cdk does with real ones.
func withTokens(t *testing.T) {
	before := prop.Unresolved
	t.Cleanup(func() { prop.Unresolved = before })
	prop.Unresolved = func(value any) bool {
		text, ok := value.(string)
		return value == 42.0 || ok && strings.Contains(text, "forty-two")
	}
}

// list are the problems of an error.
func list(t *testing.T, err error) []prop.Problem {
	t.Helper()
	if err == nil {
		return nil
	}
	var problems []prop.Problem
	for _, each := range err.(interface{ Unwrap() []error }).Unwrap() {
		problems = append(problems, *each.(*prop.Problem))
	}
	return problems
}

// check compares what find finds, as lines, with want; "" stands for none.
func check(t *testing.T, want string, find func(*prop.Problems)) {
	t.Helper()
	var problems prop.Problems
	find(&problems)
	var got string
	if err := problems.Err(); err != nil {
		got = err.Error()
	}
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

type color string

func TestShow(t *testing.T) {
	withTokens(t)
	var none *string
	for name, test := range map[string]struct {
		value any
		want  string
	}{
		"nothing":                      {nil, "nil"},
		"a pointer to nothing":         {none, "nil"},
		"a list that is nil":           {[]string(nil), "nil"},
		"a map that is nil":            {map[string]string(nil), "nil"},
		"a function that is nil":       {(func())(nil), "nil"},
		"an empty text":                {"", `""`},
		"a text":                       {"large", `"large"`},
		"a pointer to a text":          {pointer("large"), `"large"`},
		"a text of another type":       {color("red"), `"red"`},
		"a text with quotes":           {`say "hi"`, `"say \"hi\""`},
		"a text with a percent sign":   {"100 %d", `"100 %d"`},
		"a text of several lines":      {"a\nb: must be c", `"a\nb: must be c"`},
		"a text that is a token":       {"forty-two", "a token"},
		"a text with a token in it":    {pointer("arn:forty-two"), "a token"},
		"what looks like a token":      {"${Token[abc.1]}", `"${Token[abc.1]}"`},
		"a number":                     {3.0, "3"},
		"a pointer to a number":        {pointer(0.25), "0.25"},
		"a number of Go's":             {7, "7"},
		"a number that is a token":     {42.0, "a token"},
		"no number":                    {math.NaN(), "NaN"},
		"an endless number":            {math.Inf(1), "+Inf"},
		"a number of a token's kind":   {pointer(math.Float64frombits(0xFBFF_0000_0000_0001)), "a number that only looks like a token"},
		"a number endlessly below":     {math.Inf(-1), "-Inf"},
		"less than nothing":            {-1.5, "-1.5"},
		"a million":                    {1e6, "1000000"},
		"a huge number":                {1e300, "1e+300"},
		"a tiny number":                {1e-7, "0.0000001"},
		"yes":                          {true, "true"},
		"a pointer to no":              {pointer(false), "false"},
		"a list":                       {[]string{"a", "b"}, `"[a b]"`},
		"a list that is too long":      {strings.Split(strings.Repeat("x ", 99), " "), `"[` + strings.Repeat("x ", 49) + `x"...`},
		"words":                        {prop.Words("an empty list"), "an empty list"},
		"words that would be a number": {prop.Words("42"), "42"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := prop.Show(test.value); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	x := strings.Repeat("x", 100)
	for name, test := range map[string]struct{ text, want string }{
		"control characters":                       {"\x00\a\x1b[31m\u202e\u2028", `"\x00\a\x1b[31m\u202e\u2028"`},
		"letters of all scripts":                   {"Größe 大小 🌱", `"Größe 大小 🌱"`},
		"what is not UTF-8":                        {"a\xffb", `"a\xffb"`},
		"as much as fits":                          {x, `"` + x + `"`},
		"one more":                                 {x + "y", `"` + x + `"...`},
		"a megabyte":                               {strings.Repeat("x", 1<<20), `"` + x + `"...`},
		"a letter of two bytes across the limit":   {x[:99] + "ß", `"` + x[:99] + `"...`},
		"a letter of three bytes across the limit": {x[:98] + "大", `"` + x[:98] + `"...`},
		"a letter of four bytes across the limit":  {x[:97] + "🌱", `"` + x[:97] + `"...`},
		"a letter of four bytes that just fits":    {x[:96] + "🌱y", `"` + x[:96] + `🌱"...`},
		"bytes that begin no letter":               {strings.Repeat("\x80", 200), `"` + strings.Repeat(`\x80`, 96) + `"...`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := prop.Quote(test.text); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	for n, want := range map[float64]string{
		0: "0", 0.1: "0.1", -3: "-3", 123456789012345: "123456789012345", 999999999999999: "999999999999999",
		1e15: "1e+15", -1e15: "-1e+15", math.MaxFloat64: "1.7976931348623157e+308", math.Inf(-1): "-Inf",
	} {
		if got := prop.Plain(n); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestList(t *testing.T) {
	for want, words := range map[string][]string{
		"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}, "a, b, c or d": {"a", "b", "c", "d"},
	} {
		if got := prop.List(words, "or"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestProblemIsOneSentence(t *testing.T) {
	for want, problem := range map[string]*prop.Problem{
		"Size must be 1, got 2":                         {Field: "Size", Message: "Size must be 1, got 2"},
		"Size must be 1, got 2; write 1":                {Field: "Size", Message: "Size must be 1, got 2", Fix: "write 1"},
		"Shop/Network: Size must be 1, got 2":           {Path: "Shop/Network", Message: "Size must be 1, got 2"},
		"Shop/Network: Size must be 1, got 2; write 1":  {Path: "Shop/Network", Message: "Size must be 1, got 2", Fix: "write 1"},
		"Shop: every path must have a first construct":  {Path: "Shop", Message: "every path must have a first construct"},
		"what nobody has said in our words is one, too": {Message: "what nobody has said in our words is one, too"},
	} {
		if got := problem.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMustBe(t *testing.T) {
	withTokens(t)
	for name, test := range map[string]struct {
		want string
		find func(*prop.Problems)
	}{
		"what is allowed and what was given": {
			`Size must be 1 or 2, got 3`,
			func(p *prop.Problems) { p.MustBe("Size", "1 or 2", 3.0) },
		},
		"with a fix": {
			`Color must be "red", got "blue"; write "red"`,
			func(p *prop.Problems) { p.MustBe("Color", `"red"`, "blue", `write "red"`) },
		},
		"with several fixes": {
			`Color must be red or green, got nil; write "red"; write "green"`,
			func(p *prop.Problems) { p.MustBe("Color", "red or green", nil, `write "red"`, `write "green"`) },
		},
		"what is allowed may have a percent sign": {
			`Share must be at most 100%, got "%d%s"; use less than 100%`,
			func(p *prop.Problems) { p.MustBe("Share", "at most 100%", "%d%s", "use less than 100%") },
		},
		"a field may have a percent sign": {
			`%d must be a name, got ""`,
			func(p *prop.Problems) { p.MustBe("%d", "a name", "") },
		},
		"one problem only once": {
			"Size must be 1, got 2\nSize must be 1, got 3\nSize must be 1, got 2; add 1",
			func(p *prop.Problems) {
				for range 2 {
					p.MustBe("Size", "1", 2)
					p.MustBe("Size", "1", 3)
					p.MustBe("Size", "1", 2, "add 1")
				}
			},
		},
		"one problem of two fields twice": {
			"Least must be 1, got 2\nMost must be 1, got 2",
			func(p *prop.Problems) { p.MustBe("Least", "1", 2); p.MustBe("Most", "1", 2) },
		},
		"tokens by that name": {
			"Size must be known at synthesis, got a token\nName must be known at synthesis, got a token",
			func(p *prop.Problems) {
				p.MustBe("Size", "known at synthesis", pointer(42.0))
				p.MustBe("Name", "known at synthesis", "forty-two")
			},
		},
	} {
		t.Run(name, func(t *testing.T) { check(t, test.want, test.find) })
	}
}

func TestSayInWordsOfItsOwn(t *testing.T) {
	var problems prop.Problems
	problems.Say("Vpc", "remove one of the two", "must be left out with %s", "Subnets")
	problems.Say("", "", "nothing %s", "works")
	want := []prop.Problem{
		{Field: "Vpc", Message: "Vpc must be left out with Subnets", Fix: "remove one of the two"},
		{Message: "nothing works"},
	}
	if diff := cmp.Diff(want, list(t, problems.Err())); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestNoProblemIsNoError(t *testing.T) {
	var problems prop.Problems
	problems.Add(nil)
	for name, err := range map[string]error{
		"Err": problems.Err(), "At": prop.At("Shop", nil), "Without": prop.Without(nil, "Size"),
		"Without what there was": prop.Without(size(), "Size"),
	} {
		if err != nil {
			t.Errorf("%s: got %#v", name, err)
		}
	}
}

func size() error {
	var problems prop.Problems
	problems.MustBe("Size", "1", 2, "write 1")
	return problems.Err()
}

func name() error {
	var problems prop.Problems
	problems.MustBe("Name", "short", "longish")
	problems.MustBe("Name", "ASCII", "longish")
	return problems.Err()
}

func TestAdd(t *testing.T) {
	foreign := errors.New("disk is full")
	alone := &prop.Problem{Path: "Shop", Field: "Size", Message: "Size must be 1, got 2"}
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"nothing":                        {nil, ""},
		"problems":                       {name(), "Name must be short, got \"longish\"\nName must be ASCII, got \"longish\""},
		"a problem alone, with its path": {alone, "Shop: Size must be 1, got 2"},
		"an error of somebody else":      {foreign, "disk is full"},
		"a problem in somebody's words":  {fmt.Errorf("cannot go on: %w", alone), "cannot go on: Shop: Size must be 1, got 2"},
		"joined errors, however deep": {
			errors.Join(size(), errors.Join(foreign, errors.Join(alone))),
			"Size must be 1, got 2; write 1\ndisk is full\nShop: Size must be 1, got 2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, test.want, func(p *prop.Problems) { p.Add(test.err) })
			check(t, strings.TrimSuffix("Color must be red, got nil\n"+test.want, "\n"), func(p *prop.Problems) {
				p.MustBe("Color", "red", nil)
				p.Add(test.err)
			})
		})
	}
}

func TestProblemsStayWhatTheyAre(t *testing.T) {
	foreign := errors.New("disk is full")
	err := prop.At("Shop/Network", errors.Join(size(), name(), foreign))
	want := []prop.Problem{
		{Path: "Shop/Network", Field: "Size", Message: "Size must be 1, got 2", Fix: "write 1"},
		{Path: "Shop/Network", Field: "Name", Message: `Name must be short, got "longish"`},
		{Path: "Shop/Network", Field: "Name", Message: `Name must be ASCII, got "longish"`},
		{Path: "Shop/Network", Message: "disk is full"},
	}
	if diff := cmp.Diff(want, list(t, err)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	var first *prop.Problem
	if !errors.As(err, &first) || *first != want[0] {
		t.Errorf("errors.As finds %v, want %v", first, want[0])
	}
}

func TestAtKeepsThePathOfWhatIsFurtherDown(t *testing.T) {
	err := prop.At("Shop", errors.Join(prop.At("Shop/Network", size()), name()))
	want := "Shop/Network: Size must be 1, got 2; write 1\n" +
		"Shop: Name must be short, got \"longish\"\nShop: Name must be ASCII, got \"longish\""
	if got := err.Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAtLeavesTheProblemsOfOthersAlone(t *testing.T) {
	err := size()
	if got, want := prop.At("Shop", err).Error(), "Shop: Size must be 1, got 2; write 1"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := err.Error(), "Size must be 1, got 2; write 1"; got != want {
		t.Errorf("the error became %q, want %q", got, want)
	}
}

func TestWithoutSomeFields(t *testing.T) {
	all := errors.Join(size(), name(), errors.New("disk is full"))
	for want, fields := range map[string][]string{
		"Size, Name, Name, ": nil,
		"Size, ":             {"Name"},
		"Name, Name, ":       {"Size"},
		"":                   {"Size", "Name", "Color"},
	} {
		var got []string
		for _, problem := range list(t, prop.Without(all, fields...)) {
			got = append(got, problem.Field)
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("without %q: got %q, want %q", fields, got, want)
		}
	}
}

func TestOfKnowsTheFieldsWithProblems(t *testing.T) {
	var problems prop.Problems
	if problems.Of("Name") {
		t.Error("there is a problem before there is one")
	}
	problems.Add(name())
	if got := []bool{problems.Of("Name"), problems.Of("name"), problems.Of("Size")}; !reflect.DeepEqual(got, []bool{true, false, false}) {
		t.Errorf("got %v", got)
	}
}
