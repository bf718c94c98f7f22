from urllib.parse import quote

import pytest
from django.core.mail import mailers
from hypothesis import given
from hypothesis import strategies as st

from clientpix import env_parsers

SQLITE = "django.db.backends.sqlite3"
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


def complaint(read, url):
    try:
        read(url)
    except ValueError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("address", "interface"),
    [("0.0.0.0", "0.0.0.0"), ("[::]", "::"), ("::1", "::1"), ("localhost", "localhost")],
)
def test_a_server_listens_on_an_address_of_this_machine(address, interface):
    assert env_parsers.parse_bind_address(address) == interface


@pytest.mark.parametrize("address", ["", "0.0.0.0:80", "everywhere", "256.0.0.1", "http://::1"])
def test_a_server_listens_nowhere_else(address):
    assert complaint(env_parsers.parse_bind_address, address).endswith(f"not {address!r}")


def test_hosts_stand_between_commas_or_blanks():
    line = "a.example.org, .b.example ,[::1] 10.0.0.1 *"
    assert env_parsers.parse_hosts(line) == [
        "a.example.org",
        ".b.example",
        "[::1]",
        "10.0.0.1",
        "*",
    ]


@pytest.mark.parametrize("host", ["https://a.example", "a.example:80", "a/b", "-", "ä.example"])
def test_a_host_is_only_a_host(host):
    assert complaint(env_parsers.parse_hosts, f"good.example {host}").endswith(f"not {host!r}")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://photos.example.org", "https://photos.example.org"),
        ("HTTPS://Photos.Example.ORG/", "https://photos.example.org"),
        ("http://10.0.0.7:8000", "http://10.0.0.7:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("https://xn--mller-kva.example", "https://xn--mller-kva.example"),
    ],
)
def test_a_site_is_a_scheme_and_a_host(url, address):
    assert env_parsers.parse_site_url(url).geturl() == address
    assert env_parsers.parse_site_url("") is None


@pytest.mark.parametrize(
    "url",
    [
        "photos.example.org",
        "ftp://a.example",
        "https://",
        "https://a.example/galleries",
        "https://a.example?x=1",
        "https://a.example#x",
        "http://a.example:0",
        "http://a.example:99999",
        "http://a.example:",
        "http://:80",
        "http://[::1",
        "http://[zz]/",
        "http://a b",
        "https://a,b.example",
        "https://a.example//",
        "/",
        "https://müller.example",
        "https://anna:hunter2@a.example",
        "https://@a.example",
    ],
)
def test_a_site_is_nothing_more(url):
    said = complaint(env_parsers.parse_site_url, url)
    assert said.startswith("must ")
    assert "hunter2" not in said


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///pictures.sqlite3", "pictures.sqlite3"),
        ("sqlite:////srv/my%20pictures.sqlite3", "/srv/my pictures.sqlite3"),
        ("sqlite:////srv/my pictures.sqlite3", "/srv/my pictures.sqlite3"),
    ],
)
def test_sqlite_is_a_file(url, name):
    assert env_parsers.parse_database_url(url) == {"ENGINE": SQLITE, "NAME": name}


@given(WORDS, WORDS, WORDS)
def test_what_is_written_as_percent_comes_back_as_it_was(user, password, name):
    user, password, name = (quote(word, safe="") for word in (user, password, name))
    database = env_parsers.parse_database_url(
        f"postgres://{user}:{password}@db.example:6543/{name}"
    )
    assert [quote(database[key], safe="") for key in ("USER", "PASSWORD", "NAME")] == [
        user,
        password,
        name,
    ]
    assert (database["HOST"], database["PORT"]) == ("db.example", "6543")


def test_options_of_postgresql_follow_a_question_mark():
    url = "postgresql://db.example/pictures?sslmode=verify-full&application_name=a%20b"
    database = env_parsers.parse_database_url(url)
    assert database["OPTIONS"] == {"sslmode": "verify-full", "application_name": "a b"}
    assert (database["USER"], database["PASSWORD"], database["PORT"]) == ("", "", "")


@pytest.mark.parametrize(
    ("place", "host", "port"),
    [
        ("", "", ""),
        ("[::1]:5432", "::1", "5432"),
        ("anna@DB.Example", "db.example", ""),
        ("%2Frun%2FPostgreSQL", "/run/PostgreSQL", ""),
        ("anna@%2Frun%2FPostgreSQL:6543", "/run/PostgreSQL", "6543"),
    ],
)
def test_postgresql_is_found_by_name_by_number_and_by_socket(place, host, port):
    database = env_parsers.parse_database_url(f"postgres://{place}/pictures")
    assert (database["HOST"], database["PORT"]) == (host, port)


