package rights_test

import (
	"strings"
	"testing"

	"beanstalkline/review/rights"
)

func attached(id, kind, statements string) string {
	return `, "` + id + `": {"Type": "AWS::IAM::` + kind + `", "Properties": {"PolicyName": "` + id + `", "Roles": [{"Ref": "Role"}],
		"PolicyDocument": {"Statement": [` + statements + `]}}}`
}

// What is written in another way allows the same.
func TestNoChange(t *testing.T) {
	get, put := allow(`"s3:GetObject"`, objects), allow(`"s3:PutObject"`, objects)
	check(t, map[string]row{
		"a statement in another policy of the role": {bucket + role(get+","+put), bucket + role(get) + attached("P", "Policy", put), ""},
		"a managed policy instead of an inline one": {bucket + role(get), bucket + role("") + attached("P", "ManagedPolicy", get), ""},
		"a managed policy of the stack by its ARN": {bucket + role(get), bucket + `"Role": {"Type": "AWS::IAM::Role",
			"Properties": {"ManagedPolicyArns": [{"Ref": "P"}]}}, "P": {"Type": "AWS::IAM::ManagedPolicy",
			"Properties": {"PolicyDocument": {"Statement": ` + get + `}}}`, ""},
		"a policy by the name of the role": {
			bucket + `"Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}` + attached("P", "Policy", get),
			bucket + `"Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}, "P": {"Type": "AWS::IAM::RolePolicy",
			"Properties": {"RoleName": "r", "PolicyDocument": {"Statement": [` + get + `]}}}`, ""},
		"statements merged": {bucket + role(get+","+put), bucket + role(allow(`["s3:PutObject", "s3:GetObject"]`, objects)), ""},
		"statements split and in another order": {bucket + role(allow(`["s3:PutObject", "s3:GetObject"]`, `[`+objects+`, "*"]`)),
			bucket + role(allow(`"s3:GetObject"`, `"*"`)+","+put+","+get+","+allow(`"s3:PutObject"`, `"*"`)), ""},
		"a statement twice":                 {bucket + role(get), bucket + role(get+","+get), ""},
		"a name for the statement":          {bucket + role(get), bucket + role(allow(`"s3:GetObject"`, objects, `, "Sid": "Read"`)), ""},
		"an action in another case":         {bucket + role(get), bucket + role(allow(`"S3:getobject"`, objects)), ""},
		"what is covered by all of s3":      {role(allow(`"s3:*"`, `"*"`)), role(allow(`"s3:*"`, `"*"`) + "," + allow(`"s3:Get*"`, `"*"`)), ""},
		"what is covered by all but iam":    {role(butIam), role(butIam + "," + allow(`"s3:Get*"`, `"*"`)), ""},
		"what is covered by another prefix": {bucket + role(get), bucket + role(get+","+allow(`"s3:GetObject"`, below)), ""},
		"what is denied anyway":             {role(deny(`"s3:*"`, `"*"`)), role(deny(`"s3:*"`, `"*"`) + "," + allow(`"s3:Get*"`, `"*"`)), ""},
		"a substitution for a join":         {bucket + role(get), bucket + role(allow(`"s3:GetObject"`, `{"Fn::Sub": "${Bucket.Arn}/*"}`)), ""},
		"an ARN of its parts": {bucket + role(get),
			bucket + role(allow(`"s3:GetObject"`, `{"Fn::Sub": ["arn:${AWS::Partition}:s3:::${B}/*", {"B": {"Ref": "Bucket"}}]}`)), ""},
		"the account and the region in full": {
			role(allow(`"sqs:*"`, `{"Fn::Join": [":", ["arn:aws:sqs", {"Ref": "AWS::Region"}, {"Ref": "AWS::AccountId"}, "q"]]}`)),
			role(allow(`"sqs:*"`, `"arn:aws:sqs:eu-central-1:111122223333:q"`)), ""},
		"another id of the bucket": {bucket + role(get), `"Bucket2": {"Type": "AWS::S3::Bucket"}, ` +
			role(allow(`"s3:GetObject"`, `{"Fn::Sub": "${Bucket2.Arn}/*"}`)), ""},
		"a condition's values in another order": {role(allow(`"s3:*"`, `"*"`, when(`"StringEquals": {"aws:RequestedRegion": ["a", "b"]}`))),
			role(allow(`"s3:*"`, `"*"`, when(`"StringEquals": {"AWS:requestedregion": ["b", "a"]}`))), ""},
		"a condition's values in two statements": {
			role(allow(`"s3:*"`, `"*"`, when(`"StringEquals": {"aws:RequestedRegion": ["a", "b"]}`))),
			role(allow(`"s3:*"`, `"*"`, when(`"StringEquals": {"aws:RequestedRegion": "b"}`)) + "," +
				allow(`"s3:*"`, `"*"`, when(`"StringEquals": {"aws:RequestedRegion": "a"}`))), ""},
		"AWS's policy that allows everything, and more": {role(allow(`"*"`, `"*"`)), `"Role": {"Type": "AWS::IAM::Role", "Properties":
			{"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess"]}}`, ""},
		"all but everything": {role(""), role(`{"Effect": "Allow", "NotAction": "*", "Resource": "*"}`), ""},
		"an instance profile of the same role": {`"Role": {"Type": "AWS::IAM::Role"}, ` + profile("Role"),
			`"Role2": {"Type": "AWS::IAM::Role"}, ` + profile("Role2"), ""},
	})
}

