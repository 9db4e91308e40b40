package cdk

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// Reject panics with what is wrong with a construct before it is defined, as jsii does with its own failures: with its
// place in the tree, and with all problems at once. Maker is the function that was called.
func Reject(maker string, scope constructs.Construct, id *string, err error) {
	var problems prop.Problems
	inStack := !prop.IsNil(scope) && Try(func() { awscdk.Stack_Of(scope) }) == nil
	switch {
	case inStack && err == nil && id != nil && *id != "" && !prop.Unresolved(*id):
		return // Define finds out whether the id is taken
	case prop.IsNil(scope):
		problems.Say("scope", "", "of %s must be a construct, got nil", maker)
	case Try(func() { _ = scope.Node() }) != nil:
		problems.Say("scope", "", "of %s must be a construct, got one that was never made", maker)
	case !inStack:
		problems.Say("scope", "", "of %s must be a stack, or be in one, got %s", maker, prop.Quote(*scope.Node().Path()))
	case id != nil && prop.Unresolved(*id):
		problems.Say("id", "", "of %s in %s must be known at synthesis, got a token", maker, prop.Quote(*scope.Node().Path()))
	case id == nil || *id == "":
		problems.Say("id", "", "of %s in %s must be a name, got %s", maker, prop.Quote(*scope.Node().Path()), prop.Show(id))
	case scope.Node().TryFindChild(id) != nil:
		problems.Add(repeated(maker, scope, id))
	default:
		panic(prop.At(Path(scope, *id), err))
	}
	problems.Add(err)
	panic(problems.Err())
}

func repeated(maker string, scope constructs.Construct, id *string) error {
	var problems prop.Problems
	problems.Say("id", "", "of %s must be unique in %s, got %s twice", maker, prop.Quote(*scope.Node().Path()), prop.Quote(*id))
	return problems.Err()
}

// Define makes a construct of the CDK's out of one of ours. Maker is the function that was called.
func Define(maker string, construct, scope constructs.Construct, id *string) {
	err := Try(func() { constructs.NewConstruct_Override(construct, scope, id) })
	if err == nil {
		return
	}
	if scope.Node().TryFindChild(id) != nil {
		panic(repeated(maker, scope, id))
	}
	panic(prop.At(Path(scope, *id), err))
}

// Path is the path of a construct that may not exist yet.
func Path(scope constructs.Construct, id string) string {
	if quoted := prop.Quote(id); quoted != `"`+id+`"` {
		id = quoted
	}
	if path := *scope.Node().Path(); path != "" {
		return path + "/" + id
	}
	return id
}

// stackTrace is the part of a JavaScript error that is not for users: the frames, the causes, and the error's class.
var stackTrace = regexp.MustCompile(`(?m)\n\s+at .*|^[A-Z]\w*: |\s*\nCaused by: [\s\S]*`)

// Try turns a panic, which is how the CDK and its constructs refuse, into an error without a stack trace.
func Try(call func()) (err error) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		var problem interface{ Unwrap() []error }
		if refusal, ok := r.(error); ok && errors.As(refusal, &problem) {
			err = refusal
			return
		}
		err = errors.New(stackTrace.ReplaceAllString(fmt.Sprint(r), ""))
		if _, mistake := r.(runtime.Error); mistake {
			err = fmt.Errorf("%w, at %s", err, mistakenAt())
		}
	}()
	call()
	return nil
}

// mistakenAt is the line that caused a Go runtime error that has just been recovered.
func mistakenAt() string {
	callers := make([]uintptr, 50)
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers)])
	for {
		frame, more := frames.Next()
		// First come the frames of the runtime, which has panicked.
		if !strings.HasPrefix(frame.Function, "runtime.") || !more {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
	}
}

// Made finds a construct that was never made, which has no name to tell. Nil is for others to judge.
func Made(problems *prop.Problems, field string, construct any, name func() *string) {
	if prop.IsNil(construct) {
		return
	}
	var told *string
	if err := Try(func() { told = name() }); err != nil || told == nil {
		problems.Say(field, "", "must be a construct that was made, got one without a name")
	}
}

