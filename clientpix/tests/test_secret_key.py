import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from clientpix.env import InvalidConfiguration
from clientpix.secret_key import MIN_CHARACTERS, load_or_create_key, require_strong

GOOD = "Zq3xV9-mT7_bN2kL8pWc5RdY1fHs6JgA0uXeQ4iMoBtKvEnCyr"


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "secret_key"
    path.touch(0o600)
    return path


def test_a_first_start_makes_a_key_that_only_its_owner_reads(tmp_path):
    key = load_or_create_key(tmp_path)
    path = tmp_path / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == key == require_strong(key)
    assert list(tmp_path.iterdir()) == [path]


def test_later_starts_find_the_same_key(tmp_path):
    assert load_or_create_key(tmp_path) == load_or_create_key(tmp_path)


def test_two_folders_have_two_keys(tmp_path):
    (tmp_path / "other").mkdir()
    assert load_or_create_key(tmp_path) != load_or_create_key(tmp_path / "other")


def test_of_many_first_starts_one_key_wins_even_where_process_numbers_are_the_same(tmp_path):
    """As in containers, where everybody is number 1."""
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


def test_what_an_interrupted_start_left_does_no_harm(tmp_path):
    (tmp_path / ".secret_key.1").write_text("half")
    assert load_or_create_key(tmp_path) == load_or_create_key(tmp_path) != "half"


def test_a_key_of_ones_own_may_end_with_a_line_break(key_file):
    key_file.write_text(f"{GOOD}\n")
    assert load_or_create_key(key_file.parent) == GOOD


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o666])
def test_a_key_that_others_can_read_or_write_is_refused(key_file, mode):
    key_file.write_text(GOOD)
    key_file.chmod(mode)
    with pytest.raises(InvalidConfiguration, match=f"run chmod 600 {key_file}") as refused:
        load_or_create_key(key_file.parent)
    assert GOOD not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"short", b"\xff" * 99, GOOD[:40].encode()])
def test_a_broken_key_file_is_refused_and_stays(key_file, content):
    key_file.write_bytes(content)
    with pytest.raises(InvalidConfiguration, match=f"^{key_file} does not hold a key"):
        load_or_create_key(key_file.parent)
    assert key_file.read_bytes() == content


@pytest.mark.parametrize(
    "key",
    [
        "",
        GOOD[: MIN_CHARACTERS - 1],
        "a" * 99,
        "0123456789" * 9,
        "django-insecure-" + GOOD,
        "please-change-me-to-something-long-and-random-1234567890",
        "your-secret-key-goes-here-and-it-must-be-fifty-long-0123",
        GOOD + "\N{SNOWMAN}",
    ],
)
def test_a_key_that_somebody_could_guess_is_refused_without_showing_it(key):
    with pytest.raises(InvalidConfiguration, match="at least 50 random characters") as refused:
        require_strong(key)
    assert not key or key not in str(refused.value)


def test_a_key_from_a_generator_of_hex_digits_is_strong():
    key = "3f9a1c7be0d24856" * 4
    assert require_strong(key) == key
