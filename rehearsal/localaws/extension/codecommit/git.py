"""A bare Git repository on disk."""

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass

LINK, SUBMODULE = "120000", "160000"


def environment():
    """What this machine's Git is told to do is no business of the repositories."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def root():
    if "LOCALAWS_REPOSITORIES" not in os.environ:
        os.environ["LOCALAWS_REPOSITORIES"] = tempfile.mkdtemp(prefix="repositories-")
    return os.environ["LOCALAWS_REPOSITORIES"]


@dataclass(frozen=True)
class File:
    mode: str
    content: bytes


class GitError(Exception):
    """What Git says."""


class Git:
    def __init__(self, *names):
        self.path = os.path.join(root(), *names)
        self.commits = {}  # the files of those that were read
        if not os.path.isdir(self.path):
            os.makedirs(self.path)
            self.run("init", "--quiet", "--bare")
            self.run("config", "http.receivepack", "true")

    def run(self, *arguments, given=b""):
        done = subprocess.run(
            ["git", *arguments], cwd=self.path, env=environment(), input=given, capture_output=True, check=False
        )
        if done.returncode:
            raise GitError(done.stderr.decode(errors="replace").strip())
        return done.stdout

    def delete(self):
        shutil.rmtree(self.path)

    def branches(self):
        """The tip of each branch."""
        lines = self.run("for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads").decode()
        return dict(line.rsplit(" ", 1) for line in lines.splitlines())

    def set_default(self, branch):
        self.run("symbolic-ref", "HEAD", f"refs/heads/{branch}")

    def set_branch(self, branch, commit):
        self.run("update-ref", f"refs/heads/{branch}", commit)

    def delete_branch(self, branch):
        self.run("update-ref", "-d", f"refs/heads/{branch}")

    def find(self, name):
        """The commit that a branch, a tag or an id names, or None."""
        for form in (f"refs/heads/{name}", f"refs/tags/{name}", name):
            try:
                return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{form}^{{commit}}").decode().strip()
            except GitError:
                continue
        return None

    def leads_to(self, older, newer):
        try:
            self.run("merge-base", "--is-ancestor", older, newer)
        except GitError:
            return False
        return True

    def show(self, commit):
        """Parents, tree, author and message, as a dictionary."""
        form = "%P%x00%T%x00%an%x00%ae%x00%at +0000%x00%B"
        fields = self.run("show", "--no-patch", f"--format={form}", commit).decode(errors="replace").split("\0")
        return dict(zip(("parents", "tree", "name", "email", "date", "message"), fields, strict=True))

    def files(self, commit):
        """Its files and links by path."""
        if commit not in self.commits:
            entries = [line.split("\t", 1) for line in self.run("ls-tree", "-rz", commit).decode().split("\0") if line]
            entries = [(*attributes.split(" "), path) for attributes, path in entries]
            entries = [(mode, blob, path) for mode, _, blob, path in entries if mode != SUBMODULE]
            read = self.run("cat-file", "--batch", given="".join(f"{blob}\n" for _, blob, _ in entries).encode())
            found, at = {}, 0
            for mode, _, path in entries:
                start = read.index(b"\n", at) + 1
                size = int(read[at:start].split()[2])
                found[path] = File(mode, read[start : start + size])
                at = start + size + 1
            self.commits[commit] = found
        return self.commits[commit]

    def commit(self, branch, parent, message, put, deleted=(), author=("AWS CodeCommit", "")):
        """Adds a commit to a branch. What is put are files by their path."""
        now, message = int(time.time()), message.encode()
        who = f"{author[0]} <{author[1]}> {now} +0000"
        stream = [f"commit refs/heads/{branch}\nauthor {who}\ncommitter {who}\ndata {len(message)}\n".encode(), message]
        stream.append(f"\nfrom {parent}\n".encode() if parent else b"\n")
        stream += [f"D {quoted(path)}\n".encode() for path in deleted]
        for path, file in put.items():
            stream += [f"M {file.mode} inline {quoted(path)}\ndata {len(file.content)}\n".encode(), file.content, b"\n"]
        self.run("fast-import", "--quiet", "--date-format=raw", given=b"".join(stream))
        return self.find(branch)


def quoted(path):
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
