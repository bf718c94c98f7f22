"""Measure how many password guesses are evaluated, and whether the owner can sign in meanwhile.

    .venv/bin/python benchmarks/guessing.py [GUESSES]

Guesses go through all middleware and views with the real password hasher, at one account: first
all from one address, then each from an address of its own. Meanwhile the owner signs in from a
browser that signed in before, and from a new one.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "a long enough word"
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

        User.objects.create_user("anna@example.org", PASSWORD, role="owner")
        known = _browser()
        assert _try(known, PASSWORD) == 302
        sources = {"one address": lambda number: "192.0.2.1", "as many addresses": _address}
        for title, address in sources.items():
            caches["counters"].clear()
            _attack(title, guesses, address, known)
        connections.close_all()


def _attack(title, guesses, address, known):
    evaluated, from_known, from_new, started = 0, [], [], time.monotonic()
    for number in range(guesses):
        evaluated += _try(_browser(), f"guess {number}", address(number)) == 200
        if number % EVERY == 0:
            from_known.append(_try(known, PASSWORD))
            from_new.append(_try(_browser(), PASSWORD, "203.0.113.77"))
    minutes = (time.monotonic() - started) / 60
    print(f"{guesses} guesses from {title}, in {minutes:.1f} min: {evaluated} evaluated")
    for browser, statuses in (("known browser", from_known), ("new browser", from_new)):
        print(f"    owner, from a {browser}: {statuses.count(302)} of {len(statuses)} signed in")


def _address(number):
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