@pytest.mark.parametrize(
    "url",
    [
        "hunter2",
        "mysql://u:hunter2@db/pictures",
        "postgres://u:hunter2@db",
        "postgres://u:hunter2@db/",
        "postgres://u:hunter2@db/a/b",
        "postgres://u:hunter2@db/pictures#x",
        "postgres://u:hunter2/more@db/pictures",
        "postgres://u:hunter2#more@db/pictures",
        "postgres://u:hunter2[@db/pictures",
        "postgres://u:hunter2\N{CARE OF}@db/pictures",
        "postgres://u:hunter2 @db/pictures",
        "postgres://u:hunter2@db:port/pictures",
        "postgres://u:hunter2@db:0/pictures",
        "sqlite://pictures.sqlite3",
        "sqlite://",
        "sqlite:///",
        "sqlite:////",
        "sqlite:////srv/a.sqlite3?timeout=5",
        "sqlite:////srv/a#b.sqlite3",
        "sqlite:////srv/%00",
    ],
)
def test_a_database_that_cannot_be_meant_is_refused_without_quoting_it(url):
    with pytest.raises(ValueError, match="must look like postgres://") as refused:
        env_parsers.parse_database_url(url)
    assert "hunter2" not in str(refused.value)


@given(st.text() | st.from_regex(r"(postgres|sqlite|smtp|smtps)://.*", fullmatch=True))
def test_an_address_is_read_or_refused_in_one_of_our_own_sentences(url):
    assert complaint(env_parsers.parse_database_url, url) in {"", env_parsers.DATABASE_URL_HELP}
    assert complaint(env_parsers.parse_email_url, url) in {"", env_parsers.EMAIL_URL_HELP}
    for read in (
        env_parsers.parse_bind_address,
        env_parsers.parse_hosts,
        env_parsers.parse_site_url,
    ):
        assert complaint(read, url)[:5] in {"", "must "}


@pytest.mark.parametrize(
    ("url", "port", "use_ssl", "use_tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtps://mail.example.org", 465, True, False),
        ("smtp+tls://mail.example.org/", 587, False, True),
        ("SMTP+TLS://mail.example.org:2525", 2525, False, True),
    ],
)
def test_the_scheme_says_how_mail_is_encrypted(url, port, use_ssl, use_tls):
    mailer = env_parsers.parse_email_url(url)
    assert mailer["host"] == "mail.example.org"
    assert (mailer["port"], mailer["use_ssl"], mailer["use_tls"]) == (port, use_ssl, use_tls)
    assert (mailer["username"], mailer["password"]) == ("", "")


def test_a_user_of_mail_may_have_an_at_sign():
    mailer = env_parsers.parse_email_url("smtps://anna@example.org:p%40ss%2Fword@mail.example.org")
    assert (mailer["username"], mailer["password"]) == ("anna@example.org", "p@ss/word")


@pytest.mark.parametrize(
    "url",
    [
        "hunter2",
        "mail.example.org:587",
        "https://u:hunter2@mail.example.org",
        "smtp://",
        "smtp://u:hunter2@",
        "smtp://u:hunter2@mail.example.org/inbox",
        "smtp://u:hunter2@mail.example.org?tls=1",
        "smtp://u:25?hunter2@mail.example.org",
        "smtp://u:hunter2?@mail.example.org",
        "smtp://u:hunter2@mail.example.org:99999",
        "smtp://u:hunter2@mail example.org",
        "smtp://u@mail.example.org",
        "smtp://:hunter2@mail.example.org",
    ],
)
def test_a_mail_server_that_cannot_be_meant_is_refused_without_quoting_it(url):
    with pytest.raises(ValueError, match=r"must look like smtp\+tls://") as refused:
        env_parsers.parse_email_url(url)
    assert "hunter2" not in str(refused.value)


def test_without_an_address_nothing_is_sent(settings):
    settings.MAILERS = env_parsers.build_mailers("")
    assert type(mailers.default).__module__ == "django.core.mail.backends.dummy"


def test_django_takes_a_mailer_as_it_is(settings):
    settings.MAILERS = env_parsers.build_mailers("smtps://anna:secret@mail.example.org")
    mailer = mailers.default
    assert (mailer.host, mailer.port, mailer.username) == ("mail.example.org", 465, "anna")
    assert mailer.use_ssl
    assert not mailer.use_tls
