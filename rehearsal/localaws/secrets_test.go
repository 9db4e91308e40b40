package localaws_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"beanstalkline/rehearsal/secrets"
)

func TestARoleReadsTheSecretsThatItMay(t *testing.T) {
	client := start(t)
	secret, err := client.SecretsManager.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{
		Name: aws.String("database"), SecretString: aws.String(`{"password":"x"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"/shop/key": "k", "/other/key": "o"} {
		_, err := client.SSM.PutParameter(t.Context(), &ssm.PutParameterInput{
			Name: &name, Value: &value, Type: types.ParameterTypeSecureString,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	role, err := client.IAM.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: aws.String("instances"), AssumeRolePolicyDocument: &trust,
	})
	if err != nil {
		t.Fatal(err)
	}
	allow := `{"Effect":"Allow","Action":"%s","Resource":"%s"}`
	statements := fmt.Sprintf(allow, "secretsmanager:GetSecretValue", *secret.ARN) + "," +
		fmt.Sprintf(allow, "ssm:GetParameter*", "arn:aws:ssm:*:*:parameter/shop/*")
	_, err = client.IAM.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{
		RoleName: role.Role.RoleName, PolicyName: aws.String("read"),
		PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[` + statements + `]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	reader := secrets.Reader{AWS: client, Role: *role.Role.Arn}
	for id, want := range map[string]string{
		*secret.ARN: `{"password":"x"}`,
		"arn:aws:ssm:us-east-1:123456789012:parameter/shop/key":  "k",
		"arn:aws:ssm:us-east-1:123456789012:parameter/other/key": "not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm",
		"arn:aws:ssm:us-east-1:123456789012:parameter/gone":      "ParameterNotFound",
		"gone": "ResourceNotFoundException",
	} {
		got, err := reader.Value(t.Context(), id)
		if err != nil {
			got = err.Error()
		}
		if got != want && !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}
