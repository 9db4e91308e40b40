"""Runs the local AWS on the listening socket it inherits as file 3, for as long as its parent exists.

Standard input is the tie to the parent: when it ends, the server ends, unless the last line was "stay".
"""

import logging
import os
import sys
import threading

from .install import install
from .server import serve

GAP = "GAP"  # begins the lines that the rehearsal looks for in the log: something that only AWS would have done


def watch_parent():
    last = ""
    for line in sys.stdin:
        last = line.strip()
    if last != "stay":
        os._exit(0)


logging.basicConfig(level=logging.WARNING, format=f"{GAP} %(name)s: %(message)s", stream=sys.stdout)
logging.getLogger("werkzeug").setLevel(logging.ERROR)
threading.Thread(target=watch_parent, daemon=True).start()
install()
serve(port=int(sys.argv[1]), file=3)
