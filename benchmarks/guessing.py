"""How many guesses at a password are evaluated, and what a rightful sign-in meets meanwhile.

    .venv/bin/python benchmarks/guessing.py [GUESSES]

Guesses go through the whole stack of middleware and views, with the real hasher, against one
account: first all from one address, then from as many addresses as there are guesses. Beside them
the owner signs in from a browser that was let in before, and from one that was not.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORD = "a long enough word"
EVERY = 100


def main(guesses=10_000):
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CLIENTPIX_DATA": folder, "DJANGO_SETTINGS_MODULE": "clientpix.settings"}
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        from django.core.cache import caches
        from django.core.management import call_command
        from django.db import connections

        call_command("prepare")
        from accounts.models import User

        User.objects.create_user("anna@example.org", WORD, role="owner")
        known = _browser()
        assert _try(known, WORD) == 302
        for title, address in (("one address", lambda n: "192.0.2.1"), ("as many", _any)):
            caches["counters"].clear()
            _attack(title, guesses, address, known)
        connections.close_all()


def _attack(title, guesses, address, known):
    evaluated, rightful, strange, started = 0, [], [], time.monotonic()
    for number in range(guesses):
        evaluated += _try(_browser(), f"guess {number}", address(number)) == 200
        if number % EVERY == 0:
            rightful.append(_try(known, WORD))
            strange.append(_try(_browser(), WORD, "203.0.113.77"))
    minutes = (time.monotonic() - started) / 60
    print(f"{guesses} guesses from {title}, in {minutes:.1f} min: {evaluated} evaluated")
    for who, found in (("known browser", rightful), ("new browser", strange)):
        print(f"    rightful sign-in from a {who}: {found.count(302)} of {len(found)} let in")


def _any(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _browser():
    from django.test import Client

    return Client(HTTP_HOST="localhost")


def _try(browser, password, address="198.51.100.1"):
    browser.cookies.pop("session", None)
    form = {"email": "anna@example.org", "password": password}
    return browser.post("/sign-in/", form, REMOTE_ADDR=address).status_code


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
