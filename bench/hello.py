"""The baseline: a bare Flask page under the same server, in a process of its own."""

import sys

from flask import Flask
from waitress.server import create_server

from lms.serving import CONNECTIONS, THREADS, listen

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Hello."""
    return "hello"


if __name__ == "__main__":
    listener = listen("127.0.0.1", int(sys.argv[1]))
    print(f"Serving on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    create_server(
        app, sockets=[listener], threads=THREADS, connection_limit=CONNECTIONS, ident=None
    ).run()
