import ast
from types import SimpleNamespace

import pytest

from accounts.partials import wants_partial
from clientpix.testing.repository import ROOT, tracked


@pytest.mark.parametrize(("boosted", "is_partial"), [(False, True), (True, False)])
def test_a_partial_is_wanted_when_htmx_does_not_replace_the_page(rf, boosted, is_partial):
    request = rf.get("/")
    request.htmx = SimpleNamespace(boosted=boosted)
    assert wants_partial(request) is is_partial


def test_no_partial_is_wanted_without_htmx(rf):
    request = rf.get("/")
    request.htmx = False
    assert wants_partial(request) is False


def test_only_one_module_decides_what_a_partial_request_is():
    sources = [name for name in tracked() if name.endswith(".py") and "/tests/" not in name]
    deciding = [
        name
        for name in sources
        if any(
            isinstance(node, ast.Attribute) and node.attr == "boosted"
            for node in ast.walk(ast.parse((ROOT / name).read_text()))
        )
    ]
    assert deciding == ["accounts/partials.py"]