const (
	butIam = `{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}`
	below  = `{"Fn::Sub": "${Bucket.Arn}/logs/*"}`
)

func when(condition string) string { return `, "Condition": {` + condition + `}` }

func profile(role string) string {
	return `"Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": [{"Ref": "` + role + `"}]}}`
}

func TestMoreAndLess(t *testing.T) {
	get, none := allow(`"s3:GetObject"`, objects), role("")
	inEU := when(`"StringEquals": {"aws:RequestedRegion": "eu-central-1"}`)
	check(t, map[string]row{
		"an action": {bucket + role(get), bucket + role(allow(`["s3:GetObject", "s3:PutObject"]`, objects)),
			"+ App/Role may now s3:PutObject on every object of App/Bucket"},
		"an action less": {bucket + role(allow(`["s3:GetObject", "s3:PutObject"]`, objects)), bucket + role(get),
			"- App/Role may no longer s3:PutObject on every object of App/Bucket"},
		"all of a service": {bucket + role(get), bucket + role(allow(`"s3:*"`, objects)),
			"+ App/Role may now s3:* on every object of App/Bucket"},
		"another resource": {bucket + role(get), bucket + role(allow(`"s3:GetObject"`, below)),
			"- App/Role may no longer s3:GetObject on every object of App/Bucket"},
		"a wider resource": {bucket + role(allow(`"s3:GetObject"`, below)), bucket + role(get),
			"+ App/Role may now s3:GetObject on every object of App/Bucket"},
		"every resource": {bucket + role(get), bucket + role(allow(`"s3:GetObject"`, `"*"`)),
			"+ App/Role may now s3:GetObject on every resource"},
		"everything": {none, role(allow(`"*"`, `"*"`)), "+! App/Role may now do everything on every resource"},
		"all but iam": {role(allow(`"s3:*"`, `"*"`)), role(butIam),
			"+! App/Role may now do everything but iam:* and sts:* on every resource"},
		"all of iam": {none, role(allow(`"iam:*"`, `"*"`)), "+! App/Role may now iam:* on every resource"},
		"all but a resource": {none, role(`{"Effect": "Allow", "Action": "s3:Get*", "NotResource": "arn:aws:s3:::secret/*"}`),
			"+ App/Role may now s3:Get* on every resource but every object of the bucket secret"},
		"several at once": {bucket + none, bucket + role(allow(`["kms:Decrypt", "s3:GetObject"]`, `[`+objects+`, "arn:aws:s3:::b"]`)),
			"+ App/Role may now kms:Decrypt and s3:GetObject on every object of App/Bucket and on the bucket b"},
		"a condition less": {role(allow(`"s3:*"`, `"*"`, inEU)), role(allow(`"s3:*"`, `"*"`)),
			"+ App/Role may now s3:* on every resource (before: if aws:RequestedRegion is eu-central-1)"},
		"a condition more": {role(allow(`"s3:*"`, `"*"`)), role(allow(`"s3:*"`, `"*"`, inEU)),
			"- App/Role may no longer s3:* on every resource (now only if aws:RequestedRegion is eu-central-1)"},
		"another condition": {role(allow(`"s3:*"`, `"*"`, inEU)),
			role(allow(`"s3:*"`, `"*"`, when(`"Bool": {"aws:MultiFactorAuthPresent": true}`))), "+- App/Role may now s3:* on every resource " +
				"if aws:MultiFactorAuthPresent is true (before: if aws:RequestedRegion is eu-central-1)"},
		"a range of a condition": {role(allow(`"s3:*"`, `"*"`, when(`"IpAddress": {"aws:SourceIp": "10.0.0.0/24"}`))),
			role(allow(`"s3:*"`, `"*"`, when(`"IpAddress": {"aws:SourceIp": "10.0.0.0/16"}`))),
			"+ App/Role may now s3:* on every resource if aws:SourceIp is in 10.0.0.0/16 (before: if aws:SourceIp is in 10.0.0.0/24)"},
		"all but less": {role(butIam), role(strings.Replace(butIam, `, "sts:*"`, "", 1)),
			"+! App/Role may now do everything but iam:* on every resource"},
		"what is left out of all": {role(butIam), role(butIam + "," + allow(`"iam:PassRole"`, `"*"`)),
			"+ App/Role may now iam:PassRole on every resource"},
		"everything, under a condition": {none, role(allow(`"*"`, `"*"`, inEU)),
			"+ App/Role may now do everything on every resource if aws:RequestedRegion is eu-central-1"},
		"a value less that must not be": {role(allow(`"s3:*"`, `"*"`, when(`"StringNotEquals": {"a:b": ["x", "y"]}`))),
			role(allow(`"s3:*"`, `"*"`, when(`"StringNotEquals": {"a:b": "x"}`))),
			"+ App/Role may now s3:* on every resource if a:b is not x (before: if a:b is not x nor y)"},
		"a value more that must not be": {role(allow(`"s3:*"`, `"*"`, when(`"StringNotEquals": {"a:b": "x"}`))),
			role(allow(`"s3:*"`, `"*"`, when(`"StringNotEquals": {"a:b": ["x", "y"]}`))),
			"- App/Role may no longer s3:* on every resource if a:b is not x (now only if a:b is not x nor y)"},
		"a denial less": {role(allow(`"s3:*"`, `"*"`) + "," + deny(`"s3:Delete*"`, `"*"`)), role(allow(`"s3:*"`, `"*"`)),
			"+ App/Role is no longer denied s3:Delete* on every resource"},
		"a denial more": {role(allow(`"s3:*"`, `"*"`)), role(allow(`"s3:*"`, `"*"`) + "," + deny(`"s3:Delete*"`, `"*"`)),
			"- App/Role is now denied s3:Delete* on every resource"},
		"a denial of all": {role(allow(`"s3:*"`, `"*"`)), role(allow(`"s3:*"`, `"*"`) + "," + deny(`"*"`, `"*"`)),
			"- App/Role may no longer s3:* on every resource"},
		"a denial of what is not allowed": {role(allow(`"s3:*"`, `"*"`)), role(allow(`"s3:*"`, `"*"`) + "," + deny(`"ec2:*"`, `"*"`)), ""},
		"a denial of what a policy of AWS may allow": {bothOf(deny(`"ec2:*"`, `"*"`)), bothOf(""),
			"+ App/Role is no longer denied ec2:* on every resource"},
		"a policy that is there under a condition only": {role("") + attached("P", "Policy", allow(`"s3:*"`, `"*"`)),
			role("") + strings.Replace(attached("P", "Policy", allow(`"s3:*"`, `"*"`)), `"Properties"`, `"Condition": "Prod", "Properties"`, 1),
			"- App/Role may no longer s3:* on every resource (now only if the template's condition Prod is met)"},
		"an action that is a parameter": {role(""), role(allow(`{"Ref": "Do"}`, `"*"`)), "+ App/Role may now ${Do} on every resource"},
		"a right of which something is denied": {role(deny(`"s3:Delete*"`, `"*"`)),
			role(deny(`"s3:Delete*"`, `"*"`) + "," + allow(`"s3:*"`, `"*"`)),
			"+ App/Role may now s3:* on every resource, except what another statement denies"},
		"a policy of AWS": {none, `"Role": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns":
			[{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/ReadOnlyAccess"]]}]}}`,
			"+ App/Role now has AWS's managed policy ReadOnlyAccess: what it allows is not compared here"},
		"a policy of AWS that is nearly everything": {none, managedBy("arn:aws:iam::aws:policy/PowerUserAccess"),
			"+! App/Role now has AWS's managed policy PowerUserAccess: what it allows is not compared here"},
		"AWS's policy of everything": {none, managedBy("arn:aws:iam::aws:policy/AdministratorAccess"),
			"+! App/Role may now do everything on every resource"},
		"another policy of the account": {managedBy("arn:aws:iam::111122223333:policy/x"), none,
			"- App/Role no longer has the managed policy x: what it allowed is not compared here"},
		"a policy that is not read": {none, role(`{"Fn::Transform": "x"}`),
			`? App/Role now has a statement that cannot be read here: {"Fn::Transform":"x"}`},
		"a statement under a condition of the template": {none, role(`{"Fn::If": ["Prod", ` + allow(`"s3:*"`, `"*"`) + `,
			{"Ref": "AWS::NoValue"}]}`), "+ App/Role may now s3:* on every resource if the template's condition Prod is met"},
	})
}

