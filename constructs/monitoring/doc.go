// Package monitoring tells people when an environment is unwell or a run of its pipeline has failed: alarms, a topic
// that sends mail, and a dashboard.
//
//	monitoring.NewMonitoring(stack, jsii.String("Monitoring"), &monitoring.MonitoringProps{
//		Environment:    environment,
//		Pipeline:       pipeline.Pipeline,
//		EmailAddresses: jsii.Strings("ops@example.com"),
//	})
//
// It makes the environment publish the metrics that its alarms watch, and no others, because each one costs something.
package monitoring
