"""Serves the local AWS: moto, with Cloud Control in front of it."""

import logging

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from . import inventory, walker
from .codecommit import http

log = logging.getLogger("localaws")


class LocalAWS:
    """A WSGI application that answers a request it cannot serve with the reason, and logs it."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        operation = environ.get("HTTP_X_AMZ_TARGET", "")
        if operation == inventory.OPERATION:
            return inventory.answer(environ, start_response)
        if environ["PATH_INFO"].startswith(http.PREFIX):
            return http.answer(environ, start_response)
        if environ["PATH_INFO"].startswith(walker.PREFIX):
            return walker.answer(environ, start_response)
        request = f"{environ['REQUEST_METHOD']} {operation or environ['PATH_INFO']}"
        try:
            return self.moto(environ, start_response)
        except NotImplementedError as error:
            log.error("%s: %s", request, error)
            return refuse(start_response, "501 Not Implemented", error)
        except Exception as error:
            log.exception("%s", request)
            return refuse(start_response, "500 Internal Server Error", error)


def refuse(start_response, status, error):
    start_response(status, [("Content-Type", "text/plain")])
    return [str(error).encode()]


def serve(port, file):
    """Serves forever, on a socket that already listens on the port."""
    make_server("127.0.0.1", port, LocalAWS(), threaded=True, fd=file).serve_forever()
