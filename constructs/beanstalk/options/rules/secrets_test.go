package rules_test

import (
	"testing"
)

// What begins like the name of a secret or a parameter and is none is told, also where its value is known on deployment only.
func TestNamesOfSecrets(t *testing.T) {
	const parameter, app = "arn:aws:ssm:eu-west-1:111122223333:parameter/", " aws:elasticbeanstalk:application:environmentsecrets A "
	for value, want := range map[string]string{
		"{{resolve:secretsmanager:app:SecretString:password}}": "error:" + app + "must be the ARN of a secret, got a dynamic reference to " +
			"its value, which everybody who may describe the environment could read; write the ARN [secret-name]",
		parameter + "/app/key": "warning:" + app + `must name one parameter with a slash between levels, got "` + parameter +
			`/app/key"; write one slash: "/app/key" is "parameter/app/key" in its ARN [secret-name]`,
		parameter + "app//key": "warning:" + app + `must name one parameter with a slash between levels, got "` + parameter +
			`app//key"; write one slash: "/app/key" is "parameter/app/key" in its ARN [secret-name]`,
		"{{resolve:ssm:/app/arn}}": "", parameter + "app/key": "",
	} {
		got := ""
		for _, problem := range check(webServer, set(profile, "secrets A = "+value)) {
			problem.Doc = ""
			got += problem.String()
		}
		if got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", value, got, want)
		}
	}
}
