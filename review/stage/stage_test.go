package stage

import (
	"fmt"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
)

type (
	resources map[string]*assembly.Resource
	props     = map[string]any
)

func of(r resources) *assembly.Stack {
	return &assembly.Stack{Name: "A", Template: assembly.Template{Resources: r}}
}

func one(kind, deletion, replacement string, p props) resources {
	return resources{"X": {Type: kind, DeletionPolicy: deletion, UpdateReplacePolicy: replacement, Properties: p}}
}

func changed(impact change.Impact, properties ...string) map[string]change.Change {
	c := change.Change{Impact: impact, Properties: map[string]change.Impact{}}
	for _, name := range properties {
		c.Properties[name] = impact
	}
	return map[string]change.Change{"X": c}
}

func TestJudge(t *testing.T) {
	const bucket, logs, table, lambda = "AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::DynamoDB::Table", "AWS::Lambda::Function"
	expires := func(days float64) props {
		return props{"LifecycleConfiguration": props{"Rules": []any{props{"Status": "Enabled", "ExpirationInDays": days}}}}
	}
	rules := func(ports ...float64) props {
		var all []any
		for _, port := range ports {
			all = append(all, props{"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "CidrIp": "0.0.0.0/0"})
		}
		return props{"SecurityGroupIngress": all}
	}
	for name, c := range map[string]struct {
		base, head resources
		changes    map[string]change.Change
		want       string
	}{
		"nothing": {one(bucket, "", "", nil), one(bucket, "", "", nil), nil, ""},
		"a bucket is deleted": {
			one(bucket, "Delete", "", nil), resources{}, changed(change.Destroy),
			"data is lost: is deleted, and its objects",
		},
		"a bucket leaves the stack": {
			one(bucket, "Retain", "", nil), resources{}, changed(change.Orphan),
			"no interruption: leaves the stack and stays",
		},
		"a bucket is replaced": {
			one(bucket, "", "", nil), one(bucket, "", "Delete", nil), changed(change.Replace, "BucketName"),
			"data is lost: is replaced, for a change of BucketName, and its objects",
		},
		"a bucket is replaced and kept": {
			one(bucket, "", "", nil), one(bucket, "", "Retain", nil), changed(change.Replace, "BucketName"),
			"no interruption?: is replaced by an empty one",
		},
		"a database is deleted": {
			one("AWS::RDS::DBInstance", "", "", nil), resources{}, changed(change.Destroy),
			"no interruption?: is deleted, and a snapshot of it stays",
		},
		"a database is replaced": {
			one("AWS::RDS::DBInstance", "", "", nil), one("AWS::RDS::DBInstance", "", "", nil), changed(change.Replace, "Engine"),
			"data is lost: is replaced, for a change of Engine, and its database",
		},
		"a database is replaced after a snapshot": {
			one("AWS::RDS::DBInstance", "", "", nil), one("AWS::RDS::DBInstance", "", "Snapshot", nil), changed(change.Replace, "Engine"),
			"no interruption?: is replaced by an empty one, for a change of Engine; a snapshot of the old one stays",
		},
		"an instance of a cluster is deleted": {
			one("AWS::RDS::DBInstance", "Delete", "", props{"DBClusterIdentifier": "c"}), resources{}, changed(change.Destroy),
			"no interruption?: is deleted",
		},
		"a version is replaced": {
			one("AWS::ElasticBeanstalk::ApplicationVersion", "", "", nil), one("AWS::ElasticBeanstalk::ApplicationVersion", "", "", nil),
			changed(change.Replace, "SourceBundle"),
			"no interruption?: is replaced, for a change of SourceBundle",
		},
		"an environment that is retained": {
			one(environment, "Retain", "", nil), resources{}, changed(change.Orphan), "no interruption: leaves the stack and stays",
		},
		"a table may be replaced": {
			one(table, "", "", nil), one(table, "", "", nil), changed(change.MayReplace, "KeySchema"),
			"no interruption?: may be replaced, for a change of KeySchema",
		},
		"a function is updated": {
			one(lambda, "", "", nil), one(lambda, "", "", nil), changed(change.Update, "Runtime"),
			"no interruption?: is updated in place: Runtime",
		},
		"a bucket policy is deleted": {
			one("AWS::S3::BucketPolicy", "", "", nil), resources{}, changed(change.Destroy), "no interruption?: is deleted",
		},
		"a rule is updated": {
			one("AWS::Events::Rule", "", "", nil), one("AWS::Events::Rule", "", "", nil), changed(change.Update, "State"),
			"no interruption: is updated in place: State",
		},
		"a key is disabled": {
			one("AWS::KMS::Key", "", "", nil), one("AWS::KMS::Key", "", "", props{"Enabled": false}), changed(change.Update, "Enabled"),
			"no interruption?: is updated in place: Enabled: whatever is encrypted with it",
		},
		"a key rotates": {
			one("AWS::KMS::Key", "", "", nil), one("AWS::KMS::Key", "", "", props{"EnableKeyRotation": true}),
			changed(change.Update, "EnableKeyRotation"), "no interruption: is updated in place: EnableKeyRotation",
		},
		"a type changes": {
			one(lambda, "", "", nil), one(bucket, "", "", nil), changed(change.Replace),
			"no interruption?: becomes AWS::S3::Bucket, which CloudFormation refuses",
		},
		"a bucket is no longer kept": {
			one(bucket, "Retain", "", nil), one(bucket, "Delete", "", nil), nil,
			"no interruption: is no longer kept when it is deleted",
		},
		"a bucket is no longer kept when another takes its place": {
			one(bucket, "Retain", "Retain", nil), one(bucket, "Retain", "", nil), nil,
			"no interruption: is no longer kept when it is replaced",
		},
		"a bucket is kept": {
			one(bucket, "", "", nil), one(bucket, "Retain", "", nil), nil,
			"no interruption: is kept when it is deleted",
		},
		"logs for a shorter time": {
			one(logs, "", "", props{"RetentionInDays": 9.0}), one(logs, "", "", props{"RetentionInDays": 3.0}),
			changed(change.Update, "RetentionInDays"),
			"data is lost: keeps what it holds for 3 days only",
		},
		"logs no longer for ever": {
			one(logs, "", "", nil), one(logs, "", "", props{"RetentionInDays": 3.0}), changed(change.Update, "RetentionInDays"),
			"data is lost: keeps what it holds for 3 days only",
		},
		"logs for longer": {
			one(logs, "", "", props{"RetentionInDays": 3.0}), one(logs, "", "", props{"RetentionInDays": 9.0}),
			changed(change.Update, "RetentionInDays"),
			"no interruption: is updated in place: RetentionInDays",
		},
		"objects expire": {
			one(bucket, "", "", nil), one(bucket, "", "", expires(9)), changed(change.Update, "LifecycleConfiguration"),
			"data is lost: deletes objects after 9 days",
		},
		"objects expire later": {
			one(bucket, "", "", expires(3)), one(bucket, "", "", expires(9)), changed(change.Update, "LifecycleConfiguration"),
			"no interruption: is updated",
		},
		"a port is opened": {
			one("AWS::EC2::SecurityGroup", "", "", rules(80)), one("AWS::EC2::SecurityGroup", "", "", rules(80, 443)),
			changed(change.Update, "SecurityGroupIngress"),
			"no interruption: has other rules, which close nothing",
		},
		"a port is closed": {
			one("AWS::EC2::SecurityGroup", "", "", rules(80, 443)), one("AWS::EC2::SecurityGroup", "", "", rules(80)),
			changed(change.Update, "SecurityGroupIngress"),
			"no interruption?: has rules taken away",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Stage{Name: "A", Base: of(c.base), Head: of(c.head), Changes: c.changes}
			s.Judge()
			got := told(s)
			if !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// told are the findings, the worst first, with a question mark where more may happen.
func told(s Stage) string {
	var said []string
	for _, f := range s.Findings {
		mark := ""
		if f.Unknown {
			mark = "?"
		}
		said = append(said, fmt.Sprintf("%v%s: %s", f.Level, mark, f.Text))
	}
	return strings.Join(said, "\n")
}

func TestEnvironments(t *testing.T) {
	at := func(id, path string, p props) resources {
		return resources{id: {Type: environment, Metadata: props{"aws:cdk:path": path}, Properties: p}}
	}
	subnets := func(id string) props {
		return props{"OptionSettings": []any{props{"Namespace": "aws:ec2:vpc", "OptionName": "Subnets", "Value": props{"Ref": id}}}}
	}
	for name, c := range map[string]struct {
		base, head resources
		changes    map[string]change.Change
		want       string
	}{
		"another logical id": {
			at("X", "A/Environment", nil), at("Y", "A/Environment", nil),
			map[string]change.Change{"X": {Impact: change.Destroy}, "Y": {Impact: change.Create}},
			"the environment and its address are replaced: is replaced, and shows the sample page at another address until the pipeline has run",
		},
		"another name": {
			at("X", "A/Environment", nil), at("X", "A/Environment", nil), changed(change.Replace, "EnvironmentName"),
			"the environment and its address are replaced: is replaced, and shows the sample page at another address until the pipeline has run" +
				", for a change of EnvironmentName",
		},
		"gone": {
			at("X", "A/Environment", nil), resources{}, changed(change.Destroy),
			"the environment and its address are replaced: is deleted with its address, and nothing takes its place",
		},
		"another platform": {
			at("X", "A/Environment", props{"PlatformArn": "a"}), at("X", "A/Environment", props{"PlatformArn": "b"}),
			changed(change.Update, "PlatformArn"), "instances are replaced: has another platform: b instead of a",
		},
		"options by a condition": {
			at("X", "A/Environment", props{"OptionSettings": props{"Fn::If": []any{"A", []any{}, []any{}}}}),
			at("X", "A/Environment", props{"OptionSettings": props{"Fn::If": []any{"B", []any{}, []any{}}}}),
			changed(change.Update, "OptionSettings"), "no interruption?: has other OptionSettings by a condition",
		},
		"an option by a condition": {
			at("X", "A/Environment", props{"OptionSettings": []any{props{"Fn::If": []any{"A", "x", "y"}}}}),
			at("X", "A/Environment", props{"OptionSettings": []any{props{"Fn::If": []any{"A", "x", "z"}}}}),
			changed(change.Update, "OptionSettings"), "no interruption?: has other OptionSettings by a condition",
		},
		"subnets that are replaced": {
			at("E", "A/Environment", subnets("X")), at("E", "A/Environment", subnets("X")), changed(change.Replace),
			"instances are replaced: Subnets of aws:ec2:vpc",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, side := range []resources{c.base, c.head} {
				if side["E"] != nil {
					side["X"] = &assembly.Resource{Type: "AWS::EC2::Subnet"}
				}
			}
			s := Stage{Name: "A", Base: of(c.base), Head: of(c.head), Changes: c.changes}
			s.Judge()
			if got := told(s); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A key that nothing needs is no loss; one of a bucket that stays is.
func TestKeys(t *testing.T) {
	key := &assembly.Resource{Type: "AWS::KMS::Key"}
	encrypted := func(kind string) *assembly.Resource {
		return &assembly.Resource{Type: kind, Properties: props{"Key": props{"Fn::GetAtt": []any{"X", "Arn"}}}}
	}
	for kind, want := range map[string]string{
		"AWS::SNS::Topic": "no interruption?: is deleted: nothing", "AWS::S3::Bucket": "data is lost: is deleted",
	} {
		s := Stage{
			Name: "A", Base: of(resources{"X": key, "Y": encrypted(kind)}), Head: of(resources{"Y": {Type: kind}}), Changes: changed(change.Destroy),
		}
		s.Judge()
		if got := told(s); !strings.HasPrefix(got, want) {
			t.Errorf("with a %s: got %s, want %s", kind, got, want)
		}
	}
}

func TestStacks(t *testing.T) {
	here := &assembly.Stack{Name: "A", Region: "eu-west-1", Account: "1", Protected: true}
	for name, c := range map[string]struct {
		base, head *assembly.Stack
		want       string
	}{
		"new":  {nil, here, "nothing: the stack is new"},
		"gone": {here, nil, "nothing: the stack is no longer in the app: it runs on"},
		"moved": {
			here, &assembly.Stack{Name: "A", Protected: true},
			"no interruption?: is to be in the account and region of the credentials instead of 1, eu-west-1",
		},
		"exposed": {here, &assembly.Stack{Name: "A", Region: "eu-west-1", Account: "1"}, "no interruption: is no longer protected"},
	} {
		s := Stage{Name: "A", Base: c.base, Head: c.head}
		s.Judge()
		if got := told(s); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
