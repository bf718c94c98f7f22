"""Run `verify` in this process and log every original it opens."""

import os
import re
import sys

from django.core.management import call_command

ORIGINAL = re.compile(r"originals/../../[0-9a-f]{64}\.\w+$")


def verify(log, *options):
    # Unbuffered, so that no line is lost when the process is killed.
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def log_open(event, arguments):
        if event == "open" and (original := ORIGINAL.search(str(arguments[0]))):
            os.write(descriptor, f"{original[0]}\n".encode())

    sys.addaudithook(log_open)
    call_command("verify", *options)
