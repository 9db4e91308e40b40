package prop_test

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"beanstalkline/internal/prop"
)

func TestOr(t *testing.T) {
	if got := prop.Or(nil, 2.0); got != 2 {
		t.Errorf("got %v, want the default", got)
	}
	if got := prop.Or(pointer(0.0), 2); got != 0 {
		t.Errorf("got %v, want the zero that was said", got)
	}
}

func TestRequired(t *testing.T) {
	var nobody *strings.Builder
	for name, value := range map[string]any{"nil": nil, "a pointer": nobody, "a text": (*string)(nil), "a list": []string(nil)} {
		t.Run(name, func(t *testing.T) {
			check(t, "Source must be given, got nil; name one", func(p *prop.Problems) {
				if p.Required("Source", value, "name one") {
					t.Error("is taken for something")
				}
			})
		})
	}
	check(t, "", func(p *prop.Problems) {
		for _, value := range []any{pointer(""), "", 0, false, []string{}, &strings.Builder{}, struct{}{}} {
			if !p.Required("Source", value, "name one") {
				t.Errorf("%#v is taken for nil", value)
			}
		}
	})
}

func TestWholeAndNumber(t *testing.T) {
	withTokens(t)
	for name, test := range map[string]struct {
		n             *float64
		whole, number string
	}{
		"left out":              {nil, "", ""},
		"the least":             {pointer(1.0), "", ""},
		"the most":              {pointer(65535.0), "", ""},
		"a token":               {pointer(42.0), "", ""},
		"a fraction":            {pointer(80.5), "80.5", ""},
		"a fraction below":      {pointer(0.999), "0.999", "0.999"},
		"a fraction above":      {pointer(65535.5), "65535.5", "65535.5"},
		"zero":                  {pointer(0.0), "0", "0"},
		"less than zero":        {pointer(-1.0), "-1", "-1"},
		"too much":              {pointer(65536.0), "65536", "65536"},
		"a huge number":         {pointer(1e300), "1e+300", "1e+300"},
		"no number":             {pointer(math.NaN()), "NaN", "NaN"},
		"an endless number":     {pointer(math.Inf(1)), "+Inf", "+Inf"},
		"endlessly below zero":  {pointer(math.Inf(-1)), "-Inf", "-Inf"},
		"a hair more than zero": {pointer(math.SmallestNonzeroFloat64), "0.0" + strings.Repeat("0", 322) + "5", ""},
	} {
		if name == "a hair more than zero" {
			test.number = test.whole
		}
		t.Run(name, func(t *testing.T) {
			want := func(allowed, got string) string {
				if got == "" {
					return ""
				}
				return "Port must be a " + allowed + " from 1 to 65535, got " + got
			}
			check(t, want("whole number", test.whole), func(p *prop.Problems) { p.Whole("Port", test.n, 1, 65535) })
			known := want("whole number", test.whole)
			if name == "a token" {
				known = "Port must be known at synthesis, got a token"
			}
			check(t, known, func(p *prop.Problems) { p.KnownWhole("Port", test.n, 1, 65535) })
			check(t, want("number", test.number), func(p *prop.Problems) { p.Number("Port", test.n, 1, 65535) })
		})
	}
}

func TestMatches(t *testing.T) {
	withTokens(t)
	pattern := regexp.MustCompile(`^[a-z]+$`)
	for name, test := range map[string]struct {
		text *string
		want string
	}{
		"left out":                {nil, ""},
		"what matches":            {pointer("shop"), ""},
		"a token":                 {pointer("FORTY forty-two"), ""},
		"an empty text":           {pointer(""), `Name must be small letters, got ""`},
		"what does not match":     {pointer("Shop"), `Name must be small letters, got "Shop"`},
		"what ends with a line":   {pointer("shop\n"), `Name must be small letters, got "shop\n"`},
		"what looks like a token": {pointer("${Token[abc.1]}"), `Name must be small letters, got "${Token[abc.1]}"`},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, test.want, func(p *prop.Problems) { p.Matches("Name", test.text, pattern, "small letters") })
		})
	}
}

func TestDescription(t *testing.T) {
	withTokens(t)
	for name, test := range map[string]struct {
		text *string
		want string
	}{
		"left out":                  {nil, ""},
		"the least":                 {pointer("a"), ""},
		"the most":                  {pointer(strings.Repeat("a", 200)), ""},
		"letters, not bytes":        {pointer(strings.Repeat("大", 200)), ""},
		"a token":                   {pointer(strings.Repeat("forty-two", 99)), ""},
		"nothing":                   {pointer(""), "Description must be 1 to 200 characters, got 0"},
		"one letter more":           {pointer(strings.Repeat("大", 201)), "Description must be 1 to 200 characters, got 201"},
		"a megabyte":                {pointer(strings.Repeat("a", 1<<20)), "Description must be 1 to 200 characters, got 1048576"},
		"several lines":             {pointer("a\nb"), `Description must be text without control characters, got "a\nb"`},
		"an escape":                 {pointer("\x1b[1m"), `Description must be text without control characters, got "\x1b[1m"`},
		"a control character of C1": {pointer("\u0085"), `Description must be text without control characters, got "\u0085"`},
		"what is not UTF-8":         {pointer("\xff"), `Description must be text without control characters, got "\xff"`},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, test.want, func(p *prop.Problems) { p.Description("Description", test.text, 1, 200) })
		})
	}
}

