import pytest

from albums.imports.processing import report


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "about 10 seconds left"),
        (31, "about 40 seconds left"),
        (99, "about 100 seconds left"),
        (100, "about 2 minutes left"),
        (240, "about 4 minutes left"),
        (7000, "about 117 minutes left"),
    ],
)
def test_how_long_it_takes_is_said_as_people_say_it(seconds, said):
    assert report.format_progress(312, 2000, seconds) == ["developing 312 of 2,000", said]


def test_nobody_guesses_before_anything_has_moved():
    assert report.format_progress(0, 12, None) == ["developing 0 of 12"]


@pytest.mark.parametrize(
    ("excuse", "begins"), [("", "1 is"), ("Why\x1b[2J.", "Why\\x1b[2J. 1 is")]
)
def test_why_others_do_it_is_said_if_it_is_known(excuse, begins):
    assert report.format_left_to_server(1, excuse) == (
        f"{begins} still to be developed. Workers of the server do that as soon as they can."
    )
