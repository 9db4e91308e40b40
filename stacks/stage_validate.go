package stacks

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

func (s Stage) validate(before []Stage, today time.Time) error {
	var own, all prop.Problems
	s.validateOwn(&own)
	s.validateClashes(&own, before)
	all.Add(prop.At(s.called(), own.Err()))
	if own.Of("LogRetentionDays") {
		s.LogRetentionDays = nil
	}
	if own.Of("RemovalPolicy") {
		s.RemovalPolicy = ""
	}
	all.Add(s.complete(today).validateConstructs(today))
	return all.Err()
}

// validateConstructs finds what is wrong with the properties of a complete stage, except for what the stack supplies.
func (s Stage) validateConstructs(today time.Time) error {
	var all prop.Problems
	all.Add(prop.At(s.called(), s.validateTogether()))
	all.Add(prop.At(s.path("Network"), s.Network.ValidateIn(s.Region)))
	all.Add(prop.At(s.path("Application"), s.Application.Validate()))
	all.Add(prop.At(s.path("Environment"), prop.Without(s.Environment.Validate(), s.supplied()...)))
	all.Add(s.validatePipeline())
	all.Add(s.validateMonitoring())
	all.Add(prop.At(s.called(), s.validateWaivers(today)))
	return all.Err()
}

// validatePipeline finds what is wrong with the pipeline of the stage, or that it must not have one.
func (s Stage) validatePipeline() error {
	if !s.released {
		var all, problems prop.Problems
		supplied := s.supplied()
		if s.Pipeline.Source == nil && !slices.Contains(supplied, "Source") {
			supplied = append(supplied, "Source")
			problems.Say("Pipeline.Source", `set it, as in stacks.Branch("demo"), or move the stage to the line's Release`,
				"must be given for a stage with a pipeline of its own, got nil")
		}
		all.Add(prop.At(s.called(), problems.Err()))
		all.Add(prop.At(s.path("Pipeline"), prop.Without(s.pipeline().Validate(), supplied...)))
		return all.Err()
	}
	if reflect.ValueOf(s.Pipeline).IsZero() {
		return nil
	}
	var problems prop.Problems
	problems.Say("Pipeline", "set the Pipeline of the release, or move the stage to the line's Stages",
		"must be left out in a release, whose pipeline delivers to all of its stages")
	return prop.At(s.called(), problems.Err())
}

// supplied are the fields that the stack fills in.
func (s Stage) supplied() (fields []string) {
	if s.Environment.Application == nil {
		fields = append(fields, "Application")
	}
	if s.Environment.Vpc == nil {
		fields = append(fields, "Vpc")
	}
	if s.Prepare != nil && s.Pipeline.Source == nil {
		fields = append(fields, "Source")
	}
	return append(fields, s.suppliedTo(0)...)
}

// suppliedTo are the fields that the stack fills in of the deployment that has an index in its pipeline.
func (s Stage) suppliedTo(index int) (fields []string) {
	deployment := fmt.Sprintf("Deployments[%d].", index)
	if s.Deployment.Environment == nil {
		fields = append(fields, deployment+"Environment")
	}
	if s.watchesOwn() {
		fields = append(fields, deployment+"AlarmWatch.Alarm")
	}
	return fields
}

// validateOwn finds what is wrong with the stage as such.
func (s Stage) validateOwn(problems *prop.Problems) {
	if !stageName.MatchString(s.Name) {
		problems.MustBe("Name", "1 to 31 letters and digits, a capital first", s.Name)
	}
	switch s.Name {
	case "Source":
		problems.MustBe("Name", "different: SourceStack holds the repository", s.Name)
	case releaseName:
		problems.MustBe("Name", "different: ReleaseStack holds the pipeline of a release", s.Name)
	}
	validatePlace(problems, s.Account, s.Region)
	switch {
	case regions.Lack(s.Region, regions.Pipeline):
		problems.MustBe("Region", "one that has AWS CodePipeline", s.Region, "choose another region")
	case s.followsRepository() && regions.Lack(s.Region, regions.CodeCommit):
		problems.MustBe("Region", "one that has AWS CodeCommit, since the stage follows a branch of the repository", s.Region,
			"set Pipeline.Source to a connection, or choose another region")
	}
	problems.LogRetention("LogRetentionDays", s.LogRetentionDays)
	problems.RemovalPolicy("RemovalPolicy", string(s.RemovalPolicy))
}

// validatePlace finds what is no account or no region, and one without the other.
func validatePlace(problems *prop.Problems, account, region string) {
	if (account == "") != (region == "") {
		problems.Say("Account", "give both, or none for those of the CLI's credentials", "and Region must be given together, got %s and %s", prop.Quote(account), prop.Quote(region))
	}
	if account != "" && !accountID.MatchString(account) {
		problems.MustBe("Account", "12 digits", account)
	}
	if region != "" && (!regionName.MatchString(region) || len(region) > 30) {
		problems.MustBe("Region", `a region such as "eu-central-1"`, region)
	}
}

