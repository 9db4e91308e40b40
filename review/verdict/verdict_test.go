package verdict

import (
	"strings"
	"testing"
)

func TestOption(t *testing.T) {
	for _, c := range []struct {
		namespace, name string
		level           Level
		known           bool
		source          string
	}{
		{"aws:autoscaling:asg", "MaxSize", NoInterruption, true, "answer"},
		{"aws:autoscaling:launchconfiguration", "IamInstanceProfile", InstancesReplaced, true, "answer"},
		{"aws:elasticbeanstalk:xray", "XRayEnabled", ServersRestart, true, "answer"},
		{"aws:ec2:vpc", "VPCId", NoInterruption, false, "Configuration changes"}, // AWS answered "Unknown"
		{"aws:autoscaling:launchconfiguration", "DisableIMDSv1", NoInterruption, false, "Configuration changes"},
		{"aws:ec2:instances", "InstanceTypes", InstancesReplaced, true, "Configuration changes"},
		{"aws:ec2:instances", "EnableSpot", NoInterruption, false, "has not said"},
		{"aws:elasticbeanstalk:application:environment", "ANY", ServersRestart, true, "EnvironmentVariables"},
		{"aws:elbv2:listener:443", "SSLPolicy", NoInterruption, false, "has not said"},
		{"aws:elasticbeanstalk:environment", "LoadBalancerType", NoInterruption, false, "while an environment is created"},
		{"", "", NoInterruption, false, "has not said"},
	} {
		level, known, source := Option(c.namespace, c.name)
		if level != c.level || known != c.known || !strings.Contains(source, c.source) {
			t.Errorf("%s %s: got %v, known %v, %s", c.namespace, c.name, level, known, source)
		}
	}
}

func TestSum(t *testing.T) {
	level, unknown := Sum([]Finding{{Level: NoInterruption, Unknown: true}, {Level: InstancesReplaced}, {Unknown: true}})
	if level != InstancesReplaced || unknown != 2 {
		t.Errorf("got %v and %d", level, unknown)
	}
	if level, unknown := Sum(nil); level != Nothing || unknown != 0 {
		t.Errorf("nothing is %v and %d", level, unknown)
	}
}

func TestLevelsAreWords(t *testing.T) {
	for l := Nothing; l <= DataLost; l++ {
		text, _ := l.MarshalText()
		var back Level
		if err := back.UnmarshalText(text); err != nil || back != l {
			t.Errorf("%s is read as %v, %v", text, back, err)
		}
	}
	if err := new(Level).UnmarshalText([]byte("bad")); err == nil {
		t.Error("bad is no level")
	}
}

func TestKept(t *testing.T) {
	for _, c := range []struct {
		kind, policy string
		want         bool
	}{
		{"AWS::S3::Bucket", "", false}, {"AWS::S3::Bucket", "Delete", false}, {"AWS::S3::Bucket", "Retain", true},
		{"AWS::S3::Bucket", "RetainExceptOnCreate", true}, {"AWS::RDS::DBInstance", "", true},
		{"AWS::RDS::DBInstance", "Delete", false}, {"AWS::RDS::DBInstance", "Snapshot", true},
	} {
		if got := Kept(Deletion(c.kind, c.policy, nil)); got != c.want {
			t.Errorf("%s with %q is kept: %v", c.kind, c.policy, got)
		}
	}
}
