import gettext
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as house_settings
from django.utils import translation

from clientpix.testing.repository import ROOT, copy_to

LOCALE = "clientpix/locale/{}/LC_MESSAGES/django"
OTHERS = [code for code, _ in house_settings.LANGUAGES if code != "en"]
LEFT_OUT = ["*/tests/*", "clientpix/testing/*", "node_modules/*", ".venv/*"]

needs_gettext = pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")


def statistics(path):
    command = ["msgfmt", "--check-format", "--statistics", "-o", os.devnull, path]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@needs_gettext
@pytest.mark.parametrize("language", OTHERS)
def test_every_string_is_translated(tmp_path, language):
    """Collected anew from the whole tree, so that a new string is missed here."""
    tree = copy_to(tmp_path)
    ignored = [word for pattern in LEFT_OUT for word in ("--ignore", pattern)]
    make = ["makemessages", "--locale", language, "--no-location", "--no-obsolete", *ignored]
    done = subprocess.run(
        [sys.executable, tree / "manage.py", *make], cwd=tree, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = statistics(tree / f"{LOCALE.format(language)}.po")
    assert re.fullmatch(r"\d+ translated messages\.\n", found), found


@needs_gettext
def test_a_string_that_nobody_translated_is_found(tmp_path):
    tree = copy_to(tmp_path)
    (tree / "templates" / "new.html").write_text('{% load i18n %}{% translate "Brand new" %}')
    make = ["makemessages", "--locale", "de", "--no-location"]
    subprocess.run(
        [sys.executable, tree / "manage.py", *make], cwd=tree, capture_output=True, check=True
    )
    assert "untranslated" in statistics(tree / f"{LOCALE.format('de')}.po")


@needs_gettext
@pytest.mark.parametrize("language", OTHERS)
def test_what_is_compiled_is_what_is_written(tmp_path, language):
    source = ROOT / LOCALE.format(language)
    compiled = tmp_path / "fresh.mo"
    subprocess.run(["msgfmt", "-o", compiled, source.with_suffix(".po")], check=True)
    with compiled.open("rb") as fresh, source.with_suffix(".mo").open("rb") as kept:
        assert gettext.GNUTranslations(fresh)._catalog == gettext.GNUTranslations(kept)._catalog


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Sie haben keinen Zugriff"), ("en", "You don't have access")],
)
def test_a_page_is_in_the_active_language(client, settings, language, words):
    from django.template.loader import render_to_string

    with translation.override(language):
        assert words in render_to_string("403.html")
