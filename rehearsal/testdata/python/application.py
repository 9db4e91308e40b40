"""The shop is an app of the Python platform: a page, and a health check."""

import os
from wsgiref.simple_server import make_server


def application(environ, start_response):
    body = b"<!doctype html><title>The shop</title>"
    if environ["PATH_INFO"] == "/health":
        body = b"ok"
    start_response("200 OK", [("Content-Type", "text/html")])
    return [body]


if __name__ == "__main__":
    port = int(os.environ["PORT"])
    print("the shop opens on port", port, flush=True)
    make_server(os.environ.get("HOST", ""), port, application).serve_forever()
