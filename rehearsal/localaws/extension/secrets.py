"""Secrets Manager: secrets, which the app and its build read."""

import json

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
            self.place.backend(secretsmanager_backends).update_secret(self.arn, secret_string=self.value())

    def delete(self):
        self.place.backend(secretsmanager_backends).delete_secret(self.arn, None, True)
