package cdk_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/cdktest"
	"beanstalkline/internal/prop"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// lookalikes are written like tokens, but the CDK has made none of them.
var lookalikes = []any{
	"${Token[abc.1]}",
	"${Token[TOKEN.0]}",
	"arn:aws:s3:::${Token[abc.1]}/*",
	"${Token[]}", "${Token[a b.1]}", "${Token[abc.1]", "${Token[${Token[abc.1]}]}",
	"#{Token[abc.1]}", "#{Token[TOKEN.999999]}", "x#{Token[TOKEN.1]}",
	"${AWS::Region}", "",
	math.Float64frombits(0xFBFF_0000_0000_0000), math.Float64frombits(0xFBFF_FFFF_FFFF_FFFF), -1.8881545897087626e+289,
	0.0, math.NaN(), math.Inf(1), math.Inf(-1), -math.MaxFloat64,
}

// beforeNodeJs is what must be observed before anything here has started Node.js.
var beforeNodeJs struct {
	running, started bool
	tokens           []any
}

// TestMain looks before the first test, in whatever order they run, and after the last one.
func TestMain(m *testing.M) {
	beforeNodeJs.running = cdk.Running()
	for _, value := range lookalikes {
		if prop.Unresolved(value) {
			beforeNodeJs.tokens = append(beforeNodeJs.tokens, value)
		}
	}
	beforeNodeJs.started = cdk.Running()

	nodejs.Start()
	code := m.Run()
	nodejs.Stop()
	if cdk.Running() {
		fmt.Println("FAIL: Node.js is still running after it has been stopped")
		code = 1
	}
	os.Exit(code)
}

func TestBeforeNodeJsRunsNothingIsATokenAndNobodyIsAsked(t *testing.T) {
	if len(beforeNodeJs.tokens) > 0 {
		t.Errorf("taken for tokens: %v", beforeNodeJs.tokens)
	}
	if beforeNodeJs.running {
		t.Error("Node.js seems to run before anybody has used the CDK")
	}
	if beforeNodeJs.started {
		t.Error("asking about tokens has started Node.js")
	}
}

func TestWhileNodeJsRuns(t *testing.T) {
	stack := cdktest.NewStack(nil)
	if !cdk.Running() {
		t.Error("Node.js does not seem to run")
	}
	t.Run("what only looks like a token is not one", func(t *testing.T) {
		for _, value := range lookalikes {
			if prop.Unresolved(value) {
				t.Errorf("%v is taken for a token", value)
			}
		}
	})
	t.Run("what the CDK has made is one", func(t *testing.T) {
		parameter := func(id, kind string) awscdk.CfnParameter {
			return awscdk.NewCfnParameter(stack, jsii.String(id), &awscdk.CfnParameterProps{Type: jsii.String(kind)})
		}
		text := *parameter("Text", "String").ValueAsString()
		for name, token := range map[string]any{
			"a text":                      text,
			"the region of the stack":     *stack.Region(),
			"a text with a token in it":   "arn:aws:s3:::" + text + "/*",
			"a text with two tokens":      text + text,
			"the id of a resource":        *awsec2.NewVpc(stack, jsii.String("Vpc"), nil).VpcId(),
			"a value from elsewhere":      *awscdk.Fn_ImportValue(jsii.String("Elsewhere")),
			"a number":                    *parameter("Number", "Number").ValueAsNumber(),
			"a number of the CDK's":       *awscdk.Token_AsNumber(awscdk.Fn_ImportValue(jsii.String("Count"))),
			"the element that is a list":  *(*parameter("List", "CommaDelimitedList").ValueAsList())[0],
			"the list of a split text":    *(*awscdk.Fn_Split(jsii.String(","), jsii.String(text), nil))[0],
			"a text of the CDK's, lazily": *awscdk.Lazy_String(&producer{}, nil),
		} {
			if !prop.Unresolved(token) {
				t.Errorf("%s, %v, is not taken for a token", name, token)
			}
			if got := prop.Show(token); got != "a token" {
				t.Errorf("%s: a message shows %s", name, got)
			}
		}
	})
	t.Run("other things are none", func(t *testing.T) {
		for _, value := range []any{nil, true, 7, stack, []string{"a"}, jsii.String("a")} {
			if prop.Unresolved(value) {
				t.Errorf("%v is taken for a token", value)
			}
		}
	})
}

