package network_test

import (
	"fmt"
	"strings"
	"testing"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"
)

const (
	account = "111122223333"
	region  = "eu-central-1"
	// zonesKey is where the CDK CLI leaves the zones that it has looked up.
	zonesKey = "availability-zones:account=" + account + ":region=" + region
)

// newPlacedStack defines a stack whose account and region are known, so that the CDK could look its zones up.
func newPlacedStack(context map[string]any) (awscdk.Stage, awscdk.Stack) {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context})
	stage := awscdk.NewStage(app, jsii.String("Test"), nil)
	return stage, awscdk.NewStack(stage, jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String(account), Region: jsii.String(region)},
	})
}

// missing are the keys of the context that the CDK CLI would have to look up, with credentials.
func missing(stage awscdk.Stage) []string {
	var keys []string
	if list := stage.Synth(nil).Manifest().Missing; list != nil {
		for _, context := range *list {
			keys = append(keys, *context.Key)
		}
	}
	return keys
}

func paths(stack awscdk.Stack) []string {
	var paths []string
	for _, child := range *stack.Node().Children() {
		paths = append(paths, *child.Node().Path())
	}
	return paths
}

func TestNetworkSpreadsSubnetsOverZonesThatAreNeverLookedUp(t *testing.T) {
	zone := func(i int) string { return fmt.Sprintf("map[Fn::Select:[%d map[Fn::GetAZs:]]]", i) }
	want := map[string]string{
		"NetworkVpcPublicSubnet1Subnet36933139":  zone(0) + " 10.0.0.0/20",
		"NetworkVpcPublicSubnet2SubnetC427CCE0":  zone(1) + " 10.0.16.0/20",
		"NetworkVpcPrivateSubnet1Subnet6DD86AE6": zone(0) + " 10.0.96.0/20",
		"NetworkVpcPrivateSubnet2Subnet1BDBE877": zone(1) + " 10.0.112.0/20",
	}
	_, placed := newPlacedStack(nil)
	for name, stack := range map[string]awscdk.Stack{"anywhere": cdktest.NewStack(nil), "in a place": placed} {
		t.Run(name, func(t *testing.T) {
			network.NewNetwork(stack, jsii.String("Network"), nil)
			if diff := cmp.Diff(want, subnetLayout(assertions.Template_FromStack(stack, nil))); diff != "" {
				t.Errorf("subnets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNetworkInAKnownPlaceNeedsNoLookup(t *testing.T) {
	for name, context := range map[string]map[string]any{
		"in a fresh checkout":             nil,
		"with real zones in the context":  {zonesKey: []any{"eu-central-1a", "eu-central-1b", "eu-central-1c"}},
		"with fewer zones than it spans":  {zonesKey: []any{"eu-central-1a"}},
		"with zones of another place":     {strings.Replace(zonesKey, account, "444455556666", 1): []any{"eu-central-1a"}},
		"with no zones for real":          {zonesKey: []any{}},
		"with a context that is not ours": {"team": "shop"},
	} {
		t.Run(name, func(t *testing.T) {
			stage, stack := newPlacedStack(context)
			awscdk.NewCfnParameter(stack, jsii.String("Before"), nil)
			network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{MaxAzs: jsii.Number(3)})
			network.NewNetwork(stack, jsii.String("Second"), nil)
			if got := missing(stage); len(got) > 0 {
				t.Errorf("the CDK CLI would look up %q", got)
			}
		})
	}
}

// withPlace writes the account and the region into a template that leaves them to the deployment.
func withPlace(value any) any {
	switch value := value.(type) {
	case []any:
		list := make([]any, len(value))
		for i, element := range value {
			list[i] = withPlace(element)
		}
		return list
	case map[string]any:
		if pseudo, ok := map[any]any{"AWS::AccountId": account, "AWS::Region": region}[value["Ref"]]; ok {
			return pseudo
		}
		if text, ok := value["Fn::Sub"].(string); ok {
			return strings.NewReplacer("${AWS::AccountId}", account, "${AWS::Region}", region).Replace(text)
		}
		if join, ok := value["Fn::Join"].([]any); ok && join[0] == "" {
			// The CDK joins what it knows: adjacent text becomes one.
			var parts []any
			for _, part := range withPlace(join[1]).([]any) {
				if last := len(parts) - 1; last >= 0 {
					before, ok := parts[last].(string)
					if after, also := part.(string); ok && also {
						parts[last] = before + after
						continue
					}
				}
				parts = append(parts, part)
			}
			if len(parts) == 1 {
				return parts[0]
			}
			return map[string]any{"Fn::Join": []any{"", parts}}
		}
		object := map[string]any{}
		for key, element := range value {
			object[key] = withPlace(element)
		}
		return object
	}
	return value
}

func TestNetworkIsTheSameWhereverItsStackStands(t *testing.T) {
	synthesize := func(stack awscdk.Stack) any {
		constructs.NewConstruct(stack, jsii.String("Before"))
		network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{NatGateways: jsii.Number(0)})
		return withPlace(map[string]any(*assertions.Template_FromStack(stack, nil).ToJSON()))
	}
	_, placed := newPlacedStack(nil)
	_, known := newPlacedStack(map[string]any{zonesKey: []any{"eu-central-1a", "eu-central-1b"}})
	got := synthesize(placed)
	if diff := cmp.Diff(synthesize(cdktest.NewStack(nil)), got); diff != "" {
		t.Errorf("template (-anywhere +in a place):\n%s", diff)
	}
	if diff := cmp.Diff(synthesize(known), got); diff != "" {
		t.Errorf("template (-with zones in the context +without):\n%s", diff)
	}
}

func TestNetworkLeavesItsStackAsItWas(t *testing.T) {
	stage, stack := newPlacedStack(nil)
	second := awscdk.NewCfnParameter(stack, jsii.String("Zebra"), nil)
	first := network.NewNetwork(stack, jsii.String("Apple"), &network.NetworkProps{FlowLogs: jsii.Bool(false)})
	awscdk.NewNestedStack(stack, jsii.String("Mango"), nil)
	constructs.NewConstruct(stack, jsii.String("a/b 1"))
	awscdk.NewCfnParameter(stack, jsii.String("7"), nil)
	second.Node().AddDependency(first)
	before, plain := paths(stack), *stack.AvailabilityZones()

	network.NewNetwork(stack, jsii.String("Network"), nil)

	if diff := cmp.Diff(append(before, "Test/Stack/Network"), paths(stack)); diff != "" {
		t.Errorf("children of the stack (-want +got):\n%s", diff)
	}
	if got := stack.Node().FindChild(jsii.String("Apple")); got != constructs.IConstruct(first) {
		t.Errorf("the child is another one: %v", got)
	}
	if got := *second.Node().Dependencies(); len(got) != 1 || *got[0].Node().Path() != "Test/Stack/Apple" {
		t.Errorf("a child lost its dependencies: %v", got)
	}
	if context := stack.Node().TryGetContext(jsii.String(zonesKey)); context != nil {
		t.Errorf("the stack's context has %v", context)
	}
	if diff := cmp.Diff(plain, *stack.AvailabilityZones()); diff != "" {
		t.Errorf("zones of the stack (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff([]string{zonesKey}, missing(stage)); diff != "" {
		t.Errorf("what the stack itself has asked for (-want +got):\n%s", diff)
	}
}

func TestAnotherVpcInTheStackStillLooksItsZonesUp(t *testing.T) {
	stage, stack := newPlacedStack(nil)
	network.NewNetwork(stack, jsii.String("Network"), nil)
	awsec2.NewVpc(stack, jsii.String("Plain"), nil)
	if diff := cmp.Diff([]string{zonesKey}, missing(stage)); diff != "" {
		t.Errorf("what the CDK CLI looks up (-want +got):\n%s", diff)
	}
}

func TestAnotherVpcInTheStackGetsTheZonesOfTheContext(t *testing.T) {
	_, stack := newPlacedStack(map[string]any{zonesKey: []any{"eu-central-1b", "eu-central-1c"}})
	network.NewNetwork(stack, jsii.String("Network"), nil)
	plain := awsec2.NewVpc(stack, jsii.String("Plain"), nil)
	if diff := cmp.Diff(jsii.Strings("eu-central-1b", "eu-central-1c"), plain.AvailabilityZones()); diff != "" {
		t.Errorf("zones of the other VPC (-want +got):\n%s", diff)
	}
}

func TestNetworkLeavesTheZonesAloneThatItsStackIsGiven(t *testing.T) {
	_, stack := newPlacedStack(nil)
	stack.Node().SetContext(jsii.String(zonesKey), jsii.Strings("eu-central-1c"))
	network.NewNetwork(stack, jsii.String("Network"), nil)
	if diff := cmp.Diff(*jsii.Strings("eu-central-1c"), *stack.AvailabilityZones()); diff != "" {
		t.Errorf("zones of the stack (-given +got):\n%s", diff)
	}
}

func TestNetworkInANestedStackNeedsNoLookup(t *testing.T) {
	stage, stack := newPlacedStack(nil)
	nested := awscdk.NewNestedStack(stack, jsii.String("Nested"), nil)
	network.NewNetwork(nested, jsii.String("Network"), nil)
	if got := missing(stage); len(got) > 0 {
		t.Errorf("the CDK CLI would look up %q", got)
	}
}

// newIn defines a network in a stack with a literal region, and returns what is wrong with it.
func newIn(region string, props *network.NetworkProps, context map[string]any) string {
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context})
	stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String(account), Region: &region},
	})
	return cdktest.Rejection(func() { network.NewNetwork(stack, jsii.String("Network"), props) })
}

