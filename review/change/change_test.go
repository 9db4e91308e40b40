package change

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// between is what the library and diff.mjs say of two templates' resources.
func between(t *testing.T, base, head string) map[string]Change {
	t.Helper()
	if err := Installed(t.Context(), ".."); err != nil {
		t.Fatal(err)
	}
	folder, pair := t.TempDir(), Pair{}
	for file, content := range map[*string]string{&pair.Base: base, &pair.Head: head} {
		*file = filepath.Join(folder, fmt.Sprintf("%p.json", file))
		if err := os.WriteFile(*file, []byte(`{"Resources": {`+content+`}}`), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	changes, err := Between(t.Context(), "..", []Pair{pair})
	if err != nil {
		t.Fatal(err)
	}
	return changes[0]
}

const (
	vpc    = `"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.%d.0.0/16"}}`
	subnet = `"Subnet": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": %s}}`
)

func TestWhatIsReplacedReplacesWhatNeedsIt(t *testing.T) {
	for name, reference := range map[string]string{
		"Ref": `{"Ref": "Vpc"}`, "GetAtt": `{"Fn::GetAtt": ["Vpc", "VpcId"]}`, "short GetAtt": `{"Fn::GetAtt": "Vpc.VpcId"}`,
		"Join": `{"Fn::Join": ["", [{"Ref": "Vpc"}]]}`, "Sub": `{"Fn::Sub": "${Vpc.VpcId}"}`,
		"If": `{"Fn::If": ["C", {"Ref": "Vpc"}, "vpc-1"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			group := `"Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"Tags": [{"Key": "subnet", "Value": {"Ref": "Subnet"}}]}}`
			rest := "," + fmt.Sprintf(subnet, reference) + "," + group
			got := between(t, fmt.Sprintf(vpc, 0)+rest, fmt.Sprintf(vpc, 1)+rest)
			want := map[string]Change{
				"Vpc":    {Replace, map[string]Impact{"CidrBlock": Replace}},
				"Subnet": {Replace, map[string]Impact{"VpcId": Replace}},
				"Group":  {Update, map[string]Impact{"Tags": Update}},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestImpacts(t *testing.T) {
	const bucket = `"Bucket": {"Type": "AWS::S3::Bucket"}`
	for name, c := range map[string]struct {
		base, head string
		want       map[string]Impact
	}{
		"nothing":       {bucket, bucket, map[string]Impact{}},
		"another order": {fmt.Sprintf(vpc, 0) + "," + bucket, bucket + "," + fmt.Sprintf(vpc, 0), map[string]Impact{}},
		"created":       {"", bucket, map[string]Impact{"Bucket": Create}},
		"deleted":       {bucket, "", map[string]Impact{"Bucket": Destroy}},
		"kept":          {`"Bucket": {"Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain"}`, "", map[string]Impact{"Bucket": Orphan}},
		"a name of the language": {
			`"__proto__": {"Type": "AWS::S3::Bucket"}`, `"constructor": {"Type": "AWS::S3::Bucket"}`,
			map[string]Impact{"__proto__": Destroy, "constructor": Create},
		},
		"a property that the library cannot read": {
			`"X": {"Type": "A::B::C", "Properties": {"hasOwnProperty": 1, "a": 1}}`,
			`"X": {"Type": "A::B::C", "Properties": {"hasOwnProperty": 2, "a": 2}}`, map[string]Impact{"X": Unknown},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]Impact{}
			for id, change := range between(t, c.base, c.head) {
				got[id] = change.Impact
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestChangesAreReadBack(t *testing.T) {
	var c Change
	err := json.Unmarshal([]byte(`{"impact": "WILL_UPDATE", "properties": {"A": "MAY_REPLACE"}}`), &c)
	if err != nil || c.Properties["A"] != MayReplace {
		t.Errorf("got %+v, %v", c, err)
	}
}
