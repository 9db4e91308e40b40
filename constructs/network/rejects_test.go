package network_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/cdktest"
	"beanstalkline/internal/prop"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"
)

const (
	zonesMustBe     = "MaxAzs must be a whole number from 1 to 6, known at synthesis, got "
	gatewaysMustBe  = "NatGateways must be a whole number from 0 to 2, one per zone, known at synthesis, got "
	rangeMustBe     = "Cidr must be an IPv4 range such as 10.0.0.0/16, got "
	roomMustBe      = "Cidr must be a /24 or larger, to have room for two subnets of a /28 or larger in each of up to six zones, got "
	orGiveIt        = "; or define a VPC and give it as Vpc"
	namesMustBe     = "AvailabilityZones must be left out for the first ones, or name one to six, got "
	zone0           = "AvailabilityZones[0] must be "
	named           = "the name of a zone, such as us-east-1b, got "
	removalMustBe   = "RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got "
	retentionMustBe = "FlowLogRetentionDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got "
)

var number, text = jsii.Number[float64], jsii.String

func outside(reserved, got string) string {
	return fmt.Sprintf("Cidr must be outside %s, in which AWS creates no VPC, got %q; write a private range, such as 10.0.0.0/16",
		reserved, got)
}

// ownVpc is a VPC written in Go.
type ownVpc struct{ awsec2.IVpc }

// looksLikeANumberToken has the bits in which the CDK hides a token, but no token with this number was ever made.
var looksLikeANumberToken = math.Float64frombits(0xFBFF_0000_0000_0000 | 987654)