func TestNetworkHasNoMoreZonesThanItsRegion(t *testing.T) {
	for region, most := range map[string]int{
		"us-east-1": 6, "us-west-2": 4, "eu-central-1": 3, "ap-northeast-1": 3, "us-west-1": 2, "xx-new-1": 6,
	} {
		for zones := 1; zones <= 6; zones++ {
			want := ""
			if zones > most {
				want = fmt.Sprintf("MaxAzs must be at most %d, as many zones as most accounts have in %s, got %d; "+
					"if yours has more, name them in AvailabilityZones", most, region, zones)
			}
			props := &network.NetworkProps{MaxAzs: jsii.Number(zones), NatGateways: jsii.Number(1)}
			if err := props.ValidateIn(region); (err == nil) != (want == "") || err != nil && err.Error() != want {
				t.Errorf("%d zones of %s: got %v, want %q", zones, region, err, want)
			}
		}
	}
	props := &network.NetworkProps{MaxAzs: jsii.Number(4)}
	if got, want := newIn("eu-central-1", props, nil), "Test/Stack/Network: MaxAzs must be at most 3, as many zones as most accounts have in "+
		"eu-central-1, got 4; if yours has more, name them in AvailabilityZones"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestNamedZonesAreThoseOfTheRegion(t *testing.T) {
	props := &network.NetworkProps{AvailabilityZones: jsii.Strings("eu-central-1a", "us-east-1b")}
	want := `Test/Stack/Network: AvailabilityZones[1] must be a zone of eu-central-1, where the network is, got "us-east-1b"`
	if got := newIn("eu-central-1", props, nil); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	props = &network.NetworkProps{AvailabilityZones: jsii.Strings("eu-central-1d", "eu-central-1a")}
	if got := newIn("eu-central-1", props, nil); got != "" {
		t.Errorf("got %s, want no rejection", got)
	}
	known := map[string]any{zonesKey: []any{"eu-central-1a", "eu-central-1b"}}
	want = `Test/Stack/Network: AvailabilityZones[0] must be one of the zones that the context has for the account, ` +
		`[eu-central-1a eu-central-1b], got "eu-central-1d"; or refresh cdk.context.json`
	if got := newIn("eu-central-1", props, known); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// warnings are those that a network shows.
func warnings(props *network.NetworkProps) (all string) {
	n := network.NewNetwork(cdktest.NewStack(nil), jsii.String("Network"), props)
	for _, entry := range *n.Node().Metadata() {
		if *entry.Type == "aws:cdk:warning" {
			all += entry.Data.(string)
		}
	}
	return all
}

// The default quota of addresses is not enough for one network alone.
func TestNetworkWarnsOfMoreGatewaysThanThereAreAddresses(t *testing.T) {
	six := jsii.Number(6)
	for name, test := range map[string]struct {
		props *network.NetworkProps
		warns bool
	}{
		"six by default":    {&network.NetworkProps{MaxAzs: six}, true},
		"six":               {&network.NetworkProps{MaxAzs: six, NatGateways: six}, true},
		"five":              {&network.NetworkProps{MaxAzs: six, NatGateways: jsii.Number(5)}, false},
		"none":              {&network.NetworkProps{MaxAzs: six, NatGateways: jsii.Number(0)}, false},
		"none without need": {&network.NetworkProps{MaxAzs: six, PrivateSubnets: jsii.Bool(false)}, false},
		"the usual network": {nil, false},
	} {
		want := ""
		if test.warns {
			want = "NatGateways should be at most 5, got 6: each takes an Elastic IP address, of which an account has five per region " +
				"unless the quota is raised [ack: Network::elastic-ip-quota]"
		}
		if got := warnings(test.props); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

// AWS advises against the range; nothing speaks against the others.
func TestNetworkWarnsOfARangeInUse(t *testing.T) {
	for cidr, want := range map[string]string{
		"172.17.0.0/16":   "172.17.0.0/16 is used by Docker, AWS Cloud9 and other AWS services, which may then not reach each other",
		"172.17.128.0/20": "172.17.128.0/20 is used by Docker, AWS Cloud9 and other AWS services, which may then not reach each other",
		"240.0.0.0/16":    "240.0.0.0/16 is reserved for the future, and much software does not reach it",
		"172.16.0.0/16":   "",
		"172.18.0.0/16":   "",
		"198.51.0.0/16":   "",
	} {
		got := warnings(&network.NetworkProps{Cidr: &cidr})
		if want != "" {
			want = "Cidr should be another private range, such as 10.0.0.0/16: " + want + " [ack: Network::doubtful-cidr]"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", cidr, got, want)
		}
	}
}
