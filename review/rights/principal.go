package rights

import (
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/reference"
)

// A subject is a principal, or a resource with a policy.
type subject struct {
	id, kind string
	// name is the text of a reference to it.
	name  string
	is    *assembly.Resource // nil if it is not of the stack
	does  document
	trust document
	// managed are the ARNs of policies whose text is not in the stack, groups what a user is in.
	managed, groups []string
	boundary        string
	bounds          *document
	guarded         bool // it is a resource with a policy
	// settings are what opens a resource besides its policy.
	settings []string
}

const (
	role            = "AWS::IAM::Role"
	user            = "AWS::IAM::User"
	group           = "AWS::IAM::Group"
	managedPolicy   = "AWS::IAM::ManagedPolicy"
	permissionSet   = "AWS::SSO::PermissionSet"
	instanceProfile = "AWS::IAM::InstanceProfile"
)

// attached are the fields of a policy that name whom it is attached to.
var attached = map[string]string{
	"Roles": role, "RoleName": role, "Users": user, "UserName": user, "Groups": group, "GroupName": group,
}

// A collector gathers what the principals of a stack may do.
type collector struct {
	reader
	subjects map[string]*subject
	// policies are the managed policies of the stack, by the text of a reference to them.
	policies map[string]document
	names    map[string]string
}

// principals are the roles, users and groups of a stack, and those of elsewhere that it gives rights.
func principals(r reader) map[string]*subject {
	c := collector{reader: r, subjects: map[string]*subject{}, policies: map[string]document{}}
	ids := slices.Sorted(maps.Keys(r.scope.Resources()))
	for _, id := range ids {
		if resource := r.scope.Resources()[id]; resource.Type == managedPolicy {
			var d document
			r.of(resource).read(&d, resource.Properties["PolicyDocument"])
			c.policies[r.scope.Name(id)] = d
		}
	}
	for _, id := range ids {
		c.declare(id, r.scope.Resources()[id])
	}
	for _, id := range ids {
		switch resource := r.scope.Resources()[id]; resource.Type {
		case managedPolicy, "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy":
			c.attach(id, resource)
		case "AWS::IAM::UserToGroupAddition":
			for _, name := range r.scope.Texts(resource.Properties["Users"]) {
				s := c.subject(user, name)
				s.groups = append(s.groups, r.scope.Text(resource.Properties["GroupName"]))
			}
		}
	}
	return c.subjects
}

// declare adds a principal of the stack with what it says of itself.
func (c *collector) declare(id string, resource *assembly.Resource) {
	properties := resource.Properties
	switch resource.Type {
	case role, user, group:
	case permissionSet:
		s := c.subject(permissionSet, c.scope.Name(id))
		s.is = resource
		c.read(&s.does, properties["InlinePolicy"])
		s.managed = c.scope.Texts(properties["ManagedPolicies"])
		return
	case instanceProfile:
		s := c.subject(instanceProfile, c.scope.Name(id))
		s.is, s.groups = resource, c.scope.Texts(properties["Roles"])
		return
	default:
		return
	}
	s := c.subject(resource.Type, c.scope.Name(id))
	s.is = resource
	inline, _ := properties["Policies"].([]any)
	for _, entry := range inline {
		policy, is := entry.(map[string]any)
		if document, has := policy["PolicyDocument"]; is && has {
			c.read(&s.does, document)
		} else if !reference.NoValue(entry) {
			c.read(&s.does, entry)
		}
	}
	for _, arn := range c.scope.Texts(properties["ManagedPolicyArns"]) {
		c.manage(s, arn)
	}
	if resource.Type == role {
		trusting := c.reader
		trusting.ofResource = true
		trusting.read(&s.trust, properties["AssumeRolePolicyDocument"])
	}
	if boundary := c.scope.Text(properties["PermissionsBoundary"]); boundary != "" {
		s.boundary = boundary
		if known, is := c.policies[boundary]; is {
			s.bounds = &known
		} else if admin(boundary) {
			s.bounds = &document{allow: []right{everything}}
		}
	}
	s.groups = append(s.groups, c.scope.Texts(properties["Groups"])...)
}

var everything = newRight(one("*"), one("*"), one("*"), nil)

// admin reports whether an ARN is that of AWS's policy that allows everything (AWS page "AdministratorAccess").
func admin(arn string) bool {
	return strings.HasPrefix(arn, "arn:aws") && strings.HasSuffix(arn, ":iam::aws:policy/AdministratorAccess")
}

// manage gives a principal a managed policy, by its text if that is known.
func (c *collector) manage(s *subject, arn string) {
	known, is := c.policies[arn]
	switch {
	case is:
		s.does.add(known)
	case admin(arn):
		s.does.allow = append(s.does.allow, everything)
	default:
		s.managed = append(s.managed, arn)
	}
}

func (d *document) add(other document) {
	d.allow = append(d.allow, other.allow...)
	d.deny = append(d.deny, other.deny...)
	d.odd = append(d.odd, other.odd...)
}

// attach gives a policy to those whom it names.
func (c *collector) attach(id string, resource *assembly.Resource) {
	d, managed := c.policies[c.scope.Name(id)]
	if !managed {
		c.reader.of(resource).read(&d, resource.Properties["PolicyDocument"])
	}
	for field, kind := range attached {
		for _, name := range c.scope.Texts(resource.Properties[field]) {
			c.subject(kind, name).does.add(d)
		}
	}
}

// of is the principal of a name, which a policy may write or refer to.
func (c *collector) subject(kind, name string) *subject {
	if c.names == nil {
		c.names = c.written()
	}
	if own, is := c.names[kind+" "+name]; is {
		name = own
	}
	key := kind + " " + name
	if c.subjects[key] == nil {
		id, _ := c.scope.Referred(name)
		c.subjects[key] = &subject{id: id, kind: kind, name: name}
	}
	return c.subjects[key]
}

// written are references to principals by the names that the stack gives them.
func (c *collector) written() map[string]string {
	names := map[string]string{}
	for id, resource := range c.scope.Resources() {
		for _, field := range []string{"RoleName", "UserName", "GroupName"} {
			if name, is := resource.Properties[field].(string); is && attached[field] == resource.Type {
				names[resource.Type+" "+c.scope.Text(name)] = c.scope.Name(id)
			}
		}
	}
	return names
}
