"""Private names of other packages may change with any release, so the code uses none."""

import ast
import sys

from clientpix.testing.repository import ROOT, tracked

OUR_PACKAGES = {"accounts", "albums", "assets", "benchmarks", "clientpix", "demo", "sharing"}


def is_third_party(module):
    package = (module or "").partition(".")[0]
    return package not in OUR_PACKAGES | set(sys.stdlib_module_names)


def is_private(name):
    return name.startswith("_") and not name.startswith("__")


def find_private_names(source):
    """Return the private names of other packages that a module imports or looks up."""
    tree = ast.parse(source)
    imported, private = set(), []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level and is_third_party(node.module):
            imported |= {alias.asname or alias.name for alias in node.names}
            private += [alias.name for alias in node.names if is_private(alias.name)]
        elif isinstance(node, ast.Import):
            names = [alias for alias in node.names if is_third_party(alias.name)]
            imported |= {(alias.asname or alias.name).partition(".")[0] for alias in names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            root = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            if isinstance(root, ast.Name) and root.id in imported and root.id not in {"self", "_"}:
                private.append(ast.unparse(node))
    return private


def test_no_private_name_of_another_package_is_used():
    sources = [name for name in tracked() if name.endswith(".py") and "/tests/" not in name]
    found = {name: find_private_names((ROOT / name).read_text()) for name in sources}
    assert {name: private for name, private in found.items() if private} == {}


def test_a_private_name_is_found_when_it_is_imported_or_looked_up():
    source = "from django_ratelimit import core\nimport a.b\ncore._get_ip(1)\na.b._c\ncore.x\n"
    assert sorted(find_private_names(source)) == ["a.b._c", "core._get_ip"]
    assert find_private_names("from os import path\npath._x\nself._y\n") == []
    assert find_private_names("from django.x import _private") == ["_private"]
