package localaws_test

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// A database of the CDK has a secret, in which the app finds where the database is.
func TestTheSecretOfADatabaseSaysWhereItIs(t *testing.T) {
	client := start(t)
	ref := func(name string) any { return map[string]any{"Ref": name} }
	reasons := deploy(t, client, "Stack", of(map[string]any{
		"Secret": map[string]any{"Type": "AWS::SecretsManager::Secret", "Properties": map[string]any{
			"GenerateSecretString": map[string]any{"SecretStringTemplate": `{"username":"postgres"}`, "GenerateStringKey": "password"},
		}},
		"Database": map[string]any{"Type": "AWS::RDS::DBInstance", "Properties": map[string]any{
			"Engine": "postgres", "DBInstanceClass": "db.m5.large", "AllocatedStorage": "100", "Port": 5432,
			"MasterUsername": "postgres", "MasterUserPassword": "not-a-secret",
		}},
		"Attachment": map[string]any{"Type": "AWS::SecretsManager::SecretTargetAttachment", "Properties": map[string]any{
			"SecretId": ref("Secret"), "TargetId": ref("Database"), "TargetType": "AWS::RDS::DBInstance",
		}},
	}))
	if reasons != "" {
		t.Fatal(reasons)
	}
	made := ids(t, client, "Stack")
	if made["Attachment"] != made["Secret"] {
		t.Errorf("a reference to the attachment gives %s, and the secret is %s", made["Attachment"], made["Secret"])
	}
	secret := made["Secret"]
	got, err := client.SecretsManager.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: &secret})
	if err != nil {
		t.Fatal(err)
	}
	var value struct {
		Username, Password, Engine, Host string
		Port                             int
	}
	if err := json.Unmarshal([]byte(*got.SecretString), &value); err != nil {
		t.Fatal(err)
	}
	if value.Username != "postgres" || value.Password == "" || value.Engine != "postgres" || value.Host == "" || value.Port != 5432 {
		t.Errorf("the secret holds %+v", value)
	}
}
