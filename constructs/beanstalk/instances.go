package beanstalk

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

var instanceType = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z0-9-]+$`)

// resolveInstances settles instance types, architecture and port. Types and architecture say the same thing twice where
// both are given; the option rules compare them.
func (r *resolved) resolveInstances(problems *prop.Problems) {
	p := &r.props
	r.port = 80
	if p.InstancePort != nil {
		if problems.Whole("InstancePort", p.InstancePort, 1, 65535); prop.Unresolved(*p.InstancePort) {
			problems.MustBe("InstancePort", "known at synthesis, where the security groups are opened for it", *p.InstancePort)
		}
		if problems.Of("InstancePort") {
			p.InstancePort = nil
		} else {
			r.port = int(*p.InstancePort)
		}
	}
	if validateArchitecture(problems, p.Architecture); problems.Of("Architecture") {
		p.Architecture = ""
	}
	r.architecture = p.Architecture
	if p.InstanceTypes == nil {
		family, size := "t3", "micro"
		if r.architecture == awsec2.InstanceArchitecture_ARM_64 {
			family = "t4g"
		} else {
			r.architecture = awsec2.InstanceArchitecture_X86_64
		}
		if r.group != nil {
			size = "small"
		}
		r.types = family + "." + size
		return
	}
	if len(*p.InstanceTypes) == 0 {
		problems.MustBe("InstanceTypes", "left out for the default, or name at least one type", prop.Words("none"))
	}
	var names []string
	first := map[string]int{}
	for i, name := range *p.InstanceTypes {
		field := fmt.Sprintf("InstanceTypes[%d]", i)
		if !problems.Required(field, name, "remove it") {
			continue
		}
		if prop.ListToken(*name) && len(*p.InstanceTypes) > 1 {
			problems.Say(field, "let the token be all of them", "must be one type, got a token for a list")
			continue
		}
		if prop.Unresolved(*name) {
			names = append(names, *name)
			continue
		}
		earlier, repeated := first[*name]
		switch {
		case !instanceType.MatchString(*name) || len(*name) > 50:
			problems.MustBe(field, `a family and a size, such as "t3.micro"`, *name)
			continue
		case repeated:
			problems.MustBe(field, fmt.Sprintf("different from InstanceTypes[%d]", earlier), *name)
			continue
		}
		first[*name] = i
		names = append(names, *name)
		if r.architecture == "" {
			r.architecture = awsec2.InstanceArchitecture_X86_64
			if options.Architecture(*name) == "arm64" {
				r.architecture = awsec2.InstanceArchitecture_ARM_64
			}
		}
	}
	r.types = strings.Join(names, ",")
	if len(names) == 1 && prop.Unresolved(names[0]) {
		r.types = *awscdk.Fn_Join(jsii.String(","), p.InstanceTypes) // may be a list
	}
	if r.architecture == "" {
		r.architecture = awsec2.InstanceArchitecture_X86_64
		if len(names) > 0 {
			problems.Say("Architecture", "", "must be given where InstanceTypes are not known at synthesis, got nil")
		}
	}
}