// rejected are properties that contain no token, and what is wrong with them.
var rejected = map[string]struct {
	props    network.NetworkProps
	problems []string
}{
	"no zones":            {network.NetworkProps{MaxAzs: number(0)}, []string{zonesMustBe + "0"}},
	"too many zones":      {network.NetworkProps{MaxAzs: number(7)}, []string{zonesMustBe + "7"}},
	"zones below zero":    {network.NetworkProps{MaxAzs: number(-2)}, []string{zonesMustBe + "-2"}},
	"half a zone":         {network.NetworkProps{MaxAzs: number(1.5)}, []string{zonesMustBe + "1.5"}},
	"zones that are NaN":  {network.NetworkProps{MaxAzs: number(math.NaN())}, []string{zonesMustBe + "NaN"}},
	"endless zones":       {network.NetworkProps{MaxAzs: number(math.Inf(1))}, []string{zonesMustBe + "+Inf"}},
	"endlessly few zones": {network.NetworkProps{MaxAzs: number(math.Inf(-1))}, []string{zonesMustBe + "-Inf"}},
	"a million zones":     {network.NetworkProps{MaxAzs: number(1e6)}, []string{zonesMustBe + "1000000"}},
	"a huge number":       {network.NetworkProps{MaxAzs: number(1e300)}, []string{zonesMustBe + "1e+300"}},
	"zones that look like a token": {
		network.NetworkProps{MaxAzs: number(looksLikeANumberToken)}, []string{zonesMustBe + "a number that only looks like a token"},
	},

	"more NAT gateways than zones": {network.NetworkProps{NatGateways: number(3)}, []string{gatewaysMustBe + "3"}},
	"more NAT gateways than the zones asked for": {
		network.NetworkProps{MaxAzs: number(1), NatGateways: number(2)},
		[]string{strings.Replace(gatewaysMustBe, "to 2", "to 1", 1) + "2"},
	},
	"NAT gateways below zero":    {network.NetworkProps{NatGateways: number(-1)}, []string{gatewaysMustBe + "-1"}},
	"half a NAT gateway":         {network.NetworkProps{NatGateways: number(0.5)}, []string{gatewaysMustBe + "0.5"}},
	"NAT gateways that are NaN":  {network.NetworkProps{NatGateways: number(math.NaN())}, []string{gatewaysMustBe + "NaN"}},
	"endless NAT gateways":       {network.NetworkProps{NatGateways: number(math.Inf(1))}, []string{gatewaysMustBe + "+Inf"}},
	"endlessly few NAT gateways": {network.NetworkProps{NatGateways: number(math.Inf(-1))}, []string{gatewaysMustBe + "-Inf"}},
	"a huge number of NAT gateways": {
		network.NetworkProps{NatGateways: number(math.MaxFloat64)}, []string{gatewaysMustBe + "1.7976931348623157e+308"},
	},
	"NAT gateways that serve nobody": {
		network.NetworkProps{PrivateSubnets: jsii.Bool(false), NatGateways: number(1)},
		[]string{"NatGateways must be 0 without private subnets, which are all they serve, got 1"},
	},

	"an empty range":         {network.NetworkProps{Cidr: text("")}, []string{rangeMustBe + `""`}},
	"text for a range":       {network.NetworkProps{Cidr: text("large")}, []string{rangeMustBe + `"large"`}},
	"an address for a range": {network.NetworkProps{Cidr: text("10.0.0.0")}, []string{rangeMustBe + `"10.0.0.0"`}},
	"an IPv6 range":          {network.NetworkProps{Cidr: text("fd00::/16")}, []string{rangeMustBe + `"fd00::/16"`}},
	"a range in disguise":    {network.NetworkProps{Cidr: text("::ffff:10.0.0.0/112")}, []string{rangeMustBe + `"::ffff:10.0.0.0/112"`}},
	"a range with a space":   {network.NetworkProps{Cidr: text("10.0.0.0/16 ")}, []string{rangeMustBe + `"10.0.0.0/16 "`}},
	"a range with octal numbers": {
		network.NetworkProps{Cidr: text("010.0.0.0/16")}, []string{rangeMustBe + `"010.0.0.0/16"`},
	},
	"a range with control characters": {
		network.NetworkProps{Cidr: text("10.0.0.0/16\n\x1b[2J\x00\u202e")}, []string{rangeMustBe + `"10.0.0.0/16\n\x1b[2J\x00\u202e"`},
	},
	"a range of a megabyte": {
		network.NetworkProps{Cidr: text(strings.Repeat("1", 1<<20))}, []string{rangeMustBe + `"` + strings.Repeat("1", 100) + `"...`},
	},
	"a range that looks like a token": {
		network.NetworkProps{Cidr: text("${Token[abc.1]}")}, []string{rangeMustBe + `"${Token[abc.1]}"`},
	},
	"a range that is a parameter of CloudFormation": {
		network.NetworkProps{Cidr: text("${Range}")}, []string{rangeMustBe + `"${Range}"`},
	},
	"a range with host bits": {
		network.NetworkProps{Cidr: text("10.1.2.3/16")},
		[]string{`Cidr must be the first address of its range, got "10.1.2.3/16"; write 10.1.0.0/16`},
	},
	"too large a range": {network.NetworkProps{Cidr: text("10.0.0.0/8")}, []string{`Cidr must be a /16 to a /24, got "10.0.0.0/8"`}},
	"one address":       {network.NetworkProps{Cidr: text("10.0.0.1/32")}, []string{`Cidr must be a /16 to a /24, got "10.0.0.1/32"`}},
	"no room for more zones": {
		network.NetworkProps{Cidr: text("10.0.0.0/25"), MaxAzs: number(3)}, []string{roomMustBe + `"10.0.0.0/25"` + orGiveIt},
	},
	"no room for private subnets": {
		network.NetworkProps{Cidr: text("10.0.0.0/28"), MaxAzs: number(1), PrivateSubnets: jsii.Bool(false)},
		[]string{roomMustBe + `"10.0.0.0/28"` + orGiveIt},
	},
	"this network":            {network.NetworkProps{Cidr: text("0.0.0.0/16")}, []string{outside("0.0.0.0/8", "0.0.0.0/16")}},
	"this machine":            {network.NetworkProps{Cidr: text("127.1.0.0/16")}, []string{outside("127.0.0.0/8", "127.1.0.0/16")}},
	"link-local addresses":    {network.NetworkProps{Cidr: text("169.254.8.0/22")}, []string{outside("169.254.0.0/16", "169.254.8.0/22")}},
	"addresses for multicast": {network.NetworkProps{Cidr: text("239.255.0.0/20")}, []string{outside("224.0.0.0/4", "239.255.0.0/20")}},
	"everywhere": {
		network.NetworkProps{Cidr: text("0.0.0.0/0")},
		[]string{
			`Cidr must be a /16 to a /24, got "0.0.0.0/0"`, outside("0.0.0.0/8", "0.0.0.0/0"), outside("127.0.0.0/8", "0.0.0.0/0"),
			outside("169.254.0.0/16", "0.0.0.0/0"), outside("224.0.0.0/4", "0.0.0.0/0"),
		},
	},

	"zones twice": {
		network.NetworkProps{MaxAzs: number(2), AvailabilityZones: jsii.Strings("us-east-1a")},
		[]string{"MaxAzs must be left out with AvailabilityZones, which are all that are spanned; remove one of the two"},
	},
	"no zones at all":    {network.NetworkProps{AvailabilityZones: jsii.Strings()}, []string{namesMustBe + "0"}},
	"a zone that is nil": {network.NetworkProps{AvailabilityZones: &[]*string{nil}}, []string{zone0 + "given, got nil; remove it"}},
	"the id of a zone": {
		network.NetworkProps{AvailabilityZones: jsii.Strings("use1-az3")},
		[]string{zone0 + named + `an id, "use1-az3"`},
	},
	"the letter of a zone": {network.NetworkProps{AvailabilityZones: jsii.Strings("a")}, []string{zone0 + named + `"a"`}},
	"a region for a zone":  {network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1")}, []string{zone0 + named + `"us-east-1"`}},
	"a zone in upper case": {network.NetworkProps{AvailabilityZones: jsii.Strings("US-EAST-1A")}, []string{zone0 + named + `"US-EAST-1A"`}},
	"zones separated by line": {
		network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1a\n")},
		[]string{zone0 + named + `"us-east-1a\n"`},
	},
	"the same zone twice": {
		network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1a", "us-east-1b", "us-east-1a"), NatGateways: number(4)},
		[]string{
			`AvailabilityZones[2] must be different from AvailabilityZones[0], got "us-east-1a"`,
			strings.Replace(gatewaysMustBe, "to 2", "to 3", 1) + "4",
		},
	},
	"zones of two regions": {
		network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1a", "us-west-2a")},
		[]string{`AvailabilityZones[1] must be a zone of us-east-1, where the network is, got "us-west-2a"`},
	},
	"seven zones": {
		network.NetworkProps{AvailabilityZones: jsii.Strings("us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d", "us-east-1e",
			"us-east-1f", "us-east-1g")},
		[]string{namesMustBe + "7"},
	},

	"snapshots of logs":      {network.NetworkProps{RemovalPolicy: awscdk.RemovalPolicy_SNAPSHOT}, []string{removalMustBe + `"SNAPSHOT"`}},
	"an unknown policy":      {network.NetworkProps{RemovalPolicy: "KEEP\x07"}, []string{removalMustBe + `"KEEP\a"`}},
	"a policy in lower case": {network.NetworkProps{RemovalPolicy: "retain"}, []string{removalMustBe + `"retain"; write "RETAIN"`}},

	"logs for two days":      {network.NetworkProps{FlowLogRetentionDays: number(2)}, []string{retentionMustBe + "2; write 3"}},
	"logs for no time":       {network.NetworkProps{FlowLogRetentionDays: number(0)}, []string{retentionMustBe + "0; write 1"}},
	"logs before they exist": {network.NetworkProps{FlowLogRetentionDays: number(-7)}, []string{retentionMustBe + "-7; write 1"}},
	"logs for half a day":    {network.NetworkProps{FlowLogRetentionDays: number(0.5)}, []string{retentionMustBe + "0.5; write 1"}},
	"logs for a century":     {network.NetworkProps{FlowLogRetentionDays: number(36500)}, []string{retentionMustBe + "36500; write 3653"}},
	"logs for ever": {
		network.NetworkProps{FlowLogRetentionDays: number(math.Inf(1))}, []string{retentionMustBe + "+Inf; write 3653"},
	},
	"logs for less than ever": {
		network.NetworkProps{FlowLogRetentionDays: number(math.Inf(-1))}, []string{retentionMustBe + "-Inf; write 1"},
	},

	"a VPC that is a nil pointer": {
		network.NetworkProps{Vpc: (*ownVpc)(nil), FlowLogRetentionDays: number(2), MaxAzs: number(0)},
		[]string{retentionMustBe + "2; write 3", "Vpc must be given, got nil; leave it out for a VPC of its own", zonesMustBe + "0"},
	},
	"everything at once": {
		network.NetworkProps{
			MaxAzs: number(9), NatGateways: number(8), Cidr: text("10.0.0.1"), FlowLogRetentionDays: number(8), RemovalPolicy: "KEEP",
		},
		[]string{
			removalMustBe + `"KEEP"`,
			retentionMustBe + "8; write 14",
			zonesMustBe + "9",
			strings.Replace(gatewaysMustBe, "to 2", "to 6", 1) + "8",
			rangeMustBe + `"10.0.0.1"`,
		},
	},
}

// lines are the problems of an error, as text.
func lines(t *testing.T, err error) []string {
	t.Helper()
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("got %#v, want an error of several", err)
	}
	var lines []string
	for _, each := range several.Unwrap() {
		problem, ok := each.(*prop.Problem)
		if !ok {
			t.Fatalf("got a problem %#v, want a *prop.Problem", each)
		}
		if problem.Path != "" || !strings.HasPrefix(problem.Message, problem.Field+" must be ") {
			t.Errorf("got a problem %#v, want one without a path whose message begins with its field", problem)
		}
		lines = append(lines, each.Error())
	}
	if got := strings.Join(lines, "\n"); got != err.Error() {
		t.Errorf("as a text the error is\n%s\nwant a line per problem:\n%s", err, got)
	}
	return lines
}