func TestOneOf(t *testing.T) {
	withTokens(t)
	const mustBe = "Policy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got "
	for value, want := range map[string]string{
		"":                           "",
		"DESTROY":                    "",
		"RETAIN_ON_UPDATE_OR_DELETE": "",
		"retain":                     mustBe + `"retain"; write "RETAIN"`,
		"retain-on-update-or-delete": mustBe + `"retain-on-update-or-delete"; write "RETAIN_ON_UPDATE_OR_DELETE"`,
		"RetainOnUpdateOrDelete":     mustBe + `"RetainOnUpdateOrDelete"; write "RETAIN_ON_UPDATE_OR_DELETE"`,
		"SNAPSHOT":                   mustBe + `"SNAPSHOT"`,
		"DESTROY\x00":                mustBe + `"DESTROY\x00"`,
		"forty-two":                  mustBe + "a token",
	} {
		check(t, want, func(p *prop.Problems) { p.RemovalPolicy("Policy", value) })
	}
	check(t, `Kind must be one, got "two"`, func(p *prop.Problems) { p.OneOf("Kind", "two", "one") })
}

func TestLogRetention(t *testing.T) {
	withTokens(t)
	const mustBe = "Days must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got "
	for name, test := range map[string]struct {
		days *float64
		want string
	}{
		"left out":           {nil, ""},
		"the least":          {pointer(1.0), ""},
		"the most":           {pointer(3653.0), ""},
		"a token":            {pointer(42.0), "Days must be known at synthesis, got a token"},
		"between two":        {pointer(8.0), mustBe + "8; write 14"},
		"a fraction":         {pointer(7.5), mustBe + "7.5; write 14"},
		"zero":               {pointer(0.0), mustBe + "0; write 1"},
		"less than zero":     {pointer(-30.0), mustBe + "-30; write 1"},
		"a month of 31":      {pointer(31.0), mustBe + "31; write 60"},
		"more than the most": {pointer(3654.0), mustBe + "3654; write 3653"},
		"for ever":           {pointer(math.Inf(1)), mustBe + "+Inf; write 3653"},
		"endlessly below":    {pointer(math.Inf(-1)), mustBe + "-Inf; write 1"},
		"no number":          {pointer(math.NaN()), mustBe + "NaN; write 3653"},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, test.want, func(p *prop.Problems) { p.LogRetention("Days", test.days) })
		})
	}
}

func TestArn(t *testing.T) {
	withTokens(t)
	const example = "arn:aws:acm:eu-central-1:111122223333:certificate/1"
	for value, right := range map[string]bool{
		example: true,
		"arn:aws-cn:acm:cn-north-1:111122223333:certificate/1":            true,
		"arn:aws-us-gov:acm:us-gov-west-1:111122223333:certificate/1/2:3": true,
		"arn:aws:acm:forty-two:111122223333:certificate/1":                true,
		"":            false,
		"certificate": false,
		"arn:aws:acm:eu-central-1:111122223333:certificate/":       false,
		"arn:aws:acm:eu-central-1:111122223333:key/1":              false,
		"arn:aws:iam:eu-central-1:111122223333:certificate/1":      false,
		"arn:aws:acm:eu-central-1:me:certificate/1":                false,
		"arn:aws:acm:eu-central-1:certificate/1":                   false,
		"ARN:aws:acm:eu-central-1:111122223333:certificate/1":      false,
		" arn:aws:acm:eu-central-1:111122223333:certificate/1":     false,
		"arn:aws:acm:eu-central-1:111122223333:certificate/1\n":    false,
		"arn:aws:acm:eu-central-1:111122223333:certificate/1 2":    false,
		"arn:aws:acm:eu-central-1:111122223333:certificate/\x00":   false,
		"arn:aws:acm:eu-central-1:111122223333:certificate/\u00a0": false,
	} {
		want := ""
		if !right {
			want = "Certificate must be an ARN such as " + example + ", got " + prop.Quote(value)
		}
		check(t, want, func(p *prop.Problems) { p.Arn("Certificate", &value, "acm", "certificate/", example) })
	}
	check(t, "", func(p *prop.Problems) { p.Arn("Certificate", nil, "acm", "certificate/", example) })
}

func TestWithoutTheCdkThereAreNoTokens(t *testing.T) {
	for _, value := range []any{"${Token[abc.1]}", "#{Token[abc.1]}", math.Float64frombits(0xFBFF_0000_0000_0001), nil, 7, true} {
		if prop.Unresolved(value) {
			t.Errorf("%v is taken for a token", value)
		}
	}
}

// The CDK writes the number of a token into the lower 48 bits of a number of this kind.
func TestTokenLike(t *testing.T) {
	for bits, want := range map[uint64]bool{
		0xFBFF_0000_0000_0000: true, 0xFBFF_0000_0000_0001: true, 0xFBFF_FFFF_FFFF_FFFF: true,
		0xFBFE_FFFF_FFFF_FFFF: false, 0xFC00_0000_0000_0000: false, 0x7BFF_0000_0000_0001: false, 0: false,
	} {
		if got := prop.TokenLike(math.Float64frombits(bits)); got != want {
			t.Errorf("%x: got %v, want %v", bits, got, want)
		}
	}
	if prop.TokenLike(math.NaN()) || prop.TokenLike(math.Inf(-1)) || prop.TokenLike(-math.MaxFloat64) {
		t.Error("a number of another kind is taken for a token")
	}
}
