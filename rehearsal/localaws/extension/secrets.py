"""Secrets Manager: secrets, which the app and its build read."""

import json
from uuid import uuid4

from moto.rds.models import rds_backends
from moto.secretsmanager.models import secretsmanager_backends

from .model import Model, Rejected


class Secret(Model):
    type, name_property = "AWS::SecretsManager::Secret", "Name"
    fixed = ("Name",)

    @property
    def physical_resource_id(self):
        return self.arn

    @property
    def attributes(self):
        return {"Id": self.arn}

    def create(self):
        backend = self.place.backend(secretsmanager_backends)
        if self.name in backend.secrets:
            raise Rejected(f"The operation failed because the secret {self.name} already exists.")
        made = backend.create_secret(
            self.name, self.value(), None, self.properties.get("Description"), None, None, None, [], False
        )
        self.arn = json.loads(made)["ARN"]

    def value(self):
        given = self.properties
        if "SecretString" in given and "GenerateSecretString" in given:
            raise Rejected("You must specify only one of SecretString and GenerateSecretString.")
        if "SecretString" in given:
            return given["SecretString"]
        how = given.get("GenerateSecretString", {})

        def excludes(name):
            return str(how.get(name, False)).lower() == "true"

        password = self.place.backend(secretsmanager_backends).get_random_password(
            int(how.get("PasswordLength", 32)),
            how.get("ExcludeCharacters", ""),
            excludes("ExcludeNumbers"),
            excludes("ExcludePunctuation"),
            excludes("ExcludeUppercase"),
            excludes("ExcludeLowercase"),
            excludes("IncludeSpace"),
            str(how.get("RequireEachIncludedType", True)).lower() == "true",
        )
        password = json.loads(password)["RandomPassword"]
        if "SecretStringTemplate" not in how:
            return password
        return json.dumps({**json.loads(how["SecretStringTemplate"]), how["GenerateStringKey"]: password})

    def update(self, before):
        """What is generated stays as it is."""
        if self.properties.get("SecretString") != before.get("SecretString"):
            write(self.place, self.arn, self.value())

    def delete(self):
        self.place.backend(secretsmanager_backends).delete_secret(self.arn, None, True)


def write(place, arn, value):
    """A client names each new version, which moto insists on."""
    place.backend(secretsmanager_backends).update_secret(arn, value, client_request_token=str(uuid4()))


class SecretTargetAttachment(Model):
    """Writes where a database is into its secret. A reference to it is the secret's ARN."""

    type = "AWS::SecretsManager::SecretTargetAttachment"
    fixed = ("*",)

    @property
    def physical_resource_id(self):
        return self.properties["SecretId"]

    @property
    def attributes(self):
        return {"Id": self.physical_resource_id}

    def create(self):
        write(self.place, self.physical_resource_id, json.dumps(self.read() | self.target()))

    def delete(self):
        told = self.target()
        kept = {name: value for name, value in self.read().items() if name not in told}
        write(self.place, self.physical_resource_id, json.dumps(kept))

    def target(self):
        target = self.properties["TargetId"]
        if self.properties["TargetType"] != "AWS::RDS::DBInstance":
            return {}
        database = self.place.backend(rds_backends).databases.get(target)
        if database is None:
            return {}
        told = {"engine": database.engine, "host": database.address, "port": database.port}
        told["dbInstanceIdentifier"] = target
        return told | ({"dbname": database.db_name} if database.db_name else {})

    def read(self):
        backend = self.place.backend(secretsmanager_backends)
        return json.loads(backend.get_secret_value(self.physical_resource_id, None, None)["SecretString"])
