"""Fixtures for tests in a real Chromium, in narrow and wide windows, light and dark."""

import json
from contextlib import contextmanager

import pytest

from clientpix.setup.system import find_program
from clientpix.testing.repository import ROOT

LOOKS = [(width, scheme) for width in (390, 1440) for scheme in ("light", "dark")]
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# Playwright waits 30 s by default, which a busy machine can exceed.
BROWSER_PATIENCE = 120


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    program = find_program("chromium")
    if program is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Open browser windows. An unexpected error in a page's console fails the test."""

    @contextmanager
    def opened(width=1440, scheme="light", *, script=True, expected=()):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=script,
        )
        context.set_default_timeout(BROWSER_PATIENCE * 1000)
        page = context.new_page()
        errors = []
        page.on("console", lambda entry: errors.append(entry.text) if entry.type == "error" else 0)
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        context.close()
        unexpected = [error for error in errors if not any(text in error for text in expected)]
        assert unexpected == []

    return opened


def axe_violations(page):
    """Return the violations that axe-core finds, as readable lines."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']])}" for one in found
    ]
