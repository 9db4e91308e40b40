"""The option settings of an environment."""

from ..model import Rejected

ENVIRONMENT = "aws:elasticbeanstalk:environment"
LAUNCH = "aws:autoscaling:launchconfiguration"
VPC = "aws:ec2:vpc"
BALANCER = "aws:elbv2:loadbalancer"


class Options:
    def __init__(self, settings):
        self.values = {}
        for setting in settings:
            texts = [setting.get(key) for key in ("Namespace", "OptionName", "Value")]
            if not all(isinstance(text, str) for text in texts):
                raise Rejected(f"Namespace, OptionName and Value must be strings, got {setting}")
            self.values[setting["Namespace"], setting["OptionName"]] = setting["Value"]

    def value(self, namespace, name, default=""):
        return self.values.get((namespace, name), default)

    def names(self, namespace, name):
        """The names in a list separated by commas."""
        return [item for item in self.value(namespace, name).split(",") if item]

    def load_balanced(self):
        return self.value(ENVIRONMENT, "EnvironmentType", "LoadBalanced") == "LoadBalanced"

    def shared(self):
        """Whether the load balancer is one that the app has made, for several environments."""
        return self.load_balanced() and self.value(ENVIRONMENT, "LoadBalancerIsShared") == "true"

    def namespaces(self, prefix):
        """How the namespaces with a prefix go on, in order."""
        return sorted({namespace[len(prefix) :] for namespace, _ in self.values if namespace.startswith(prefix)})
