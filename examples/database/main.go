// Database is a web app and the database that it keeps its data in, in a stack of its own. The app finds where the
// database is, and the password, in the environment variable DATABASE.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	data := awscdk.NewStack(app, jsii.String("DataStack"), nil)
	vpc := network.NewNetwork(data, jsii.String("Network"), nil).Vpc
	database := awsrds.NewDatabaseInstance(data, jsii.String("Database"), &awsrds.DatabaseInstanceProps{
		Vpc:                vpc,
		Engine:             awsrds.DatabaseInstanceEngine_POSTGRES(),
		InstanceType:       awsec2.NewInstanceType(jsii.String("t4g.small")),
		StorageEncrypted:   jsii.Bool(true),
		BackupRetention:    awscdk.Duration_Days(jsii.Number(7)),
		DeletionProtection: jsii.Bool(false), // true for data to keep, and no RemovalPolicy
		RemovalPolicy:      awscdk.RemovalPolicy_DESTROY,
	})

	web := awscdk.NewStack(app, jsii.String("WebStack"), nil)
	environment := beanstalk.NewWebEnvironment(web, jsii.String("Environment"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(web, jsii.String("Application"), nil),
		Vpc:         vpc,
		Secrets: &map[string]beanstalk.Secret{
			"DATABASE": beanstalk.SecretFromSecretsManager(database.Secret(), nil),
		},
	})
	// From the environment's side, so that the data stack does not refer back to the web stack.
	environment.Connections().AllowTo(database, awsec2.Port_POSTGRES(), nil)

	app.Synth(nil)
}
