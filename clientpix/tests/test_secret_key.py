import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from clientpix.env import InvalidConfiguration
from clientpix.secret_key import MIN_CHARACTERS, load_or_create_key, require_strong

STRONG_KEY = "Zq3xV9-mT7_bN2kL8pWc5RdY1fHs6JgA0uXeQ4iMoBtKvEnCyr"


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "secret_key"
    path.touch(0o600)
    return path


def test_the_first_start_creates_a_private_key_file(tmp_path):
    key = load_or_create_key(tmp_path)
    path = tmp_path / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == key == require_strong(key)
    assert list(tmp_path.iterdir()) == [path]


def test_later_starts_use_the_same_key(tmp_path):
    assert load_or_create_key(tmp_path) == load_or_create_key(tmp_path)


def test_each_folder_has_its_own_key(tmp_path):
    (tmp_path / "other").mkdir()
    assert load_or_create_key(tmp_path) != load_or_create_key(tmp_path / "other")


def test_all_threads_get_one_key_when_they_start_at_the_same_moment(tmp_path):
    # Threads, because in containers all processes have the same number as well.
    for round_ in range(20):
        folder, barrier = tmp_path / str(round_), Barrier(8)
        folder.mkdir()

        def start(_, folder=folder, barrier=barrier):
            barrier.wait()
            return load_or_create_key(folder)

        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(start, range(8)))
        assert keys == {(folder / "secret_key").read_text()}
        assert len(list(folder.iterdir())) == 1


def test_leftovers_of_an_interrupted_start_are_ignored(tmp_path):
    (tmp_path / ".secret_key.1").write_text("half")
    assert load_or_create_key(tmp_path) == load_or_create_key(tmp_path) != "half"


def test_a_key_file_can_end_with_a_line_break(key_file):
    key_file.write_text(f"{STRONG_KEY}\n")
    assert load_or_create_key(key_file.parent) == STRONG_KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o666])
def test_the_key_is_refused_when_others_can_read_or_write_it(key_file, mode):
    key_file.write_text(STRONG_KEY)
    key_file.chmod(mode)
    with pytest.raises(InvalidConfiguration, match=f"run chmod 600 {key_file}") as refused:
        load_or_create_key(key_file.parent)
    assert STRONG_KEY not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 99, STRONG_KEY[:40].encode()])
def test_a_broken_key_file_is_refused_and_not_overwritten(key_file, content):
    key_file.write_bytes(content)
    with pytest.raises(InvalidConfiguration, match=f"^{key_file} does not contain a valid key"):
        load_or_create_key(key_file.parent)
    assert key_file.read_bytes() == content


@pytest.mark.parametrize(
    "key",
    [
        "",
        STRONG_KEY[: MIN_CHARACTERS - 1],
        "a" * 99,
        "0123456789" * 9,
        "django-insecure-" + STRONG_KEY,
        "please-change-me-to-something-long-and-random-1234567890",
        "your-secret-key-goes-here-and-it-must-be-fifty-long-0123",
        STRONG_KEY + "\N{SNOWMAN}",
    ],
)
def test_a_weak_key_is_refused_without_showing_it(key):
    with pytest.raises(InvalidConfiguration, match="at least 50 random characters") as refused:
        require_strong(key)
    assert not key or key not in str(refused.value)


def test_a_random_hex_key_is_strong():
    key = "3f9a1c7be0d24856" * 4
    assert require_strong(key) == key