func bothOf(statements string) string {
	return `"Role": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
		"Policies": [{"PolicyDocument": {"Statement": [` + statements + `]}}]}}`
}

func managedBy(arn string) string {
	return `"Role": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": ["` + arn + `"]}}`
}

func bounded(boundary, statements string) string {
	return `"Role": {"Type": "AWS::IAM::Role", "Properties": {"PermissionsBoundary": ` + boundary + `, "Policies": [{"PolicyName": "a",
		"PolicyDocument": {"Statement": [` + statements + `]}}]}}`
}

func TestPermissionsBoundary(t *testing.T) {
	limit := func(statements string) string {
		return `, "Limit": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": [` + statements + `]}}}`
	}
	all, s3, read := allow(`"*"`, `"*"`), allow(`"s3:*"`, `"*"`), allow(`"s3:Get*"`, `"*"`)
	ref, outside, other := `{"Ref": "Limit"}`, `"arn:aws:iam::111122223333:policy/a"`, `"arn:aws:iam::111122223333:policy/b"`
	check(t, map[string]row{
		"what is outside": {bounded(ref, read) + limit(read), bounded(ref, s3) + limit(read), ""},
		"a wider one": {bounded(ref, all) + limit(read), bounded(ref, all) + limit(s3),
			"+ App/Role may now s3:* on every resource"},
		"a narrower one": {bounded(ref, all) + limit(s3), bounded(ref, all) + limit(read),
			"- App/Role may no longer s3:* on every resource"},
		"one less": {bounded(ref, s3) + limit(read), role(s3) + limit(read),
			"+ App/Role may now s3:* on every resource"},
		"one that is not read": {bounded(outside, s3), role(s3),
			"+ App/Role is no longer limited by the permissions boundary a"},
		"one more that is not read": {role(s3), bounded(outside, s3),
			"- App/Role is now limited by the permissions boundary a"},
		"two that are not read": {bounded(outside, s3), bounded(other, s3), "? App/Role has the permissions boundary " +
			"b instead of a: what they allow is not compared here"},
	})
}

