from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientpix import env
from clientpix.env import Environment, InvalidConfiguration, usable_folder


def environment(**values):
    return Environment(values)


def refusal(read, *arguments, **options):
    with pytest.raises(InvalidConfiguration) as refused:
        read(*arguments, **options)
    return str(refused.value)


def complaint(read):
    try:
        read()
    except InvalidConfiguration as refused:
        return str(refused)
    return ""


def test_what_is_not_set_is_the_default():
    nothing = environment(EMPTY="", BLANK="  ", EMPTY_FILE="")
    assert nothing.text("NAME", "anna") == "anna"
    assert nothing.text("EMPTY", "anna") == nothing.text("BLANK", "anna") == "anna"
    assert nothing.number("EMPTY", 8, 1, 9) == 8
    assert nothing.flag("EMPTY", default=True) is True


def test_a_value_may_lie_in_a_file(tmp_path):
    (tmp_path / "name").write_text("  änne\n", "utf-8")
    assert environment(NAME_FILE=str(tmp_path / "name")).text("NAME") == "änne"


def test_the_mark_that_some_editors_put_before_a_text_is_no_part_of_it(tmp_path):
    (tmp_path / "name").write_text("anna\r\n", "utf-8-sig")
    assert environment(NAME_FILE=str(tmp_path / "name")).text("NAME") == "anna"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "which is empty"),
        (b" \n\n", "which is empty"),
        (b"caf\xe9 hunter2", "must name a text file"),
        (b"hunter2\nand more", "one line"),
        (b"hunter2\x00", "one line"),
    ],
)
def test_a_file_that_holds_no_value_is_refused_without_showing_it(tmp_path, content, complaint):
    (tmp_path / "name").write_bytes(content)
    said = refusal(environment(NAME_FILE=str(tmp_path / "name")).text, "NAME", "default")
    assert complaint in said
    assert "hunter2" not in said


@pytest.mark.parametrize("path", ["/no/such/file", "/", "/dev/null/x", "\0", "two\nlines"])
def test_a_file_that_cannot_be_read_is_named(path):
    said = refusal(environment(NAME_FILE=path).text, "NAME")
    assert said.startswith("NAME_FILE ")
    assert said.isprintable()


def test_a_value_and_its_file_together_are_refused():
    assert "keep one of them" in refusal(environment(NAME="a", NAME_FILE="/b").text, "NAME")


@pytest.mark.parametrize("value", ["two\nlines", "nul\0", "esc\x1b[2J", "not utf-8: \udcff"])
def test_a_value_is_one_line_of_ordinary_characters(value):
    said = refusal(environment(NAME=value).text, "NAME")
    assert said == "NAME must be one line of ordinary characters."


@pytest.mark.parametrize(("value", "is_on"), [("true", True), ("FALSE", False), (" True ", True)])
def test_a_flag_is_true_or_false(value, is_on):
    assert environment(FLAG=value).flag("FLAG") is is_on


@pytest.mark.parametrize("value", ["1", "yes", "on", "tru"])
def test_a_flag_is_nothing_else(value):
    assert repr(value) in refusal(environment(FLAG=value).flag, "FLAG")


@given(st.integers(-10, 10) | st.integers())
def test_a_number_lies_between_its_limits(number):
    values = environment(NUMBER=str(number))
    if 1 <= number <= 9:
        assert values.number("NUMBER", 5, 1, 9) == number
    else:
        assert "from 1 to 9" in refusal(values.number, "NUMBER", 5, 1, 9)


@pytest.mark.parametrize("value", ["", "4.0", "1e3", "+4", "1_0", "0x4", "４", "²", "9" * 5000])
def test_a_number_is_plain_digits(value):
    assert "NUMBER must be" in refusal(environment(NUMBER=value or "-").number, "NUMBER", 5, 1, 9)


@given(st.text())
def test_no_text_makes_reading_fail_otherwise_than_by_refusing(text):
    values = environment(NAME=text)
    readings = [
        lambda: values.number("NAME", 1, 0, 9),
        lambda: values.folder("NAME", Path("/srv")),
        lambda: values.zone("NAME", "UTC"),
        lambda: values.dotted("NAME", "clientpix.env.InvalidConfiguration"),
    ]
    for read in readings:
        assert complaint(read).isprintable()


