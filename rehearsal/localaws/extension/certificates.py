"""Certificates of AWS Certificate Manager, which are issued once their names are proved to be the account's."""

from moto.acm.models import acm_backends
from moto.route53.models import route53_backends

from .dns import inside, zone
from .model import Model, Rejected


class Certificate(Model):
    type, fixed = "AWS::CertificateManager::Certificate", ("*",)

    @property
    def physical_resource_id(self):
        return self.name

    def create(self):
        given = self.properties
        names = [given["DomainName"], *given.get("SubjectAlternativeNames", [])]
        self.check_validation(names)
        backend = self.place.backend(acm_backends)
        self.name = backend.request_certificate(given["DomainName"], None, names, given.get("Tags", []))
        backend.get_certificate(self.name).status = "ISSUED"

    def check_validation(self, names):
        """CloudFormation waits for the validation, and without a person only records in a zone of the account bring it."""
        if self.properties.get("ValidationMethod", "EMAIL") != "DNS":
            raise Rejected(f"the certificate of {names[0]} waits for somebody who follows the link in an e-mail")
        options = {option["DomainName"]: option for option in self.properties.get("DomainValidationOptions", [])}
        for name in names:
            if "HostedZoneId" not in options.get(name, {}):
                raise Rejected(f"the certificate waits for somebody who makes the record that validates {name}")
            found = zone(self.place.backend(route53_backends), options[name]["HostedZoneId"], name)
            if not inside(name, found):
                raise Rejected(f"the record that validates {name} is not permitted in zone {found.name}")

    def delete(self):
        backend = self.place.backend(acm_backends)
        if backend.get_certificate(self.name).in_use_by:
            raise Rejected(f"Certificate {self.name} is in use.")
        backend.delete_certificate(self.name)


def given(place, arn):
    backend = place.backend(acm_backends)
    made = backend._certificates.pop(backend.request_certificate("example.com", None, [], []))
    made.arn, made.status, made.given = arn, "ISSUED", True
    backend._certificates[arn] = made
    return made


def require_certificate(place, arn):
    """A certificate that a listener may show. One that no stack has made is taken for one of the account."""
    _, _, service, region, account, _ = arn.split(":", 5)
    if service != "acm":
        return None  # of IAM, which has older ones
    if region != place.region and account == place.account:
        raise Rejected(f"Certificate ARN '{arn}' is not valid: {place.account} has no such certificate in {place.region}")
    found = place.backend(acm_backends)._certificates.get(arn) or given(place, arn)
    if found.status != "ISSUED":
        raise Rejected(f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and be issued")
    return found
