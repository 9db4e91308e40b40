"""What the actions of a pipeline do, and whether its roles may: AWS would refuse only while it runs."""

from moto.codebuild.models import codebuild_backends

from ..iam import require, role, trusted, trusts
from ..model import Rejected


def kind(action):
    return action["actionTypeId"]["category"], action["actionTypeId"]["provider"]


def clones(pipeline, action):
    """The sources of which an action gets a reference to a clone in place of the files."""
    takes = {item["name"] for item in action.get("inputArtifacts", [])}
    for source in pipeline["stages"][0]["actions"]:
        format = source["configuration"].get("OutputArtifactFormat")
        if format == "CODEBUILD_CLONE_REF" and takes & {item["name"] for item in source["outputArtifacts"]}:
            yield source["configuration"]


def use_of(connection):
    """The permission to use a connection has the name of the service in its ARN."""
    return f"{connection.split(':')[2]}:UseConnection", connection


def needs(place, pipeline, action):
    """What an action does: (role, action, resource) for each permission that AWS will ask for."""
    given = action["configuration"]
    acting = role(place, action.get("roleArn", pipeline["roleArn"]))
    artifacts = f"arn:aws:s3:::{pipeline['artifactStore']['location']}/{pipeline['name']}/artifact"
    match kind(action):
        case "Source", "CodeCommit":
            repository = place.arn("codecommit", given["RepositoryName"])
            for name in ("GetBranch", "GetCommit", "UploadArchive", "GetUploadArchiveStatus"):
                yield acting, f"codecommit:{name}", repository
            yield acting, "s3:PutObject", artifacts
        case "Source", "CodeStarSourceConnection":
            yield acting, *use_of(given["ConnectionArn"])
            yield acting, "s3:PutObject", artifacts
        case "Source", "S3":
            bucket = f"arn:aws:s3:::{given['S3Bucket']}"
            yield acting, "s3:GetBucketVersioning", bucket
            for name in ("GetObject", "GetObjectVersion"):
                yield acting, f"s3:{name}", f"{bucket}/{given['S3ObjectKey']}"
            yield acting, "s3:PutObject", artifacts
        case "Build" | "Test", "CodeBuild":
            project = place.backend(codebuild_backends).codebuild_projects[given["ProjectName"]].project_metadata
            yield acting, "codebuild:StartBuild", project["arn"]
            yield acting, "codebuild:BatchGetBuilds", project["arn"]
            building = role(place, project["serviceRole"])
            yield building, "s3:GetObject", artifacts
            for source in clones(pipeline, action):
                if "ConnectionArn" in source:
                    yield building, *use_of(source["ConnectionArn"])
                else:
                    yield building, "codecommit:GitPull", place.arn("codecommit", source["RepositoryName"])
            if action.get("outputArtifacts"):
                yield building, "s3:PutObject", artifacts
            group = project.get("logsConfig", {}).get("cloudWatchLogs", {}).get("groupName")
            stream = place.arn(
                "logs", f"log-group:{group or '/aws/codebuild/' + given['ProjectName']}:log-stream:build"
            )
            yield building, "logs:CreateLogStream", stream
            yield building, "logs:PutLogEvents", stream
        case "Deploy", "ElasticBeanstalk":
            application, environment = given["ApplicationName"], given["EnvironmentName"]
            environment = place.arn("elasticbeanstalk", f"environment/{application}/{environment}")
            version = place.arn("elasticbeanstalk", f"applicationversion/{application}/label")
            yield acting, "s3:GetObject", artifacts
            yield acting, "s3:PutObject", f"arn:aws:s3:::elasticbeanstalk-{place.region}-{place.account}/bundle"
            yield acting, "elasticbeanstalk:CreateApplicationVersion", version
            yield acting, "elasticbeanstalk:UpdateEnvironment", environment


def rule_needs(place, pipeline, stage):
    """The same of the rules of a stage's conditions."""
    for block in ("beforeEntry", "onSuccess", "onFailure"):
        for condition in stage.get(block, {}).get("conditions", []):
            for rule in condition["rules"]:
                if rule["ruleTypeId"]["provider"] == "CloudWatchAlarm":
                    yield role(place, rule.get("roleArn", pipeline["roleArn"])), "cloudwatch:DescribeAlarms", "*"


def authorize(place, pipeline):
    leading = trusted(place, pipeline["roleArn"], "codepipeline.amazonaws.com")
    for action in [action for stage in pipeline["stages"] for action in stage["actions"]]:
        if "roleArn" in action and action["roleArn"] != leading.arn:
            require(leading, "sts:AssumeRole", action["roleArn"])
            if not trusts(role(place, action["roleArn"]), leading):
                raise Rejected(f"{leading.arn} is not authorized to perform AssumeRole on role {action['roleArn']}")
        for who, what, where in needs(place, pipeline, action):
            require(who, what, where)
    for stage in pipeline["stages"]:
        for who, what, where in rule_needs(place, pipeline, stage):
            require(who, what, where)
