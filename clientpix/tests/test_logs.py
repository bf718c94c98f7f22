import logging
import re
import string
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clientpix.logs import SHOWN_TOKEN_CHARACTERS, RedactingFormatter, redact

TOKEN = "AbCdEfGh-ijklmn_opqrstuvwxyz0123"
TOKENS = st.text(string.ascii_letters + string.digits + "-_", min_size=20, max_size=60)
PASSWORDS = st.text(string.ascii_letters + string.digits, min_size=8)
ODD_PASSWORDS = PASSWORDS.map(lambda text: f"x{text}'\"@:/ ,{text}")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"GET /g/{TOKEN}/ 200", "GET /g/AbCdEfGh.../ 200"),
        (f"/g/{TOKEN}/p/7?page=2", "/g/AbCdEfGh.../p/7?page=2"),
        (f'"https://a.example/g/{TOKEN}"', '"https://a.example/g/AbCdEfGh..."'),
        (f"?next=%2Fg%2F{TOKEN}", "?next=%2Fg%2FAbCdEfGh..."),
        (f"{{'path': 'g/{TOKEN}/'}}", "{'path': 'g/AbCdEfGh.../'}"),
        ("/g/%41bCdEfGh-ijklmn", "/g/%41bCdEf..."),
        ("/g/short", "/g/short"),
        ("/img/photograph_of_a_bride.jpg", "/img/photograph_of_a_bride.jpg"),
    ],
)
def test_only_the_first_characters_of_a_token_are_kept(line, shown):
    assert redact(line) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("/zip/ab/a.zip?k=abc.def&x=1", "/zip/ab/a.zip?k=***&x=1"),
        ("/media/web/ff?r=1&d=u1&e=2&s=0f0f", "/media/web/ff?r=1&d=u1&e=2&s=***"),
        ("/unlock/?password=hunter2", "/unlock/?password=***"),
        ("?next=%2Funlock%3Fpassword%3Dhunter2", "?next=%2Funlock%3Fpassword%3D***"),
        ("CLIENTPIX_OWNER_PASSWORD=hunter2", "CLIENTPIX_OWNER_PASSWORD=***"),
        ("CLIENTPIX_SECRET_KEY='hunter2'", "CLIENTPIX_SECRET_KEY=***"),
        ("{'password1': 'correct horse', 'a': 1}", "{'password1': ***, 'a': 1}"),
        ("<QueryDict: {'password': ['correct horse']}>", "<QueryDict: {'password': ***]}>"),
        ("{'token': ['one', 'two']}", "{'token': ***]}"),
        ("secret=b'hunter2'", "secret=***"),
        ('{"api_key": "hunt\\"er2", "a": 1}', '{"api_key": ***, "a": 1}'),
        (r'"{\"password\": \"hunter2 x\"}"', r'"{\"password\": ***'),
        ("Authorization: Bearer hunter2", "Authorization: Bearer ***"),
        ("Authorization: Basic aHVudGVyMg==", "Authorization: Basic ***"),
        ("Cookie: __Host-session=hunter2; a=b", "Cookie: __Host-session=*** a=b"),
        ("{'HTTP_COOKIE': 'session=a; csrf=b'}", "{'HTTP_COOKIE': ***}"),
        ("csrfmiddlewaretoken=hunter2&a=b", "csrfmiddlewaretoken=***&a=b"),
        ("host=db password=hunter2 dbname=x", "host=db password=*** dbname=x"),
    ],
)
def test_the_value_of_a_secret_is_removed(line, shown):
    assert redact(line) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("postgres://anna:hunter2@db/pictures", "postgres://anna:***@db/pictures"),
        ("smtps://anna@example.org:hunter2@mail", "smtps://anna@example.org:***@mail"),
        ("smtp+tls://anna:hunt@er/2@mail:587", "smtp+tls://anna:***@mail:587"),
        ("redis://:hunter2@cache", "redis://:***@cache"),
    ],
)
def test_a_password_in_a_url_is_removed(line, shown):
    assert redact(f"could not reach {line} in time") == f"could not reach {shown} in time"