// producer makes a text later.
type producer struct{}

func (*producer) Produce() *string { return jsii.String("later") }

// panics expects a call to panic with a text, or not to panic if want is "".
func panics(t *testing.T, want string, call func()) {
	t.Helper()
	if got := cdktest.Rejection(call); got != want {
		t.Errorf("panics with\n%s\nwant\n%s", got, want)
	}
}

func TestReject(t *testing.T) {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Test"), nil), jsii.String("Stack"), nil)
	long := constructs.NewConstruct(stack, jsii.String(strings.Repeat("x", 150)))
	outside := constructs.NewConstruct(app, jsii.String("Out\nside"))
	subject := jsii.String("Subject")
	const notAPlace = "scope of NewThing must be a construct, got "
	const notInAStack = "scope of NewThing must be a stack, or be in one, got "
	const twice = `id of NewThing must be unique in "Test/Stack", got "Taken" twice`
	constructs.NewConstruct(stack, jsii.String("Taken"))
	for name, test := range map[string]struct {
		scope constructs.Construct
		id    *string
		want  string
	}{
		"nothing":                    {stack, subject, ""},
		"a scope that is nil":        {nil, subject, notAPlace + "nil"},
		"a scope of a type, but nil": {(*thing)(nil), subject, notAPlace + "nil"},
		"a scope that nobody made":   {&thing{}, subject, notAPlace + "one that was never made"},
		"an app for a scope":         {app, subject, notInAStack + `""`},
		"a scope outside of stacks":  {outside, subject, notInAStack + `"Out\nside"`},
		"an id that is nil":          {stack, nil, `id of NewThing in "Test/Stack" must be a name, got nil`},
		"an empty id":                {stack, jsii.String(""), `id of NewThing in "Test/Stack" must be a name, got ""`},
		"an id that another one has": {stack, jsii.String("Taken"), twice},
		"an empty id in a long place": {
			long, jsii.String(""), `id of NewThing in "Test/Stack/` + strings.Repeat("x", 89) + `"... must be a name, got ""`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if test.want != twice { // without other problems, Define finds that out
				panics(t, test.want, func() { cdk.Reject("NewThing", test.scope, test.id, nil) })
			}

			var wrong prop.Problems
			wrong.MustBe("Size", "1", 2)
			wrong.MustBe("Name", "short", "longish", "cut it")
			want := test.want + "\nSize must be 1, got 2\nName must be short, got \"longish\"; cut it"
			if test.want == "" {
				want = "Test/Stack/Subject: Size must be 1, got 2\nTest/Stack/Subject: Name must be short, got \"longish\"; cut it"
			}
			panics(t, want, func() { cdk.Reject("NewThing", test.scope, test.id, wrong.Err()) })
		})
	}
	t.Run("in a place whose name forges a line", func(t *testing.T) {
		var wrong prop.Problems
		wrong.MustBe("Size", "1", 2)
		forged := constructs.NewConstruct(stack, jsii.String("a\nerror: forged \u202e"))
		want := `Test/Stack/a\nerror: forged \u202e/Subject: Size must be 1, got 2`
		panics(t, want, func() { cdk.Reject("NewThing", forged, subject, wrong.Err()) })
	})
	t.Run("an error of somebody else", func(t *testing.T) {
		panics(t, "Test/Stack/Subject: disk is full", func() { cdk.Reject("NewThing", stack, subject, errors.New("disk is full")) })
	})
}

func TestDefine(t *testing.T) {
	stack := cdktest.NewStack(nil)
	define := func(id string) *thing {
		thing := &thing{}
		cdk.Define("NewThing", thing, stack, &id)
		return thing
	}
	if got := *define("Taken").Node().Path(); got != "Test/Stack/Taken" {
		t.Errorf("defines %q", got)
	}
	panics(t, `id of NewThing must be unique in "Test/Stack", got "Taken" twice`, func() { define("Taken") })
	// The CDK writes paths with slashes, and ids without.
	define("a/b")
	panics(t, `id of NewThing must be unique in "Test/Stack", got "a--b" twice`, func() { define("a--b") })
	// This one has no method that jsii could call.
	type silent struct{ constructs.Construct }
	want := "Test/Stack/Silent: silent has no overriding methods. Overriding methods must be defined with a pointer receiver"
	panics(t, want, func() { cdk.Define("NewThing", &silent{}, stack, jsii.String("Silent")) })
}

