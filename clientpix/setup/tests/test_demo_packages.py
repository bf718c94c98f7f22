import pytest

from clientpix.setup import __main__ as setup
from clientpix.setup import node, python, system
from clientpix.setup.console import SetupError


@pytest.fixture
def installed_locks(monkeypatch):
    """Collect the locks instead of installing them."""
    locks = []
    monkeypatch.setattr(python, "install", lambda root, lock: locks.append(lock))
    monkeypatch.setattr(node, "install", lambda root, with_tools: None)
    monkeypatch.setattr(system, "install", lambda tools: None)
    return locks


@pytest.mark.parametrize(
    ("for_tests", "with_demo", "locks"),
    [
        (False, False, ["requirements.lock"]),
        (False, True, ["requirements.lock", "requirements-demo.lock"]),
        (True, False, ["requirements.lock", "requirements-dev.lock"]),
    ],
)
def test_the_packages_of_the_demo_are_installed_only_when_it_starts(
    installed_locks, for_tests, with_demo, locks
):
    setup._set_up(for_tests=for_tests, with_demo=with_demo)
    assert installed_locks == locks


def test_the_way_without_the_demo_is_named_when_its_packages_cannot_be_installed(monkeypatch):
    def fail(root, lock):
        raise SetupError("No network.")

    monkeypatch.setattr(python, "install", fail)
    with pytest.raises(SetupError, match=r"No network\. Or start without --demo\."):
        setup._install_demo()
