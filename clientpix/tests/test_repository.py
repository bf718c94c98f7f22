import re
import tomllib
from pathlib import Path

import pytest

from clientpix import __version__
from clientpix.testing.repository import ROOT, tracked

REGISTRY = re.compile(
    r"(?i)https?://[\w.-]*(?:pypi|pythonhosted|npmjs|registry|yarnpkg|unpkg|jsdelivr|debian)[\w.-]*"
)
MACHINE_PATHS = [f"{Path.home()}/", "/".join(["..", "shared"]), "/".join(["", "work", ""])]
if not ROOT.is_relative_to("/srv"):
    MACHINE_PATHS.append(f"{ROOT}/")  # examples in the documentation use /srv
TOP = {
    *("clientpix", "accounts", "assets", "albums", "sharing", "demo", "templates", "static"),
    *("docs", "benchmarks", "manage.py", "pyproject.toml", "requirements.lock"),
    *("requirements-demo.lock", "requirements-dev.lock", "requirements-node.lock"),
    *("package.json", "package-lock.json"),
    *("Dockerfile", "compose.yaml", "nginx.conf", "start.sh", "test.sh", ".ci", "README.md"),
    *("CHANGELOG.md", "LICENSE", ".gitignore", ".dockerignore"),
}


def read(name):
    return (ROOT / name).read_bytes().decode("utf-8", "replace")


def find_forbidden_text(text):
    return [*REGISTRY.findall(text), *(word for word in MACHINE_PATHS if word in text)]


def test_no_file_names_a_registry_or_this_machine():
    found = {name: words for name in tracked() if (words := find_forbidden_text(read(name)))}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "see " + "https://" + "pypi.org/simple",
        "resolved: " + "https://" + "registry.npmjs.org/x.tgz",
        f"{Path.home()}/notes",
    ],
)
def test_forbidden_text_is_found(text):
    assert find_forbidden_text(text)


def test_the_top_level_contains_only_known_names():
    assert {Path(name).parts[0] for name in tracked()} == TOP


def test_lock_files_contain_hashes_and_no_urls():
    for name in tracked():
        if name.endswith(".lock"):
            packages = re.split(r"\n(?=\S)", read(name).strip())
            assert packages
            assert [one for one in packages if "--hash=sha256:" not in one] == []
    npm = read("package-lock.json")
    assert '"resolved"' not in npm
    assert npm.count('"integrity"') == npm.count('"node_modules/')


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project["version"] == __version__
    assert f'"version": "{__version__}"' in read("package.json")
    assert f"## {__version__}" in read("CHANGELOG.md")


def read_locked_versions(lock):
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", read(lock)))


def read_dependencies(group):
    """Return the names of the packages in a dependency group, or of the product itself."""
    project = tomllib.loads(read("pyproject.toml"))
    groups = project["dependency-groups"] | {"product": project["project"]["dependencies"]}
    names = set()
    for line in groups[group]:
        if isinstance(line, dict):
            names |= read_dependencies(line["include-group"])
        else:
            names.add(re.match(r"[\w-]+", line)[0].lower())
    return names


@pytest.mark.parametrize(
    ("group", "lock"),
    [
        ("product", "requirements.lock"),
        ("demo", "requirements-demo.lock"),
        ("dev", "requirements-dev.lock"),
        ("node", "requirements-node.lock"),
    ],
)
def test_every_dependency_is_locked_in_the_same_version_everywhere(group, lock):
    locked, of_product = read_locked_versions(lock), read_locked_versions("requirements.lock")
    assert read_dependencies(group) <= set(locked)
    shared = set(locked) & set(of_product)
    assert {name: locked[name] for name in shared} == {name: of_product[name] for name in shared}


def test_the_product_does_not_depend_on_the_packages_of_the_demo():
    assert not read_dependencies("demo") & set(read_locked_versions("requirements.lock"))
