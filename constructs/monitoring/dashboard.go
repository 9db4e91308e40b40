package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newDashboard shows the state of the alarms, and below it what each of them watches, with its threshold.
func newDashboard(scope constructs.Construct, unwell awscloudwatch.CompositeAlarm, alarms []awscloudwatch.Alarm) awscloudwatch.Dashboard {
	dashboard := awscloudwatch.NewDashboard(scope, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		PeriodOverride: awscloudwatch.PeriodOverride_INHERIT,
	})
	var states []interfacesawscloudwatch.IAlarmRef
	if unwell != nil {
		states = append(states, unwell)
	}
	var graphs []awscloudwatch.IWidget
	for _, a := range alarms {
		states = append(states, a)
		graphs = append(graphs, awscloudwatch.NewAlarmWidget(&awscloudwatch.AlarmWidgetProps{
			Title: a.Node().Id(), Alarm: a, Width: jsii.Number(8),
		}))
	}
	dashboard.AddWidgets(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
		Title: jsii.String("Alarms"), Alarms: &states, Width: jsii.Number(24),
	}))
	dashboard.AddWidgets(graphs...)
	return dashboard
}
