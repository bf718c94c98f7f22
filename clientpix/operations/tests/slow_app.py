"""A slow WSGI application, to test what happens to a started request when the server stops."""

import sys
import time


def application(environ, start_response):
    sys.stderr.write("started\n")
    time.sleep(1.5)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"finished"]
