"""The repositories: what moto keeps of each, with its Git repository."""

import io
import os
import re
import zipfile

from moto.codecommit.models import CodeCommit, codecommit_backends
from moto.core.utils import unix_time
from moto.s3.models import s3_backends

from ..model import Model, Place, Rejected
from ..storage import bucket
from .git import File, Git
from .http import address


class Repository(Model):
    type, name_property = "AWS::CodeCommit::Repository", "RepositoryName"

    @property
    def physical_resource_id(self):
        return self.metadata["repositoryId"]

    @property
    def attributes(self):
        return {
            "Arn": self.metadata["Arn"],
            "Name": self.name,
            "CloneUrlHttp": self.metadata["cloneUrlHttp"],
            "CloneUrlSsh": self.metadata["cloneUrlSsh"],
        }

    def create(self):
        backend = self.place.backend(codecommit_backends)
        if not re.fullmatch(r"[\w.-]{1,100}", self.name) or self.name.endswith(".git"):
            raise Rejected(f"The repository name {self.name} is not valid.")
        seed = self.seed()
        self.metadata = backend.create_repository(self.name, self.properties.get("RepositoryDescription", ""))
        if seed is not None:
            branch = self.properties["Code"].get("BranchName", "main")
            git = backend.repositories[self.name].git
            git.commit(branch, None, "Initial commit by AWS CodeCommit", seed)
            git.set_default(branch)
            self.metadata["defaultBranch"] = branch

    def seed(self):
        if "Code" not in self.properties:
            return None
        place = self.properties["Code"]["S3"]
        bucket(self.place, place["Bucket"])
        stored = s3_backends[self.place.account]["aws"].get_object(place["Bucket"], place["Key"])
        if stored is None:
            raise Rejected(f"the object {place['Key']} does not exist in {place['Bucket']}")
        with zipfile.ZipFile(io.BytesIO(stored.value)) as archive:
            names = [name for name in archive.namelist() if not name.endswith("/")]
            return {name: File("100644", archive.read(name)) for name in names}

    def update(self, before):
        """Code is used only when the repository is created."""
        if before.get("RepositoryName") != self.properties.get("RepositoryName"):
            raise Rejected("the local AWS cannot rename a repository")
        self.metadata["repositoryDescription"] = self.properties.get("RepositoryDescription", "")

    def delete(self):
        repository = self.place.backend(codecommit_backends).repositories[self.name]
        self.place.backend(codecommit_backends).delete_repository(self.name)
        repository.git.delete()


def install():
    make = CodeCommit.__init__

    def make_with_git(self, account_id, region, repository_description, repository_name):
        make(self, account_id, region, repository_description, repository_name)
        self.git = Git(account_id, region, repository_name)
        url = os.environ.get("LOCALAWS_ENDPOINT", "") + address(Place(account_id, region), repository_name)
        now = unix_time()  # AWS writes numbers; moto writes text, which only some clients can read
        self.repository_metadata |= {"cloneUrlHttp": url, "creationDate": now, "lastModifiedDate": now}

    CodeCommit.__init__ = make_with_git
