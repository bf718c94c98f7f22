from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientpix import env
from clientpix.env import Environment, InvalidConfiguration, usable_folder


def environment(**values):
    return Environment(values)


def read_refusal(read, *arguments, **options):
    with pytest.raises(InvalidConfiguration) as refused:
        read(*arguments, **options)
    return str(refused.value)


def message(read):
    try:
        read()
    except InvalidConfiguration as refused:
        return str(refused)
    return ""


def test_the_default_is_used_when_a_variable_is_empty():
    nothing = environment(EMPTY="", BLANK="  ", EMPTY_FILE="")
    assert nothing.text("NAME", "anna") == "anna"
    assert nothing.text("EMPTY", "anna") == nothing.text("BLANK", "anna") == "anna"
    assert nothing.number("EMPTY", 8, 1, 9) == 8
    assert nothing.flag("EMPTY", default=True) is True


def test_a_value_can_be_read_from_a_file(tmp_path):
    (tmp_path / "name").write_text("  änne\n", "utf-8")
    assert environment(NAME_FILE=str(tmp_path / "name")).text("NAME") == "änne"


def test_a_byte_order_mark_is_ignored(tmp_path):
    (tmp_path / "name").write_text("anna\r\n", "utf-8-sig")
    assert environment(NAME_FILE=str(tmp_path / "name")).text("NAME") == "anna"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "which is empty"),
        (b" \n\n", "which is empty"),
        (b"caf\xe9 hunter2", "must name a text file"),
        (b"hunter2\nand more", "one line"),
        (b"hunter2\x00", "one line"),
    ],
)
def test_an_invalid_file_is_refused_without_showing_its_content(tmp_path, content, message):
    (tmp_path / "name").write_bytes(content)
    message_text = read_refusal(
        environment(NAME_FILE=str(tmp_path / "name")).text, "NAME", "default"
    )
    assert message in message_text
    assert "hunter2" not in message_text


@pytest.mark.parametrize("path", ["/no/such/file", "/", "/dev/null/x", "\0", "two\nlines"])
def test_the_variable_is_named_when_its_file_is_unreadable(path):
    message_text = read_refusal(environment(NAME_FILE=path).text, "NAME")
    assert message_text.startswith("NAME_FILE ")
    assert message_text.isprintable()


def test_an_error_is_raised_when_a_value_and_a_file_are_set():
    assert "keep one of them" in read_refusal(environment(NAME="a", NAME_FILE="/b").text, "NAME")


@pytest.mark.parametrize("value", ["two\nlines", "nul\0", "esc\x1b[2J", "not utf-8: \udcff"])
def test_control_characters_in_a_value_are_refused(value):
    message_text = read_refusal(environment(NAME=value).text, "NAME")
    assert message_text == "NAME must be one line of ordinary characters."


@pytest.mark.parametrize(("value", "is_on"), [("true", True), ("FALSE", False), (" True ", True)])
def test_a_flag_is_true_or_false(value, is_on):
    assert environment(FLAG=value).flag("FLAG") is is_on


@pytest.mark.parametrize("value", ["1", "yes", "on", "tru"])
def test_other_values_of_a_flag_are_refused(value):
    assert repr(value) in read_refusal(environment(FLAG=value).flag, "FLAG")


@given(st.integers(-10, 10) | st.integers())
def test_a_number_must_be_within_its_limits(number):
    values = environment(NUMBER=str(number))
    if 1 <= number <= 9:
        assert values.number("NUMBER", 5, 1, 9) == number
    else:
        assert "from 1 to 9" in read_refusal(values.number, "NUMBER", 5, 1, 9)


@pytest.mark.parametrize("value", ["", "4.0", "1e3", "+4", "1_0", "0x4", "４", "²", "9" * 5000])
def test_a_number_must_be_plain_digits(value):
    assert "NUMBER must be" in read_refusal(
        environment(NUMBER=value or "-").number, "NUMBER", 5, 1, 9
    )


@given(st.text())
def test_any_text_is_parsed_or_refused_with_a_message(text):
    values = environment(NAME=text)
    readings = [
        lambda: values.number("NAME", 1, 0, 9),
        lambda: values.folder("NAME", Path("/srv")),
        lambda: values.zone("NAME", "UTC"),
        lambda: values.dotted_path("NAME", "clientpix.env.InvalidConfiguration"),
    ]
    for read in readings:
        assert message(read).isprintable()