func TestNewAndGone(t *testing.T) {
	some := role(allow(`["s3:GetObject", "s3:PutObject"]`, objects) + "," + allow(`"s3:ListBucket"`, `"*"`) + "," + allow(`"kms:*"`, `"*"`))
	check(t, map[string]row{
		"a role": {bucket + `"X": {"Type": "X::Y::Z"}`, bucket + some, `+ App/Role may kms:* on every resource
			+ App/Role may s3:GetObject and s3:PutObject on every object of App/Bucket; s3:ListBucket on every resource`},
		"a role less": {bucket + role(allow(`"s3:GetObject"`, objects)), bucket + `"X": {"Type": "X::Y::Z"}`,
			"- App/Role may no longer s3:GetObject on every object of App/Bucket"},
		"a role in the place of another": {bucket + role(allow(`"s3:GetObject"`, objects)), bucket + `"Role2": {"Type": "AWS::IAM::Role",
			"Properties": {"Policies": [{"PolicyDocument": {"Statement": ` + allow(`"s3:*"`, objects) + `}}]}}`,
			"+ App/Role may now s3:* on every object of App/Bucket"},
		"a role that is kept": {`"Role": {"Type": "AWS::IAM::Role", "DeletionPolicy": "Retain", "Properties": {}}`, `"X": {"Type": "X::Y::Z"}`,
			"? App/Role leaves the stack and is kept: what it may do then is not known here"},
		"a bucket that is kept, without its policy": {
			strings.Replace(bucketPolicy(to(`"*"`, "s3:GetObject", "")), `::Bucket"`, `::Bucket", "DeletionPolicy": "Retain"`, 1),
			`"X": {"Type": "X::Y::Z"}`, "- everybody may no longer s3:GetObject on every object of App/Bucket"},
		"a key that is kept": {`"Key": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "Properties": {"KeyPolicy": {"Statement":
			{"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}}}}`, `"X": {"Type": "X::Y::Z"}`, ""},
		"a role of elsewhere": {`"X": {"Type": "X::Y::Z"}`, `"P": {"Type": "AWS::IAM::Policy", "Properties": {"Roles": ["theirs"],
			"PolicyDocument": {"Statement": ` + allow(`"s3:*"`, `"*"`) + `}}}`, "+ theirs may now s3:* on every resource"},
		"a user's group": {`"Eve": {"Type": "AWS::IAM::User"}, "Admins": {"Type": "AWS::IAM::Group"}`,
			`"Eve": {"Type": "AWS::IAM::User", "Properties": {"Groups": [{"Ref": "Admins"}]}}, "Admins": {"Type": "AWS::IAM::Group"}`,
			"+ App/Eve now is in the group App/Admins, and has its rights"},
		"another role of instances": {`"A": {"Type": "AWS::IAM::Role"}, "B": {"Type": "AWS::IAM::Role"}, ` + profile("A"),
			`"A": {"Type": "AWS::IAM::Role"}, "B": {"Type": "AWS::IAM::Role"}, ` + profile("B"),
			`+ instances with App/Profile now have the rights of App/B
			- instances with App/Profile no longer have the rights of App/A`},
	})
}

func TestNoStackAfter(t *testing.T) {
	if got := rights.Between(stack(t, role(allow(`"*"`, `"*"`))), nil); got != nil {
		t.Errorf("got %q of a stack that stays as it is", told(got))
	}
}
