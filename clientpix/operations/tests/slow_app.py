"""An application that takes its time, to see what a server does with a page that has begun."""

import sys
import time


def application(environ, start_response):
    sys.stderr.write("begun\n")
    time.sleep(1.5)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"finished"]
