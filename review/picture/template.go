package picture

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/words"
)

// A template is what is asked of a stack.
type template struct {
	stack *assembly.Stack
	ids   map[string][]string // by type, in the order of their paths
	rules map[string][]rule   // what security groups let in, by their ids
	vpcs  []*box              // those that are drawn
	holds map[string]*box     // the groups of subnets, by the subnets' ids
}

func read(stack *assembly.Stack) *template {
	t := &template{stack: stack, ids: map[string][]string{}, holds: map[string]*box{}}
	for id, resource := range stack.Template.Resources {
		t.ids[resource.Type] = append(t.ids[resource.Type], id)
	}
	for _, ids := range t.ids {
		slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(t.path(a), t.path(b)), cmp.Compare(a, b)) })
	}
	t.rules = t.ingress()
	return t
}

func (t *template) resource(id string) *assembly.Resource { return t.stack.Template.Resources[id] }

func (t *template) path(id string) string { return t.stack.Within(t.resource(id).Path(id)) }

// property is that of a resource in words.
func (t *template) property(id, name string) string {
	return words.Of(t.resource(id), t.resource(id).Properties[name])
}

// refers are the logical ids of the stack that a value refers to, in their order.
func (t *template) refers(value any) (ids []string) {
	found := func(id any) {
		if name, is := id.(string); is && t.resource(name) != nil {
			ids = append(ids, name)
		}
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			ids = append(ids, t.refers(item)...)
		}
	case map[string]any:
		found(v["Ref"])
		if of, is := v["Fn::GetAtt"].([]any); is && len(of) > 0 {
			found(of[0])
			return ids
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			ids = append(ids, t.refers(v[name])...)
		}
	}
	return ids
}

// reference is the one id that a property of a resource refers to, or nothing.
func (t *template) reference(id, property string) string {
	if ids := t.refers(t.resource(id).Properties[property]); len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// A rule lets something into a security group.
type rule struct{ ports, from string }

// ingress are the rules of each security group of the stack, which has them itself or by resources beside it.
func (t *template) ingress() map[string][]rule {
	rules := map[string][]rule{}
	for _, id := range t.ids["AWS::EC2::SecurityGroup"] {
		own, _ := t.resource(id).Properties["SecurityGroupIngress"].([]any)
		for _, item := range own {
			if fields, is := item.(map[string]any); is {
				rules[id] = append(rules[id], t.rule(id, fields))
			}
		}
	}
	for _, id := range t.ids["AWS::EC2::SecurityGroupIngress"] {
		if group := t.reference(id, "GroupId"); group != "" {
			rules[group] = append(rules[group], t.rule(id, t.resource(id).Properties))
		}
	}
	return rules
}

func (t *template) rule(id string, fields map[string]any) rule {
	text := func(name string) string { return words.Of(t.resource(id), fields[name]) }
	r := rule{ports: text("FromPort"), from: cmp.Or(text("CidrIp"), text("CidrIpv6"), text("SourcePrefixListId"))}
	switch to, protocol := text("ToPort"), text("IpProtocol"); {
	case protocol == "-1":
		r.ports = "everything"
	case protocol != "tcp" && protocol != "6":
		r.ports = strings.TrimSpace(protocol + " " + r.ports)
	case to != r.ports:
		r.ports += "–" + to
	}
	if groups := t.refers(fields["SourceSecurityGroupId"]); len(groups) > 0 {
		r.from = t.path(groups[0])
	}
	if r.from == "0.0.0.0/0" || r.from == "::/0" {
		r.from = "anywhere"
	}
	return r
}

// open says what security groups of the stack let in; nothing where they are not of the stack.
func (t *template) open(groups any) string {
	ports := map[string][]string{}
	ids := t.refers(groups)
	for _, id := range ids {
		for _, r := range t.rules[id] {
			if !slices.Contains(ports[r.from], r.ports) {
				ports[r.from] = append(ports[r.from], r.ports)
			}
		}
	}
	var said []string
	for _, from := range slices.Sorted(maps.Keys(ports)) {
		said = append(said, strings.Join(ports[from], ", ")+" from "+from)
	}
	switch {
	case len(ids) == 0:
		return ""
	case len(said) == 0:
		return "lets nothing in"
	}
	return "lets in " + strings.Join(said, "; ")
}