// thing is a construct written in Go.
type thing struct{ constructs.Construct }

// Tag makes it a construct in the eyes of jsii, which wants a method.
func (*thing) Tag() {}

func TestPath(t *testing.T) {
	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)
	for want, scope := range map[string]constructs.Construct{"Network": app, "Shop/Network": stack} {
		if got := cdk.Path(scope, "Network"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestTryTurnsPanicsIntoErrors(t *testing.T) {
	scope := constructs.NewConstruct(cdktest.NewStack(nil), jsii.String("Scope"))
	constructs.NewConstruct(scope, jsii.String("Taken"))
	problem := func() error { var p prop.Problems; p.MustBe("Size", "1", 2); return p.Err() }()
	for name, test := range map[string]struct {
		call func()
		want string
	}{
		"of a construct": {
			func() { constructs.NewConstruct(scope, jsii.String("Taken")) },
			"There is already a Construct with name 'Taken' in Construct [Scope]",
		},
		"of the CDK": {
			func() { awscdk.Tokenization_ReverseString(jsii.String("${Token[abc.1]}")) },
			"Unrecognized token key: abc.1",
		},
		"of the CDK, about a property": {
			func() {
				network := &awsec2.VpcProps{IpAddresses: awsec2.IpAddresses_Cidr(jsii.String("large"))}
				awsec2.NewVpc(scope, jsii.String("Vpc"), network)
			},
			"large is not valid",
		},
		"while a template is written": {
			func() {
				awscdk.NewCfnOutput(scope, jsii.String("Output"), &awscdk.CfnOutputProps{Value: jsii.String("${Token[abc.1]}")})
				assertions.Template_FromStack(awscdk.Stack_Of(scope), nil)
			},
			"Unrecognized token key: abc.1",
		},
		"of jsii, which is a text":         {func() { panic("\"id\" is required") }, `"id" is required`},
		"with a stack trace of JavaScript": {func() { panic(javaScript) }, "Cannot divide 10.0.0.0/28\nby 9"},
		"with a stack trace and a cause": {
			func() { panic(errors.New(javaScript + "\nCaused by: Error: no\n    at x (y.js:1:1)")) },
			"Cannot divide 10.0.0.0/28\nby 9",
		},
		"with problems": {func() { panic(problem) }, "Size must be 1, got 2"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := cdk.Try(test.call); err == nil || err.Error() != test.want {
				t.Errorf("got\n%v\nwant\n%s", err, test.want)
			}
		})
	}
	t.Run("and leaves problems what they are", func(t *testing.T) {
		var first *prop.Problem
		if err := cdk.Try(func() { panic(problem) }); !errors.As(err, &first) || first.Field != "Size" {
			t.Errorf("got %#v", err)
		}
	})
	t.Run("and has nothing to say otherwise", func(t *testing.T) {
		called := false
		if err := cdk.Try(func() { called = true }); err != nil || !called {
			t.Errorf("got %v, called: %v", err, called)
		}
	})
}

const javaScript = `ValidationError: Cannot divide 10.0.0.0/28
by 9
    at path [Test/Stack/Vpc] in aws-cdk-lib.aws_ec2.Vpc
    at new Vpc (/tmp/jsii-kernel-x/node_modules/aws-cdk-lib/aws-ec2/lib/vpc.js:1:2345)
    at Kernel.create (/tmp/jsii-runtime.1/lib/program.js:1:2)`

func TestNear(t *testing.T) {
	here := &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")}
	nested := func(env *awscdk.Environment) constructs.Construct {
		stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Stack"), &awscdk.StackProps{Env: env})
		return constructs.NewConstruct(stack, jsii.String("Somewhere"))
	}
	placed, anywhere := nested(here), nested(nil)
	there := func(account, region string) *interfaces.ResourceEnvironment {
		return &interfaces.ResourceEnvironment{Account: &account, Region: &region}
	}
	unset := there(*awscdk.Aws_ACCOUNT_ID(), *awscdk.Aws_REGION())
	imported := there(*awscdk.Fn_ImportValue(jsii.String("Account")), *awscdk.Fn_ImportValue(jsii.String("Region")))
	const mustBe = "Topic must be in the account and region of the stack, "
	for name, test := range map[string]struct {
		scope constructs.Construct
		there *interfaces.ResourceEnvironment
		want  string
	}{
		"nowhere":                     {placed, nil, ""},
		"the same place":              {placed, there("111122223333", "eu-central-1"), ""},
		"a place left open, from one": {anywhere, unset, ""},
		"a place known later":         {anywhere, imported, ""},
		"another region": {
			placed, there("111122223333", "eu-west-1"), mustBe + "111122223333/eu-central-1, got 111122223333/eu-west-1",
		},
		"another account": {
			placed, there("444455556666", "eu-central-1"), mustBe + "111122223333/eu-central-1, got 444455556666/eu-central-1",
		},
		"a known place, from one left open": {
			anywhere, there("111122223333", "eu-central-1"), mustBe + "unset/unset, got 111122223333/eu-central-1",
		},
		"a place left open, from a known one": {placed, unset, mustBe + "111122223333/eu-central-1, got unset/unset"},
	} {
		t.Run(name, func(t *testing.T) {
			var problems prop.Problems
			cdk.Near(&problems, "Topic", test.scope, test.there)
			if err := problems.Err(); err == nil && test.want != "" || err != nil && err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

// The two lists of days are in different packages.
func TestRetentionHasAWordForEveryTimeThatIsAccepted(t *testing.T) {
	words := map[awslogs.RetentionDays]bool{}
	for days := range 4000 {
		var problems prop.Problems
		n := float64(days)
		problems.LogRetention("Days", &n)
		word := cdk.Retention(n)
		if accepted := problems.Err() == nil; accepted != (word != "") {
			t.Errorf("%d days: accepted %v, in the CDK's words %q", days, accepted, word)
		}
		words[word] = true
	}
	if len(words) != 17+1 {
		t.Errorf("%d words for the times, want 17", len(words)-1)
	}
}

func TestRemoval(t *testing.T) {
	for given, want := range map[awscdk.RemovalPolicy]awscdk.RemovalPolicy{
		"":                           awscdk.RemovalPolicy_RETAIN,
		awscdk.RemovalPolicy_RETAIN:  awscdk.RemovalPolicy_RETAIN,
		awscdk.RemovalPolicy_DESTROY: awscdk.RemovalPolicy_DESTROY,
		"RETAIN_ON_UPDATE_OR_DELETE": awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
	} {
		got, emptied := cdk.Removal(given)
		if got != want || *emptied != (want == awscdk.RemovalPolicy_DESTROY) {
			t.Errorf("%q: got %q, emptied: %v", given, got, *emptied)
		}
	}
}

// Nothing is known of a new Node.js process because it was so in the one before.
func TestAnotherNodeJsHasTokensOfItsOwn(t *testing.T) {
	cdktest.NewStack(nil)
	var last string
	for range 1000 {
		last = *awscdk.Token_AsString(map[string]any{"Ref": "X"}, nil)
	}
	if first, again := prop.Unresolved(last), prop.Unresolved(last); !first || !again {
		t.Errorf("%s is not taken for a token", last)
	}
	before := cdk.PseudoParameters()
	nodejs.Stop()
	cdktest.NewStack(nil)
	if prop.Unresolved(last) {
		t.Errorf("%s of an earlier process is taken for a token", last)
	}
	for text, want := range map[string]*string{
		cdk.PseudoParameters().Partition: awscdk.Aws_PARTITION(),
		cdk.PseudoParameters().Region:    awscdk.Aws_REGION(),
		cdk.PseudoParameters().Account:   awscdk.Aws_ACCOUNT_ID(),
	} {
		if text != *want || !prop.Unresolved(text) {
			t.Errorf("%s is not the pseudo parameter %s, which was one of %v", text, *want, before)
		}
	}
}

func TestJoined(t *testing.T) {
	stack := cdktest.NewStack(nil)
	list := *awscdk.Token_AsList(map[string]any{"Ref": "Ids"}, nil)
	one := awscdk.Token_AsString(map[string]any{"Ref": "Id"}, nil)
	for name, test := range map[string]struct {
		list []*string
		want string
	}{
		"one":                     {[]*string{one}, `{"Ref":"Id"}`},
		"two":                     {[]*string{one, jsii.String("b")}, `{"Fn::Join":[",",[{"Ref":"Id"},"b"]]}`},
		"as many as a token says": {list, `{"Fn::Join":[",",{"Ref":"Ids"}]}`},
	} {
		if got := cdk.Resolved(stack, cdk.Joined(test.list)); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
