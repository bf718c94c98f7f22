#!/usr/bin/env python3
import os
import sys

from clientpix.env import InvalidConfiguration


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientpix.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except InvalidConfiguration as refusal:
        sys.exit(f"Client Pix: {refusal}")


if __name__ == "__main__":
    main()
