"""CodeCommit: repositories that hold commits."""

import base64
import hashlib
import io
import json
import re
import zipfile

from moto.codecommit import urls
from moto.codecommit.models import codecommit_backends
from moto.codecommit.responses import CodeCommitResponse
from moto.core.exceptions import JsonRESTError
from moto.events.models import events_backends
from moto.s3.models import s3_backends

from .model import Model, Rejected
from .storage import bucket


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
        resource = backend.repositories[self.name]
        resource.commits, resource.branches = {}, {}
        if seed is not None:
            branch = self.properties["Code"].get("BranchName", "main")
            add_commit(resource, branch, [], seed, "Initial commit by AWS CodeCommit")
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
            return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}

    def update(self, before):
        """Code is used only when the repository is created."""
        if before.get("RepositoryName") != self.properties.get("RepositoryName"):
            raise Rejected("the local AWS cannot rename a repository")

    def delete(self):
        self.place.backend(codecommit_backends).delete_repository(self.name)


def add_commit(repository, branch, parents, files, message):
    digest = hashlib.sha1("".join([*parents, message]).encode())
    for path in sorted(files):
        digest.update(path.encode() + hashlib.sha1(files[path]).digest())
    name = digest.hexdigest()
    repository.commits[name] = {"parents": parents, "files": files, "message": message}
    repository.branches[branch] = name
    return name


class Refused(JsonRESTError):
    code = 400


class Response(CodeCommitResponse):
    def repository(self):
        name = self._get_param("repositoryName")
        self.codecommit_backend.get_repository(name)
        return self.codecommit_backend.repositories[name]

    def commit(self, repository):
        """The commit that a branch name or a commit id names; without one, the default branch's."""
        name = self._get_param("commitSpecifier") or repository.repository_metadata.get("defaultBranch")
        commit_id = repository.branches.get(name, name)
        if commit_id not in repository.commits:
            raise Refused("CommitDoesNotExistException", f"Commit {name} does not exist")
        return commit_id, repository.commits[commit_id]

    def branch(self, repository, name):
        if name not in repository.branches:
            raise Refused("BranchDoesNotExistException", f"Branch {name} does not exist")
        return repository.branches[name]

    def get_branch(self):
        name = self._get_param("branchName")
        return json.dumps({"branch": {"branchName": name, "commitId": self.branch(self.repository(), name)}})

    def list_branches(self):
        return json.dumps({"branches": sorted(self.repository().branches)})

    def create_branch(self):
        repository, name, commit_id = self.repository(), self._get_param("branchName"), self._get_param("commitId")
        if name in repository.branches:
            raise Refused("BranchNameExistsException", f"Branch {name} already exists")
        if commit_id not in repository.commits:
            raise Refused("CommitDoesNotExistException", f"Commit {commit_id} does not exist")
        repository.branches[name] = commit_id
        self.announce(repository, "referenceCreated", name)
        return "{}"

    def create_commit(self):
        repository, name = self.repository(), self._get_param("branchName")
        tip = self.branch(repository, name)
        if self._get_param("parentCommitId") != tip:
            raise Refused("ParentCommitIdOutdatedException", f"The tip of {name} is {tip}")
        files = dict(repository.commits[tip]["files"])
        for change in self._get_param("putFiles") or []:
            files[change["filePath"]] = base64.b64decode(change["fileContent"])
        if files == repository.commits[tip]["files"]:
            raise Refused("NoChangeException", "the commit changes nothing")
        commit_id = add_commit(repository, name, [tip], files, self._get_param("commitMessage") or "")
        self.announce(repository, "referenceUpdated", name)
        return json.dumps({"commitId": commit_id, "treeId": commit_id})

    def get_folder(self):
        commit_id, commit = self.commit(self.repository())
        folder = self._get_param("folderPath").strip("/")
        prefix = f"{folder}/" if folder else ""
        below = [path.removeprefix(prefix) for path in commit["files"] if path.startswith(prefix)]
        if not below:
            raise Refused("FolderDoesNotExistException", f"Folder {folder} does not exist")
        files = sorted(name for name in below if "/" not in name)
        folders = sorted({name.split("/")[0] for name in below if "/" in name})
        return json.dumps(
            {
                "commitId": commit_id,
                "treeId": commit_id,
                "folderPath": folder,
                "files": [{"absolutePath": prefix + name, "relativePath": name} for name in files],
                "subFolders": [{"absolutePath": prefix + name, "relativePath": name} for name in folders],
            }
        )

    def get_file(self):
        commit_id, commit = self.commit(self.repository())
        path = self._get_param("filePath").strip("/")
        if path not in commit["files"]:
            raise Refused("FileDoesNotExistException", f"File {path} does not exist")
        content = commit["files"][path]
        return json.dumps(
            {
                "commitId": commit_id,
                "blobId": hashlib.sha1(content).hexdigest(),
                "filePath": path,
                "fileMode": "NORMAL",
                "fileSize": len(content),
                "fileContent": base64.b64encode(content).decode(),
            }
        )

    def announce(self, repository, event, branch):
        """Tells EventBridge, as CodeCommit does after every push."""
        metadata = repository.repository_metadata
        detail = {
            "event": event,
            "referenceType": "branch",
            "referenceName": branch,
            "referenceFullName": f"refs/heads/{branch}",
            "repositoryName": metadata["repositoryName"],
            "repositoryId": metadata["repositoryId"],
            "commitId": repository.branches[branch],
        }
        events_backends[self.current_account][self.region].put_events(
            [
                {
                    "Source": "aws.codecommit",
                    "DetailType": "CodeCommit Repository State Change",
                    "Detail": json.dumps(detail),
                    "Resources": [metadata["Arn"]],
                }
            ]
        )


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
