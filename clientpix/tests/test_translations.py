import gettext
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings as project_settings
from django.utils import translation

from clientpix.testing.repository import ROOT, copy_to

LOCALE = "clientpix/locale/{}/LC_MESSAGES/django"
TRANSLATED_LANGUAGES = [code for code, _ in project_settings.LANGUAGES if code != "en"]
IGNORED = ["*/tests/*", "clientpix/testing/*", "node_modules/*", ".venv/*"]

needs_gettext = pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")


def read_statistics(path):
    command = ["msgfmt", "--check-format", "--statistics", "-o", os.devnull, path]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@needs_gettext
@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_every_string_is_translated(tmp_path, language):
    # Collect the strings from the whole tree again, so that new ones are included.
    tree = copy_to(tmp_path)
    ignored = [word for pattern in IGNORED for word in ("--ignore", pattern)]
    make = ["makemessages", "--locale", language, "--no-location", "--no-obsolete", *ignored]
    done = subprocess.run(
        [sys.executable, tree / "manage.py", *make], cwd=tree, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    statistics = read_statistics(tree / f"{LOCALE.format(language)}.po")
    assert re.fullmatch(r"\d+ translated messages\.\n", statistics), statistics


@needs_gettext
def test_an_untranslated_string_is_found(tmp_path):
    tree = copy_to(tmp_path)
    (tree / "templates" / "new.html").write_text('{% load i18n %}{% translate "Brand new" %}')
    make = ["makemessages", "--locale", "de", "--no-location"]
    subprocess.run(
        [sys.executable, tree / "manage.py", *make], cwd=tree, capture_output=True, check=True
    )
    assert "untranslated" in read_statistics(tree / f"{LOCALE.format('de')}.po")


@needs_gettext
@pytest.mark.parametrize("language", TRANSLATED_LANGUAGES)
def test_the_compiled_catalogue_is_up_to_date(tmp_path, language):
    source = ROOT / LOCALE.format(language)
    compiled = tmp_path / "fresh.mo"
    subprocess.run(["msgfmt", "-o", compiled, source.with_suffix(".po")], check=True)
    with compiled.open("rb") as fresh, source.with_suffix(".mo").open("rb") as committed:
        assert (
            gettext.GNUTranslations(fresh)._catalog == gettext.GNUTranslations(committed)._catalog
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Sie haben keinen Zugriff"), ("en", "You don't have access")],
)
def test_a_page_is_in_the_active_language(client, settings, language, words):
    from django.template.loader import render_to_string

    with translation.override(language):
        assert words in render_to_string("403.html")
