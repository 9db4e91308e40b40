"""Serves the local AWS on the listening socket it inherits as file 3, for as long as its parent is there.

Standard input is the tie to the parent: when it ends, the server ends, unless the last word was "stay".
"""

import logging
import os
import sys
import threading

from moto.core import DEFAULT_ACCOUNT_ID
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

from . import beanstalk, codebuild, codecommit, codepipeline, custom, inventory, logs, metadata, stacks  # noqa: F401

log = logging.getLogger("localaws")
GAP = "GAP"  # what the rehearsal looks for in the log: something that only AWS would have done


class Moto:
    """Moto's server, with Cloud Control beside it, which says what it lacks instead of failing anyhow."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)

    def __call__(self, environ, start_response):
        operation = environ.get("HTTP_X_AMZ_TARGET", "")
        if operation == inventory.OPERATION:
            return inventory.answer(environ, start_response, DEFAULT_ACCOUNT_ID)
        try:
            return self.moto(environ, start_response)
        except Exception as error:
            log.exception("%s %s", environ["REQUEST_METHOD"], operation or environ["PATH_INFO"])
            status = "501 Not Implemented" if isinstance(error, NotImplementedError) else "500 Internal Server Error"
            start_response(status, [("Content-Type", "text/plain")])
            return [str(error).encode()]


def watch_parent():
    last = ""
    for line in sys.stdin:
        last = line.strip()
    if last != "stay":
        os._exit(0)


logging.basicConfig(level=logging.WARNING, format=f"{GAP} %(name)s: %(message)s", stream=sys.stdout)
logging.getLogger("werkzeug").setLevel(logging.ERROR)
threading.Thread(target=watch_parent, daemon=True).start()
make_server("127.0.0.1", int(sys.argv[1]), Moto(), threaded=True, fd=3).serve_forever()