// Near finds a resource in another account or region than the scope's. Two places that are both left to the deployment
// count as the same.
func Near(problems *prop.Problems, field string, scope constructs.Construct, there *interfaces.ResourceEnvironment) {
	var stack awscdk.Stack
	if Try(func() { stack = awscdk.Stack_Of(scope) }) != nil {
		return // Reject says so
	}
	same := func(a, b *string) bool { return *a == *b || prop.Unresolved(*a) && prop.Unresolved(*b) }
	if there == nil || same(stack.Account(), there.Account) && same(stack.Region(), there.Region) {
		return
	}
	problems.MustBe(field, "in the account and region of the stack, "+place(stack.Account(), stack.Region()),
		prop.Words(place(there.Account, there.Region)))
}

// InRegion finds what is known to be in another region than the scope's stack. Why may be "".
func InRegion(problems *prop.Problems, field string, scope constructs.Construct, there, why string) {
	in(problems, field, "region", *awscdk.Stack_Of(scope).Region(), there, why)
}

// InAccount finds what is known to be in another account than the scope's stack. Why may be "".
func InAccount(problems *prop.Problems, field string, scope constructs.Construct, there, why string) {
	in(problems, field, "account", *awscdk.Stack_Of(scope).Account(), there, why)
}

func in(problems *prop.Problems, field, what, here, there, why string) {
	if here == there || prop.Unresolved(here) || prop.Unresolved(there) {
		return
	}
	allowed := "in the " + what + " of the stack, " + prop.Quote(here)
	if why != "" {
		allowed += ", " + why
	}
	problems.MustBe(field, allowed, there)
}

func place(account, region *string) string {
	name := func(s *string) string {
		if prop.Unresolved(*s) {
			return "unset"
		}
		return *s
	}
	return name(account) + "/" + name(region)
}

// Retention is a number of days, one that prop.Problems.LogRetention accepts, in the CDK's words.
func Retention(days float64) awslogs.RetentionDays {
	return map[float64]awslogs.RetentionDays{
		1: awslogs.RetentionDays_ONE_DAY, 3: awslogs.RetentionDays_THREE_DAYS, 5: awslogs.RetentionDays_FIVE_DAYS,
		7: awslogs.RetentionDays_ONE_WEEK, 14: awslogs.RetentionDays_TWO_WEEKS, 30: awslogs.RetentionDays_ONE_MONTH,
		60: awslogs.RetentionDays_TWO_MONTHS, 90: awslogs.RetentionDays_THREE_MONTHS, 120: awslogs.RetentionDays_FOUR_MONTHS,
		150: awslogs.RetentionDays_FIVE_MONTHS, 180: awslogs.RetentionDays_SIX_MONTHS, 365: awslogs.RetentionDays_ONE_YEAR,
		400: awslogs.RetentionDays_THIRTEEN_MONTHS, 545: awslogs.RetentionDays_EIGHTEEN_MONTHS, 731: awslogs.RetentionDays_TWO_YEARS,
		1827: awslogs.RetentionDays_FIVE_YEARS, 3653: awslogs.RetentionDays_TEN_YEARS,
	}[days]
}

// Removal is what becomes of data: RETAIN unless the properties say otherwise. Emptied reports whether a bucket must be
// emptied first.
func Removal(policy awscdk.RemovalPolicy) (removal awscdk.RemovalPolicy, emptied *bool) {
	if policy == "" {
		policy = awscdk.RemovalPolicy_RETAIN
	}
	destroy := policy == awscdk.RemovalPolicy_DESTROY
	return policy, &destroy
}

// NewBucket defines a bucket that only its own account can reach, and only by HTTPS. Elastic Load Balancing accepts no key
// but Amazon S3's own. The bucket keeps the versions of its objects where the first rule says for how long.
func NewBucket(scope constructs.Construct, id string, policy awscdk.RemovalPolicy, lifecycle ...*awss3.LifecycleRule) awss3.Bucket {
	removal, emptied := Removal(policy)
	return awss3.NewBucket(scope, &id, &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		LifecycleRules:    &lifecycle,
		Versioned:         jsii.Bool(lifecycle[0].NoncurrentVersionExpiration != nil),
		RemovalPolicy:     removal,
		AutoDeleteObjects: emptied,
	})
}