@pytest.mark.parametrize(
    "line",
    [
        "waited 20 s: database is locked",
        "worker 3 ended, exit code: 137",
        "code=137 files=3 tasks=2",
        "django.security.csrf: Forbidden (CSRF token missing.): /studio/",
        "http://localhost:8000/healthz answered 503",
        "anna@example.org signed in",
        'File "/srv/clientpix/env.py", line 31, in text',
        "Größe 日本 😀\tok",
    ],
)
def test_a_line_without_secrets_is_unchanged(line):
    assert redact(line) == line


@given(st.text(), TOKENS, st.text())
def test_no_complete_token_is_left(before, token, after):
    assume(token not in before + after)
    assert token not in redact(f"{before}/g/{token}/{after}")


@given(TOKENS, st.sampled_from(["/g/{}/", "?next=%2Fg%2F{}%2F", "https://a.example/g/{}?k={}"]))
def test_a_token_is_shortened_to_the_same_length_everywhere(token, line):
    shown = redact(line.format(token, token))
    assert token[:SHOWN_TOKEN_CHARACTERS] in shown
    assert token[: SHOWN_TOKEN_CHARACTERS + 1] not in shown


@given(PASSWORDS | ODD_PASSWORDS, st.sampled_from(["password", "PASSWORD", "client_secret_key"]))
def test_no_password_is_left_in_a_printed_form(password, name):
    for value, rest in ((password, ""), ([password], "]"), (password.encode(), "")):
        form = {name: value, "a": 1}
        assert redact(f"refused {form}") == f"refused {{'{name}': ***{rest}, 'a': 1}}"


@given(ODD_PASSWORDS, st.sampled_from(["postgres", "smtp+tls", "redis"]))
def test_no_password_is_left_in_a_url(password, scheme):
    for written in (quote(password, safe=""), password.replace(" ", "")):
        line = redact(f"cannot reach {scheme}://anna:{written}@db.example:5432/x, giving up")
        assert line == f"cannot reach {scheme}://anna:***@db.example:5432/x, giving up"


@given(st.text() | st.text(st.characters(max_codepoint=0x20FF, categories=["C", "Z"])))
def test_control_and_direction_characters_are_replaced(text):
    assert not re.search(r"[^\t\n -~\u00a0-\u2027\u202f-\u2065\u206a-\U0010ffff]", redact(text))


@pytest.mark.parametrize("piece", ["token", "token=", "password='", "://a:", "g/", "g%2F", "\\'"])
def test_a_long_line_is_redacted_in_linear_time(piece):
    redact(piece * 50_000)


@pytest.fixture
def format_record():
    formatter = RedactingFormatter("%(levelname)s %(name)s: %(message)s")

    def format_record(message, *arguments, exc_info=None):
        record = logging.LogRecord("a.b", 30, __file__, 1, message, arguments, exc_info)
        return formatter.format(record)

    return format_record


def test_arguments_are_redacted(format_record):
    assert format_record("no %s", f"/g/{TOKEN}\x1b[2J") == "WARNING a.b: no /g/AbCdEfGh..."
    assert format_record("no\x1b[2J %(password)s", {"password": 1}) == "WARNING a.b: no?[2J 1"


def test_tracebacks_are_redacted(format_record):
    try:
        raise ValueError(f"password=hunter2 at /g/{TOKEN}/")
    except ValueError as error:
        text = format_record("failed", exc_info=(ValueError, error, error.__traceback__))
    assert "ValueError: password=*** at /g/AbCdEfGh.../" in text
    assert "hunter2" not in text


def test_a_line_break_cannot_forge_a_record(format_record):
    text = format_record("unknown name %s", "anna\nWARNING a.b: owner signed in\r\nWARNING c: x")
    assert [line.startswith("WARNING") for line in text.splitlines()] == [True, False, False]


@pytest.mark.parametrize("path", ["/join/{}/", "/reset/MTIz/{}/", "%2Fjoin%2F{}", "/g/{}/p/1/"])
def test_tokens_of_invitations_and_resets_are_shortened(path):
    token = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"
    assert token[:9] not in redact(f"GET {path.format(token)} 200")