def test_other_values_of_a_choice_are_refused():
    assert environment().choice("SENDFILE", ("stream", "nginx")) == "stream"
    assert environment(SENDFILE="nginx").choice("SENDFILE", ("stream", "nginx")) == "nginx"
    message_text = read_refusal(
        environment(SENDFILE="apache").choice, "SENDFILE", ("stream", "nginx")
    )
    assert message_text == "SENDFILE must be stream or nginx, not 'apache'."


def test_a_folder_does_not_have_to_exist(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/srv/anna")
    assert environment(DATA="new").folder("DATA", tmp_path) == tmp_path / "new"
    assert environment(DATA="~/photos").folder("DATA", tmp_path) == Path("/srv/anna/photos")
    assert not (tmp_path / "new").exists()


def test_a_folder_is_refused_when_it_is_a_file(tmp_path):
    (tmp_path / "file").touch()
    assert "is a file" in read_refusal(
        environment(DATA=f"{tmp_path}/file").folder, "DATA", tmp_path
    )


@pytest.mark.parametrize("value", ["~nobody-of-this-name/photos", "/" + "x" * 300])
def test_an_impossible_folder_is_refused(value):
    assert "must be a folder" in read_refusal(environment(DATA=value).folder, "DATA", Path("/srv"))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_a_known_time_zone_is_accepted(zone):
    assert environment(ZONE=zone).zone("ZONE", "UTC") == zone


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Europe", "../passwd", "/etc/passwd", "+01:00"])
def test_an_unknown_time_zone_is_refused(zone):
    assert repr(zone) in read_refusal(environment(ZONE=zone).zone, "ZONE", "UTC")


def test_a_time_zone_is_refused_when_only_python_knows_it(tmp_path, monkeypatch):
    monkeypatch.setattr(env, "SYSTEM_TIME_ZONES", tmp_path)
    assert "'Europe/Berlin'" in read_refusal(environment(ZONE="Europe/Berlin").zone, "ZONE", "UTC")
    monkeypatch.setattr(env, "SYSTEM_TIME_ZONES", tmp_path / "none")
    assert environment(ZONE="Europe/Berlin").zone("ZONE", "UTC") == "Europe/Berlin"


@pytest.mark.parametrize(
    "value", ["Jobs", "no.such.Backend", "clientpix.nothing.Here", "..", "a b"]
)
def test_a_dotted_name_is_refused_when_its_module_does_not_exist(value):
    default = "clientpix.jobs.backend.DatabaseBackend"
    assert environment(TASKS=default).dotted_path("TASKS", "") == default
    assert repr(value) in read_refusal(environment(TASKS=value).dotted_path, "TASKS", default)


def even(text):
    if int(text) % 2:
        raise ValueError("must be even")
    return int(text)


def test_a_value_can_be_parsed_by_a_function():
    assert environment(NUMBER="4").parsed("NUMBER", even) == 4
    assert environment().parsed("NUMBER", even, "2") == 2
    assert message(lambda: environment(NUMBER="3").parsed("NUMBER", even)) == (
        "NUMBER must be even."
    )


def test_a_similar_name_is_suggested_when_a_variable_is_unknown():
    values = environment(PIX_PORT="1", PIX_PROT="2", PATH="/bin")
    values.number("PIX_PORT", 1, 0, 9)
    message_text = read_refusal(values.refuse_unknown_names, "PIX_")
    assert message_text == "PIX_PROT is not a setting; did you mean PIX_PORT?"


def test_an_unknown_variable_is_refused_without_a_suggestion():
    values = environment(PIX_ZZZZZZZZ="hunter2")
    message_text = read_refusal(values.refuse_unknown_names, "PIX_")
    assert (
        message_text == "PIX_ZZZZZZZZ is not a setting; docs/configuration.md lists all settings."
    )


def test_variables_that_were_read_are_known():
    values = environment(PIX_KEY_FILE="", PIX_PORT="1")
    values.text("PIX_KEY")
    values.text("PIX_PORT")
    values.refuse_unknown_names("PIX_")


def test_a_missing_data_folder_is_created(tmp_path):
    with usable_folder(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "c").touch()


def test_disk_errors_become_a_clear_message(tmp_path):
    with (
        pytest.raises(InvalidConfiguration, match="No space left on device.*CLIENTPIX_DATA"),
        usable_folder(tmp_path),
    ):
        Path("/dev/full").write_text("x")
    with (
        pytest.raises(InvalidConfiguration, match="can't be used"),
        usable_folder(Path("/proc/clientpix")),
    ):
        pass