// validateTogether finds what is wrong between two of its constructs, unless Prepare may still change it.
func (s Stage) validateTogether() error {
	var problems prop.Problems
	instance, single := s.Environment.Capacity.(*beanstalk.SingleInstance)
	single = single && instance != nil
	own := s.Prepare == nil && s.Network.Vpc == nil && s.Network.VpcAttributes == nil && s.Environment.Vpc == nil && s.Environment.InstanceSubnets == nil
	if single && own && prop.Or(s.Network.PrivateSubnets, true) {
		problems.Say("Network.PrivateSubnets", "", "must be false with a single instance, which visitors have to reach")
	}
	if a := s.Network.VpcAttributes; a != nil && s.Prepare == nil && s.Environment.Vpc == nil {
		validateExistingVpc(&problems, a, &s.Environment)
	}
	if n := s.Network.MaxAzs; !single && own && n != nil && *n == 1 {
		problems.Say("Network.MaxAzs", "", "must be at least 2 with a load balancer, which spans two zones, got 1")
	}
	if names := s.Network.AvailabilityZones; !single && own && names != nil && len(*names) == 1 {
		problems.Say("Network.AvailabilityZones", "", "must be at least 2 with a load balancer, which spans two zones, got 1")
	}
	if cidr := s.Network.Cidr; !single && own && cidr != nil && network.SubnetBits(*cidr) > 27 {
		problems.MustBe("Network.Cidr", "a /23 or larger with a load balancer, whose subnets must be a /27 or larger", *cidr)
	}
	if b, is := s.Environment.LoadBalancer.(*beanstalk.DedicatedLoadBalancer); is && b != nil && b.CertificateArn != nil && s.Region != "" {
		if parts := strings.Split(*b.CertificateArn, ":"); len(parts) > 5 && parts[3] != s.Region {
			problems.MustBe("Environment.LoadBalancer.CertificateArn", "of a certificate in the stage's region "+s.Region, prop.Words("one in "+prop.Quote(parts[3])))
		}
	}
	return problems.Err()
}

// validatePrepared finds what Prepare has changed but must not, and everything that is wrong with what it has made of a
// stage.
func (s Stage) validatePrepared(before Stage, today time.Time) error {
	var own, all prop.Problems
	for _, field := range []struct {
		name    string
		changed bool
	}{
		{"Name", s.Name != before.Name},
		{"Account", s.Account != before.Account},
		{"Region", s.Region != before.Region},
		{"LogRetentionDays", s.LogRetentionDays != before.LogRetentionDays},
		{"RemovalPolicy", s.RemovalPolicy != before.RemovalPolicy},
		{"TerminationProtection", s.TerminationProtection != before.TerminationProtection},
		{"Waivers", !maps.Equal(s.Waivers, before.Waivers)},
	} {
		if field.changed {
			own.Say(field.name, "set it on the stage", "must not be changed by Prepare, which comes too late for it")
		}
	}
	all.Add(prop.At(before.called(), own.Err()))
	all.Add(s.validateConstructs(today))
	return all.Err()
}

// beside reports whether another stage is in the same account and region.
func (s Stage) beside(other Stage) bool {
	return s.Account == other.Account && s.Region == other.Region
}

// sharesRecord reports whether another stage defines the same record in the same zone. Without a zone, people may make
// records that choose between environments.
func (s Stage) sharesRecord(other Stage) bool {
	a, b := s.Environment.Domain, other.Environment.Domain
	if a == nil || b == nil || prop.IsNil(a.Name) || prop.IsNil(b.Name) || prop.IsNil(a.HostedZoneId) || prop.IsNil(b.HostedZoneId) {
		return false
	}
	return *a.Name == *b.Name && *a.HostedZoneId == *b.HostedZoneId
}

// validateClashes finds where a stage and those before it share what they must not, or differ where they must agree.
func (s Stage) validateClashes(problems *prop.Problems, before []Stage) {
	if slices.ContainsFunc(before, func(other Stage) bool { return other.Name == s.Name }) {
		problems.Say("Name", "", "must be unique, got it twice")
	}
	if i := slices.IndexFunc(before, s.sharesRecord); i >= 0 {
		problems.MustBe("Environment.Domain.Name", "another than that of "+before[i].called()+", since both would define its record",
			*s.Environment.Domain.Name, "give each stage a Domain of its own")
	}
	for _, name := range []struct {
		field string
		of    func(Stage) *string
	}{
		{"Environment.EnvironmentName", func(s Stage) *string { return s.Environment.EnvironmentName }},
		{"Environment.CnamePrefix", func(s Stage) *string { return s.Environment.CnamePrefix }},
		{"Application.ApplicationName", func(s Stage) *string { return s.Application.ApplicationName }},
		{"Pipeline.PipelineName", func(s Stage) *string { return s.Pipeline.PipelineName }},
	} {
		own := name.of(s)
		taken := func(other Stage) bool {
			its := name.of(other)
			return own != nil && its != nil && *own != "" && *own == *its && s.beside(other)
		}
		if i := slices.IndexFunc(before, taken); i >= 0 {
			problems.MustBe(name.field, "another than that of "+before[i].called()+", since AWS takes a name once in a region", *own,
				"leave it out, or give each stage one of its own")
		}
	}
	i := slices.IndexFunc(before, Stage.followsRepository)
	if s.followsRepository() && i >= 0 && !s.beside(before[i]) {
		problems.Say("Account", "set Pipeline.Source to a connection to run elsewhere",
			"and Region must be those of %s, %s and %s, since CodePipeline reads a CodeCommit repository from the same account and region, got %s and %s",
			before[i].called(), prop.Quote(before[i].Account), prop.Quote(before[i].Region), prop.Quote(s.Account), prop.Quote(s.Region))
	}
}