def test_a_choice_is_one_of_those_offered():
    assert environment().choice("SENDFILE", ("stream", "nginx")) == "stream"
    assert environment(SENDFILE="nginx").choice("SENDFILE", ("stream", "nginx")) == "nginx"
    said = refusal(environment(SENDFILE="apache").choice, "SENDFILE", ("stream", "nginx"))
    assert said == "SENDFILE must be stream or nginx, not 'apache'."


def test_a_folder_need_not_be_there_yet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/srv/anna")
    assert environment(DATA="new").folder("DATA", tmp_path) == tmp_path / "new"
    assert environment(DATA="~/photos").folder("DATA", tmp_path) == Path("/srv/anna/photos")
    assert not (tmp_path / "new").exists()


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "file").touch()
    assert "is a file" in refusal(environment(DATA=f"{tmp_path}/file").folder, "DATA", tmp_path)


@pytest.mark.parametrize("value", ["~nobody-of-this-name/photos", "/" + "x" * 300])
def test_a_folder_that_cannot_be_is_refused(value):
    assert "must be a folder" in refusal(environment(DATA=value).folder, "DATA", Path("/srv"))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_a_zone_is_one_that_the_world_knows(zone):
    assert environment(ZONE=zone).zone("ZONE", "UTC") == zone


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../passwd", "/etc/passwd", "+01:00"])
def test_a_zone_of_another_world_is_refused(zone):
    assert repr(zone) in refusal(environment(ZONE=zone).zone, "ZONE", "UTC")


def test_a_zone_that_only_python_knows_is_refused_because_django_would_fall(tmp_path, monkeypatch):
    monkeypatch.setattr(env, "SYSTEM_TIME_ZONES", tmp_path)
    assert "'Europe/Berlin'" in refusal(environment(ZONE="Europe/Berlin").zone, "ZONE", "UTC")
    monkeypatch.setattr(env, "SYSTEM_TIME_ZONES", tmp_path / "none")
    assert environment(ZONE="Europe/Berlin").zone("ZONE", "UTC") == "Europe/Berlin"


@pytest.mark.parametrize(
    "value", ["Jobs", "no.such.Backend", "clientpix.nothing.Here", "..", "a b"]
)
def test_a_python_name_lies_in_a_module_that_is_there(value):
    default = "clientpix.jobs.backend.DatabaseBackend"
    assert environment(TASKS=default).dotted("TASKS", "") == default
    assert repr(value) in refusal(environment(TASKS=value).dotted, "TASKS", default)


def even(text):
    if int(text) % 2:
        raise ValueError("must be even")
    return int(text)


def test_a_value_may_be_parsed_by_whoever_knows_how():
    assert environment(NUMBER="4").parsed("NUMBER", even) == 4
    assert environment().parsed("NUMBER", even, "2") == 2
    assert complaint(lambda: environment(NUMBER="3").parsed("NUMBER", even)) == (
        "NUMBER must be even."
    )


def test_a_name_that_nobody_asked_for_is_a_misspelt_one():
    values = environment(PIX_PORT="1", PIX_PROT="2", PATH="/bin")
    values.number("PIX_PORT", 1, 0, 9)
    said = refusal(values.refuse_strangers, "PIX_")
    assert said == "PIX_PROT is not a setting; did you mean PIX_PORT?"


def test_a_name_like_none_of_ours_is_refused_as_well():
    values = environment(PIX_ZZZZZZZZ="hunter2")
    said = refusal(values.refuse_strangers, "PIX_")
    assert said == "PIX_ZZZZZZZZ is not a setting; the README lists those that are."


def test_names_that_were_asked_for_are_no_strangers():
    values = environment(PIX_KEY_FILE="", PIX_PORT="1")
    values.text("PIX_KEY")
    values.text("PIX_PORT")
    values.refuse_strangers("PIX_")


def test_a_usable_folder_is_made(tmp_path):
    with usable_folder(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "c").touch()


def test_what_the_disk_refuses_becomes_a_sentence(tmp_path):
    with (
        pytest.raises(InvalidConfiguration, match="No space left on device.*CLIENTPIX_DATA"),
        usable_folder(tmp_path),
    ):
        Path("/dev/full").write_text("x")
    with (
        pytest.raises(InvalidConfiguration, match="cannot be used"),
        usable_folder(Path("/proc/clientpix")),
    ):
        pass