func TestNetworkRejects(t *testing.T) {
	for name, test := range rejected {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.problems, lines(t, test.props.Validate())); diff != "" {
				t.Errorf("Validate (-want +got):\n%s", diff)
			}
			stack := cdktest.NewStack(nil)
			checkRejection(t, func() { network.NewNetwork(stack, text("Subject"), &test.props) }, test.problems...)
			if children := *stack.Node().Children(); len(children) > 0 {
				t.Errorf("the rejected construct left %s in the tree", *children[0].Node().Path())
			}
		})
	}
}

// startedNode is whether judging all properties above, before any test ran, has started Node.js.
var startedNode bool

func TestMain(m *testing.M) {
	for _, test := range rejected {
		_ = test.props.Validate()
	}
	startedNode = cdk.Running()
	cdktest.Main(m)
}

func TestPropertiesAreJudgedWithoutNodeJs(t *testing.T) {
	if startedNode {
		t.Error("Validate starts Node.js")
	}
}

func TestNetworkAccepts(t *testing.T) {
	for name, props := range map[string]*network.NetworkProps{
		"no properties":                    nil,
		"nothing said":                     {},
		"no NAT gateways for nobody":       {PrivateSubnets: jsii.Bool(false), NatGateways: number(0)},
		"as many NAT gateways as zones":    {MaxAzs: number(6), NatGateways: number(6)},
		"the largest range":                {Cidr: text("10.0.0.0/16")},
		"the smallest range":               {Cidr: text("10.0.0.0/24"), MaxAzs: number(6)},
		"a public range":                   {Cidr: text("203.0.112.0/20")},
		"the shared addresses of carriers": {Cidr: text("100.64.0.0/16")},
		"what AWS permits beside RFC 1918": {Cidr: text("198.19.0.0/16")},
		"named zones, and a gateway in each": {
			AvailabilityZones: jsii.Strings("us-gov-west-1a", "us-gov-west-1c", "us-gov-west-1b"), NatGateways: number(3),
		},
		"a Local Zone":                      {AvailabilityZones: jsii.Strings("us-west-2-lax-1a"), NatGateways: number(0)},
		"flow logs for the longest time":    {FlowLogRetentionDays: number(3653)},
		"a policy for failed creations too": {RemovalPolicy: awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE},
		"an existing VPC":                   {Vpc: &ownVpc{}, FlowLogs: jsii.Bool(true), FlowLogRetentionDays: number(1)},
	} {
		t.Run(name, func(t *testing.T) {
			if err := props.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

// What decides the shape of the template must be known when it is written.
func TestNetworkRejectsTokens(t *testing.T) {
	stack := cdktest.NewStack(nil)
	numeric := awscdk.NewCfnParameter(stack, text("Number"), &awscdk.CfnParameterProps{Type: text("Number")}).ValueAsNumber()
	textual := awscdk.NewCfnParameter(stack, text("Text"), nil).ValueAsString()
	retention := "FlowLogRetentionDays must be known at synthesis, got "
	gateways := strings.Replace(gatewaysMustBe, "to 2", "to 6", 1)
	rangeKnown := "Cidr must be known at synthesis, where it is divided into subnets, got "
	for name, test := range map[string]struct {
		props    network.NetworkProps
		problems []string
	}{
		"for zones":                    {network.NetworkProps{MaxAzs: numeric}, []string{zonesMustBe + "a token"}},
		"for NAT gateways":             {network.NetworkProps{NatGateways: numeric}, []string{gatewaysMustBe + "a token"}},
		"for days":                     {network.NetworkProps{FlowLogRetentionDays: numeric}, []string{retention + "a token"}},
		"for a range":                  {network.NetworkProps{Cidr: textual}, []string{rangeKnown + "a token"}},
		"for a part of a range":        {network.NetworkProps{Cidr: text(*textual + "/16")}, []string{rangeKnown + "a token"}},
		"for a range of another stack": {network.NetworkProps{Cidr: awscdk.Fn_ImportValue(text("R"))}, []string{rangeKnown + "a token"}},
		"for all zones at once": {
			network.NetworkProps{AvailabilityZones: awscdk.Fn_GetAzs(nil)},
			[]string{"AvailabilityZones[0] must be one zone, got a token for a list; name each in an element of its own"},
		},
		"for a policy": {
			network.NetworkProps{RemovalPolicy: awscdk.RemovalPolicy(*textual)}, []string{removalMustBe + "a token"},
		},
		"but not what only looks like them": {
			network.NetworkProps{Cidr: text("${Token[abc.1]}"), MaxAzs: number(looksLikeANumberToken)},
			[]string{zonesMustBe + "a number that only looks like a token", rangeMustBe + `"${Token[abc.1]}"`},
		},
		"for everything": {
			network.NetworkProps{
				MaxAzs: numeric, NatGateways: numeric, Cidr: textual, FlowLogRetentionDays: numeric,
				RemovalPolicy: awscdk.RemovalPolicy(*textual),
			},
			[]string{removalMustBe + "a token", retention + "a token", zonesMustBe + "a token", gateways + "a token", rangeKnown + "a token"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.problems, lines(t, test.props.Validate())); diff != "" {
				t.Errorf("Validate (-want +got):\n%s", diff)
			}
			checkRejection(t, func() { network.NewNetwork(stack, text("Subject"), &test.props) }, test.problems...)
		})
	}
}

func TestNetworkRejectsToRedefineAnExistingVpc(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := awsec2.NewVpc(stack, text("Existing"), nil)
	checkRejection(t, func() {
		network.NewNetwork(stack, text("Subject"), &network.NetworkProps{
			Vpc:                  vpc,
			Cidr:                 text("10.0.0.0/16"),
			MaxAzs:               number(2),
			AvailabilityZones:    jsii.Strings("eu-west-1a"),
			PrivateSubnets:       jsii.Bool(true),
			NatGateways:          number(1),
			FlowLogRetentionDays: number(6),
			RemovalPolicy:        awscdk.RemovalPolicy_SNAPSHOT,
		})
	},
		removalMustBe+`"SNAPSHOT"`,
		retentionMustBe+"6; write 7",
		"Cidr must be left out with Vpc, which is used as it is; remove one of the two",
		"MaxAzs must be left out with Vpc, which is used as it is; remove one of the two",
		"AvailabilityZones must be left out with Vpc, which is used as it is; remove one of the two",
		"PrivateSubnets must be left out with Vpc, which is used as it is; remove one of the two",
		"NatGateways must be left out with Vpc, which is used as it is; remove one of the two",
	)
	if stack.Node().TryFindChild(text("Subject")) != nil {
		t.Error("the rejected construct is in the tree")
	}
}

func TestNetworkNeedsAPlaceAndANameOfItsOwn(t *testing.T) {
	stack := cdktest.NewStack(nil)
	taken := network.NewNetwork(stack, text("Taken"), &network.NetworkProps{FlowLogs: jsii.Bool(false)})
	before := paths(stack)
	const (
		notAPlace = "scope of NewNetwork must be a construct, got "
		here      = `id of NewNetwork in "Test/Stack" must be a name, got `
	)
	for name, test := range map[string]struct {
		scope constructs.Construct
		id    *string
		want  string
	}{
		"no scope":                    {nil, text("Subject"), notAPlace + "nil"},
		"a scope that is nil":         {(*network.Network)(nil), text("Subject"), notAPlace + "nil"},
		"a scope that nobody made":    {&network.Network{}, text("Subject"), notAPlace + "one that was never made"},
		"neither scope nor id":        {nil, nil, notAPlace + "nil"},
		"a scope outside any stack":   {awscdk.NewApp(nil), text("Subject"), `scope of NewNetwork must be a stack, or be in one, got ""`},
		"no id":                       {stack, nil, here + "nil"},
		"an empty id":                 {stack, text(""), here + `""`},
		"the id of another construct": {stack, text("Taken"), `id of NewNetwork must be unique in "Test/Stack", got "Taken" twice`},
		"the id of a part of another": {taken, text("Vpc"), `id of NewNetwork must be unique in "Test/Stack/Taken", got "Vpc" twice`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := cdktest.Rejection(func() { network.NewNetwork(test.scope, test.id, nil) }); got != test.want {
				t.Errorf("panics with\n%s\nwant\n%s", got, test.want)
			}
			want := test.want + "\n" + zonesMustBe + "9\n" + rangeMustBe + `"all"`
			wrong := &network.NetworkProps{MaxAzs: number(9), Cidr: text("all")}
			if got := cdktest.Rejection(func() { network.NewNetwork(test.scope, test.id, wrong) }); got != want {
				t.Errorf("with wrong properties, panics with\n%s\nwant\n%s", got, want)
			}
		})
	}
	if got := paths(stack); !slices.Equal(got, before) {
		t.Errorf("the rejected ones changed the stack from %q to %q", before, got)
	}
}

// Every period that CloudWatch Logs knows, and no other; the CDK has a name for each.
func TestNetworkKeepsFlowLogsAsLongAsAsked(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := awsec2.NewVpc(stack, text("Vpc"), nil)
	accepted := 0
	for days := range 4000 {
		props := &network.NetworkProps{Vpc: vpc, FlowLogs: jsii.Bool(true), FlowLogRetentionDays: number(float64(days))}
		if props.Validate() == nil {
			network.NewNetwork(stack, jsii.Sprintf("Days%d", days), props)
			accepted++
		}
	}
	if accepted != 17 {
		t.Errorf("%d times are accepted, want 17", accepted)
	}
	for id, group := range resources(assertions.Template_FromStack(stack, nil), "AWS::Logs::LogGroup") {
		days := group["Properties"].(map[string]any)["RetentionInDays"]
		if !strings.HasPrefix(id, fmt.Sprintf("Days%vFlowLogGroup", days)) {
			t.Errorf("%s keeps its logs for %v days", id, days)
		}
	}
}
