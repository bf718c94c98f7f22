import pytest

from albums.imports.processing import report


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 10 seconds left"),
        (31, "about 40 seconds left"),
        (99, "about 100 seconds left"),
        (100, "about 2 minutes left"),
        (240, "about 4 minutes left"),
        (7000, "about 117 minutes left"),
    ],
)
def test_the_time_left_is_rounded(seconds, words):
    assert report.format_progress(312, 2000, seconds) == ["Preparing 312 of 2,000", words]


def test_there_is_no_estimate_before_the_first_progress():
    assert report.format_progress(0, 12, None) == ["Preparing 0 of 12"]


@pytest.mark.parametrize(
    ("failure", "start"), [("", "1 file"), ("Why\x1b[2J.", "Why\\x1b[2J. 1 file")]
)
def test_the_reason_is_given_when_the_server_has_to_finish(failure, start):
    assert report.format_left_to_server(1, failure) == (
        f"{start} left to prepare. The server's workers will finish them."
    )
