"""The operations on commits, branches and files."""

import base64
import hashlib
import json

from moto.codecommit import urls
from moto.codecommit.responses import CodeCommitResponse
from moto.core.exceptions import JsonRESTError

from ..model import Place
from .events import announce, announce_changes
from .git import LINK, File

MODES = {"NORMAL": "100644", "EXECUTABLE": "100755", "SYMLINK": LINK}
NAMES = {mode: name for name, mode in MODES.items()}


class Refused(JsonRESTError):
    code = 400


class Response(CodeCommitResponse):
    def repository(self):
        name = self._get_param("repositoryName")
        self.codecommit_backend.get_repository(name)
        return self.codecommit_backend.repositories[name]

    def place(self):
        return Place(self.current_account, self.region)

    def commit(self):
        """The Git repository, and the commit that the request names; without one, the default branch's."""
        repository = self.repository()
        name = self._get_param("commitSpecifier") or repository.repository_metadata.get("defaultBranch")
        found = name and repository.git.find(name)
        if not found:
            raise Refused("CommitDoesNotExistException", f"Commit {name} does not exist")
        return repository.git, found

    def list_repositories(self):
        found = [item.repository_metadata for item in self.codecommit_backend.repositories.values()]
        names = ("repositoryName", "repositoryId")
        return json.dumps({"repositories": [{name: item[name] for name in names} for item in found]})

    def delete_repository(self):
        repository = self.codecommit_backend.repositories.get(self._get_param("repositoryName"))
        answer = super().delete_repository()
        if repository:
            repository.git.delete()
        return answer

    def get_branch(self):
        name = self._get_param("branchName")
        tip = self.repository().git.branches().get(name)
        if tip is None:
            raise Refused("BranchDoesNotExistException", f"Branch {name} does not exist")
        return json.dumps({"branch": {"branchName": name, "commitId": tip}})

    def list_branches(self):
        return json.dumps({"branches": sorted(self.repository().git.branches())})

    def create_branch(self):
        repository, name, commit = self.repository(), self._get_param("branchName"), self._get_param("commitId")
        if name in repository.git.branches():
            raise Refused("BranchNameExistsException", f"Branch {name} already exists")
        if repository.git.find(commit) != commit:
            raise Refused("CommitDoesNotExistException", f"Commit {commit} does not exist")
        repository.git.set_branch(name, commit)
        announce(self.place(), repository, "referenceCreated", name, commit)
        return "{}"

    def merge_branches_by_fast_forward(self):
        repository, target = self.repository(), self._get_param("targetBranch") or self._get_param("destinationCommitSpecifier")
        source = repository.git.find(self._get_param("sourceCommitSpecifier"))
        before = repository.git.branches()
        if source is None or target not in before:
            raise Refused("CommitDoesNotExistException", "both branches must exist")
        if not repository.git.leads_to(before[target], source):
            raise Refused("ManualMergeRequiredException", f"{target} has commits that the source has not")
        repository.git.set_branch(target, source)
        announce_changes(self.place(), repository, before)
        return json.dumps({"commitId": source, "treeId": repository.git.show(source)["tree"]})

    def delete_branch(self):
        repository, name = self.repository(), self._get_param("branchName")
        before = repository.git.branches()
        if name not in before:
            return "{}"
        repository.git.delete_branch(name)
        announce_changes(self.place(), repository, before)
        return json.dumps({"deletedBranch": {"branchName": name, "commitId": before[name]}})

    def get_commit(self):
        commit = self._get_param("commitId")
        repository = self.repository()
        if repository.git.find(commit) != commit:
            raise Refused("CommitIdDoesNotExistException", f"Commit {commit} does not exist")
        found = repository.git.show(commit)
        person = {key: found[key] for key in ("name", "email", "date")}
        return json.dumps(
            {
                "commit": {
                    "commitId": commit,
                    "treeId": found["tree"],
                    "parents": found["parents"].split(),
                    "message": found["message"],
                    "author": person,
                    "committer": person,
                    "additionalData": "",
                }
            }
        )

    def create_commit(self):
        put = {
            change["filePath"]: File(
                MODES[change.get("fileMode", "NORMAL")], base64.b64decode(change.get("fileContent", ""))
            )
            for change in self._get_param("putFiles") or []
        }
        commit, tree = self.add_commit(put, [change["filePath"] for change in self._get_param("deleteFiles") or []])
        return json.dumps({"commitId": commit, "treeId": tree})

    def put_file(self):
        content = base64.b64decode(self._get_param("fileContent") or "")
        file = File(MODES[self._get_param("fileMode") or "NORMAL"], content)
        commit, tree = self.add_commit({self._get_param("filePath"): file}, [])
        return json.dumps({"commitId": commit, "treeId": tree, "blobId": blob_id(content)})

    def delete_file(self):
        commit, tree = self.add_commit({}, [self._get_param("filePath")])
        path = self._get_param("filePath")
        return json.dumps({"commitId": commit, "treeId": tree, "filePath": path, "blobId": tree})

    def add_commit(self, put, deleted):
        repository, branch = self.repository(), self._get_param("branchName")
        before = repository.git.branches()
        tip, parent = before.get(branch), self._get_param("parentCommitId")
        if tip and not parent:
            raise Refused("ParentCommitIdRequiredException", f"A parent commit ID is required: the tip of {branch} is {tip}")
        if before and not tip:
            raise Refused("BranchDoesNotExistException", f"Branch {branch} does not exist")
        if parent != tip:
            raise Refused("ParentCommitIdOutdatedException", f"The tip of {branch} is {tip}")
        old = repository.git.files(tip) if tip else {}
        missing = [path for path in deleted if path not in old]
        if missing:
            raise Refused("FileDoesNotExistException", f"File {missing[0]} does not exist")
        if not deleted and all(old.get(path) == file for path, file in put.items()):
            raise Refused("NoChangeException", "the commit changes nothing")
        author = (self._get_param("authorName") or self._get_param("name") or "local", self._get_param("email") or "")
        commit = repository.git.commit(branch, tip, self._get_param("commitMessage") or "", put, deleted, author)
        if not before:
            repository.repository_metadata["defaultBranch"] = branch
            repository.git.set_default(branch)
        announce_changes(self.place(), repository, before)
        return commit, repository.git.show(commit)["tree"]

    def get_folder(self):
        git, commit = self.commit()
        files = {path: file for path, file in git.files(commit).items() if file.mode != LINK}
        folder = self._get_param("folderPath").strip("/")
        prefix = f"{folder}/" if folder else ""
        below = [path.removeprefix(prefix) for path in files if path.startswith(prefix)]
        if folder and not below:
            raise Refused("FolderDoesNotExistException", f"Folder {folder} does not exist")
        names = sorted(name for name in below if "/" not in name)
        folders = sorted({name.split("/")[0] for name in below if "/" in name})
        return json.dumps(
            {
                "commitId": commit,
                "treeId": git.show(commit)["tree"],
                "folderPath": folder,
                "files": [
                    {
                        "absolutePath": prefix + name,
                        "relativePath": name,
                        "blobId": blob_id(files[prefix + name].content),
                        "fileMode": NAMES[files[prefix + name].mode],
                    }
                    for name in names
                ],
                "subFolders": [{"absolutePath": prefix + name, "relativePath": name} for name in folders],
            }
        )

    def get_file(self):
        git, commit = self.commit()
        path = self._get_param("filePath").strip("/")
        if path not in git.files(commit):
            raise Refused("FileDoesNotExistException", f"File {path} does not exist")
        file = git.files(commit)[path]
        return json.dumps(
            {
                "commitId": commit,
                "blobId": blob_id(file.content),
                "filePath": path,
                "fileMode": NAMES[file.mode],
                "fileSize": len(file.content),
                "fileContent": base64.b64encode(file.content).decode(),
            }
        )


def blob_id(content):
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
