"""What an environment finds of a load balancer: one that others share, and the certificates of its own."""

from ..balancing import load_balancer
from ..certificates import require_certificate
from ..model import Rejected
from .options import BALANCER, VPC

LISTENER, RULE = "aws:elbv2:listener:", "aws:elbv2:listenerrule:"


def check_shared(place, options):
    if not options.shared():
        return
    found = load_balancer(place, options.value(BALANCER, "SharedLoadBalancer"))
    if found.type != "application" or found.vpc_id != options.value(VPC, "VPCId"):
        raise Rejected(f"The load balancer {found.arn} is no Application Load Balancer in the environment's VPC")
    ports = [str(listener.port) for listener in found.listeners.values()]
    rules = options.namespaces(RULE)
    for port in options.namespaces(LISTENER):
        if port != "default" and port not in ports:
            raise Rejected(f"The load balancer {found.arn} has no listener on port {port}")
        for name in options.names(LISTENER + port, "Rules"):
            if name not in ("default", *rules):
                raise Rejected(f"The listener rule {name} of port {port} is not defined")


def check_certificates(place, options):
    for port in options.namespaces(LISTENER):
        for arn in options.names(LISTENER + port, "SSLCertificateArns"):
            if arn.split(":")[4] == place.account:  # others are examples, which no local AWS has
                require_certificate(place, arn)
