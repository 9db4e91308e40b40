"""Git over HTTP: what `git clone` and `git push` say to a repository's clone URL, answered by `git http-backend`."""

import subprocess

from moto.codecommit.models import codecommit_backends

from ..model import Place
from .events import announce_changes
from .git import environment, root

PREFIX = "/git/"


def address(place, name):
    return f"{PREFIX}{place.account}/{place.region}/{name}"


def answer(environ, start_response):
    account, region, name = (environ["PATH_INFO"].removeprefix(PREFIX).split("/") + ["", ""])[:3]
    place = Place(account, region)
    repository = codecommit_backends[account][region].repositories.get(name) if region else None
    if repository is None:
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [f"no repository {name} in {region} of account {account}\n".encode()]
    before = repository.git.branches()
    answered = subprocess.run(
        ["git", "http-backend"],
        env={
            **environment(),
            **{key: value for key, value in environ.items() if isinstance(value, str) and key.startswith("HTTP_")},
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROJECT_ROOT": root(),
            "GIT_PROTOCOL": environ.get("HTTP_GIT_PROTOCOL", ""),
            "PATH_INFO": environ["PATH_INFO"].removeprefix(PREFIX.rstrip("/")),
            "QUERY_STRING": environ.get("QUERY_STRING", ""),
            "REQUEST_METHOD": environ["REQUEST_METHOD"],
            "CONTENT_TYPE": environ.get("CONTENT_TYPE", ""),
            "CONTENT_LENGTH": environ.get("CONTENT_LENGTH", ""),
        },
        input=body(environ),
        capture_output=True,
        check=False,
    )
    announce_changes(place, repository, before)
    head, _, content = answered.stdout.partition(b"\r\n\r\n")
    headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n") if ": " in line]
    status = dict(headers).get("Status", "200 OK" if head else "500 Internal Server Error")
    start_response(status, [(name, value) for name, value in headers if name != "Status"])
    return [content]


def body(environ):
    """Git sends a large push in chunks, without saying how long it is."""
    if environ.get("wsgi.input_terminated"):
        return environ["wsgi.input"].read()
    return environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
