"""The pytest plugin of the project: a clean environment, shared fixtures and options."""

import os
import shutil
import tempfile
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

for name in [name for name in os.environ if name.startswith("CLIENTPIX_")]:
    del os.environ[name]
DATA = Path(tempfile.mkdtemp(prefix="clientpix-test-"))
(DATA / "static").mkdir()
os.environ["CLIENTPIX_DATA"] = str(DATA)

# By default an example that takes more than 200 ms fails, as any does on a busy machine.
hypothesis_settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("patient")

pytest_plugins = [
    f"clientpix.testing.{name}"
    for name in ("fixtures", "installation", "small_disk", "nginx", "server", "browser")
]


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="Run the long versions as well.")
    parser.addoption("--part", default="1/1", help="Run one part of the test files: 2/3.")


def pytest_unconfigure():
    shutil.rmtree(DATA, ignore_errors=True)


def pytest_ignore_collect(collection_path, config):
    # Skipping the file altogether saves the time to import it.
    part, parts = _part(config)
    if parts == 1 or collection_path.is_dir():
        return None
    file = collection_path.relative_to(config.rootpath).as_posix()
    return _part_of(file, parts) != part or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    for item in items:
        _open_all_databases(item)
    if not config.getoption("--long"):
        _leave_out(config, items, lambda item: item.get_closest_marker("long"))
    part, parts = _part(config)
    _leave_out(config, items, lambda item: _part_of(item.location[0], parts) != part)


@pytest.fixture
def print_figures(capsys):
    """Print figures of a test, past pytest's capture."""

    def print_figures(figures):
        with capsys.disabled():
            print(f"\n    {figures}")

    return print_figures


def _leave_out(config, items, is_out):
    left_out = [item for item in items if is_out(item)]
    config.hook.pytest_deselected(items=left_out)
    ids = set(map(id, left_out))
    items[:] = [item for item in items if id(item) not in ids]


def _part(config):
    return map(int, config.getoption("--part").split("/"))


def _part_of(file, parts):
    # By file, because the tests of a file share fixtures.
    return crc32(file.encode()) % parts + 1


def _open_all_databases(item):
    """Let a test that may use the database use that of the counters as well."""
    marker = item.get_closest_marker("django_db")
    options = dict(marker.kwargs) if marker else {}
    if "transactional_db" in item.fixturenames:
        options["transaction"] = True
    if marker or {"db", "transactional_db"} & set(item.fixturenames):
        item.add_marker(pytest.mark.django_db(**{"databases": "__all__", **options}), append=False)
