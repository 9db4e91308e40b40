"""CloudWatch: alarms on metrics, composite ones, and dashboards."""

import json
import re

from moto.cloudwatch.models import Metric, MetricDataQuery, MetricStat, cloudwatch_backends

from .model import Model, Rejected


class MetricAlarm(Model):
    type, name_property = "AWS::CloudWatch::Alarm", "AlarmName"
    fixed = ("AlarmName",)

    @property
    def attributes(self):
        return {"Arn": self.place.arn("cloudwatch", f"alarm:{self.name}")}

    def create(self):
        self.check()
        given = self.properties
        self.put(
            namespace=given.get("Namespace"),
            metric_name=given.get("MetricName"),
            comparison_operator=given["ComparisonOperator"],
            evaluation_periods=int(given["EvaluationPeriods"]),
            datapoints_to_alarm=given.get("DatapointsToAlarm"),
            period=given.get("Period"),
            threshold=float(given["Threshold"]),
            statistic=given.get("Statistic"),
            extended_statistic=given.get("ExtendedStatistic"),
            dimensions=given.get("Dimensions", []),
            metric_data_queries=[query(item) for item in given.get("Metrics", [])],
            treat_missing_data=given.get("TreatMissingData"),
        )

    def check(self):
        given = self.properties
        if ("MetricName" in given) == ("Metrics" in given):
            raise Rejected("Invalid Request: exactly one of MetricName and Metrics must be given")
        returned = [item for item in given.get("Metrics", []) if str(item.get("ReturnData", True)).lower() == "true"]
        if "Metrics" in given and len(returned) != 1:
            raise Rejected("Exactly one element of the metrics list should return data")
        known = {item["Id"] for item in given.get("Metrics", [])}
        for item in given.get("Metrics", []):
            text = item.get("Expression", "")
            unknown = {name for name in re.findall(r"\b[a-z]\w*", text) if name not in known}
            if unknown:
                raise Rejected(f"Error in expression '{item['Id']}': Undefined variable {sorted(unknown)[0]}")
        lengths = [item["MetricStat"]["Period"] for item in given.get("Metrics", []) if "MetricStat" in item]
        if int(given["EvaluationPeriods"]) * max([int(given.get("Period", 0)), *map(int, lengths)]) > 86400:
            raise Rejected("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)")

    def put(self, **what):
        for action in self.properties.get("AlarmActions", []):
            service, region = action.split(":")[2:4]
            if service == "sns" and region != self.place.region:
                raise Rejected(f"Invalid region {region} specified. Only {self.place.region} is supported.")
        self.place.backend(cloudwatch_backends).put_metric_alarm(
            name=self.name,
            description=self.properties.get("AlarmDescription"),
            alarm_actions=self.properties.get("AlarmActions", []),
            ok_actions=self.properties.get("OKActions", []),
            **what,
        )

    def update(self, before):
        self.create()

    def delete(self):
        backend = self.place.backend(cloudwatch_backends)
        for other in backend.alarms.values():
            if other.rule and self.name in named(other.rule):
                raise Rejected(f"{self.name} cannot be deleted as there are composite alarm(s) depending on it.")
        backend.delete_alarms([self.name])


def query(item):
    stat = item.get("MetricStat")
    if stat is None:
        return MetricDataQuery(item["Id"], item.get("Label"), item.get("Period"), item.get("ReturnData"), item["Expression"])
    metric = stat["Metric"]
    watched = Metric(metric["MetricName"], metric["Namespace"], metric.get("Dimensions", []))
    return MetricDataQuery(
        item["Id"],
        item.get("Label"),
        stat["Period"],
        item.get("ReturnData"),
        None,
        MetricStat(watched, stat["Period"], stat["Stat"], stat.get("Unit")),
    )


def named(rule):
    """The alarms of a rule such as ALARM("arn:...:alarm:one") OR ALARM(two)."""
    return [name.split(":alarm:")[-1] for name in re.findall(r'(?:ALARM|OK|INSUFFICIENT_DATA)\("?([^")]+)"?\)', rule)]


class CompositeAlarm(MetricAlarm):
    type = "AWS::CloudWatch::CompositeAlarm"

    def create(self):
        rule = self.properties["AlarmRule"]
        missing = [name for name in named(rule) if name not in self.place.backend(cloudwatch_backends).alarms]
        if missing:
            raise Rejected(f"Could not save the composite alarm as alarms {missing} in the alarm rule do not exist")
        nothing = dict.fromkeys(
            ("namespace", "metric_name", "comparison_operator", "evaluation_periods", "period", "threshold", "statistic")
        )
        self.put(**nothing, dimensions=[], rule=rule)


def change_dashboard(dashboard, properties, before, place):
    check_dashboard(properties["DashboardBody"])
    dashboard.body = properties["DashboardBody"]


def check_dashboard(body):
    try:
        json.loads(body)
    except ValueError:
        raise Rejected("The field DashboardBody must be a valid JSON object") from None


def delete_dashboard(dashboard, place):
    place.backend(cloudwatch_backends).delete_dashboards([dashboard.name])
