package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newDashboard shows the state of the alarms, and below it what each of them watches, with its threshold.
func newDashboard(
	scope constructs.Construct, props *MonitoringProps, unwell awscloudwatch.CompositeAlarm, alarms []awscloudwatch.Alarm,
) awscloudwatch.Dashboard {
	dashboard := awscloudwatch.NewDashboard(scope, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		PeriodOverride: awscloudwatch.PeriodOverride_INHERIT,
	})
	var states []interfacesawscloudwatch.IAlarmRef
	if unwell != nil {
		states = append(states, unwell)
	}
	for _, a := range alarms {
		states = append(states, a)
	}
	dashboard.AddWidgets(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
		Title: jsii.String("Alarms"), Alarms: &states, Width: jsii.Number(24),
	}))
	var graphs []awscloudwatch.IWidget
	for i, a := range props.defined() {
		graphs = append(graphs, awscloudwatch.NewAlarmWidget(&awscloudwatch.AlarmWidgetProps{
			Title: jsii.String(a.field), Alarm: alarms[i], Width: jsii.Number(8),
		}))
	}
	dashboard.AddWidgets(graphs...)
	return dashboard
}
