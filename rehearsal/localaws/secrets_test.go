package localaws_test

import (
	"fmt"
	"regexp"
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

func TestSecretsOfAStack(t *testing.T) {
	client := start(t)
	value := func() string {
		got, err := client.SecretsManager.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("shop")})
		if err != nil {
			return err.Error()
		}
		return *got.SecretString
	}
	secret := func(properties map[string]any) template {
		properties["Name"] = "shop"
		return template{"Resources": map[string]any{
			"Secret": map[string]any{"Type": "AWS::SecretsManager::Secret", "Properties": properties},
		}}
	}
	generated := secret(map[string]any{"GenerateSecretString": map[string]any{
		"SecretStringTemplate": `{"username":"shop"}`, "GenerateStringKey": "password", "ExcludePunctuation": true, "PasswordLength": 20,
	}})
	if reasons := deploy(t, client, "Generated", generated); reasons != "" {
		t.Fatal(reasons)
	}
	form := regexp.MustCompile(`^\{"username": "shop", "password": "[A-Za-z0-9]{20}"\}$`)
	if got := value(); !form.MatchString(got) {
		t.Errorf("got %s", got)
	}
	again := deploy(t, client, "Again", secret(map[string]any{"SecretString": "x"}))
	if !strings.Contains(again, "already exists") {
		t.Errorf("got %s", again)
	}
	both := deploy(t, client, "Both", template{"Resources": map[string]any{"Secret": map[string]any{
		"Type":       "AWS::SecretsManager::Secret",
		"Properties": map[string]any{"SecretString": "x", "GenerateSecretString": map[string]any{}},
	}}})
	if !strings.Contains(both, "only one of") {
		t.Errorf("got %s", both)
	}
}
