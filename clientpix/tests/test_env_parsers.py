from urllib.parse import quote

import pytest
from django.core.mail import mailers
from hypothesis import given
from hypothesis import strategies as st

from clientpix import env_parsers

SQLITE = "django.db.backends.sqlite3"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)


def message(read, url):
    try:
        read(url)
    except ValueError as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("address", "interface"),
    [("0.0.0.0", "0.0.0.0"), ("[::]", "::"), ("::1", "::1"), ("localhost", "localhost")],
)
def test_a_bind_address_is_an_ip_address_or_localhost(address, interface):
    assert env_parsers.parse_bind_address(address) == interface


@pytest.mark.parametrize("address", ["", "0.0.0.0:80", "everywhere", "256.0.0.1", "http://::1"])
def test_an_invalid_bind_address_is_refused(address):
    assert message(env_parsers.parse_bind_address, address).endswith(f"not {address!r}")


def test_hosts_are_separated_by_commas_or_spaces():
    line = "a.example.org, .b.example ,[::1] 10.0.0.1 *"
    assert env_parsers.parse_hosts(line) == [
        "a.example.org",
        ".b.example",
        "[::1]",
        "10.0.0.1",
        "*",
    ]


@pytest.mark.parametrize("host", ["https://a.example", "a.example:80", "a/b", "-", "ä.example"])
def test_an_invalid_host_is_refused(host):
    assert message(env_parsers.parse_hosts, f"good.example {host}").endswith(f"not {host!r}")


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
def test_a_site_url_is_normalised(url, address):
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
def test_an_invalid_site_url_is_refused(url):
    text = message(env_parsers.parse_site_url, url)
    assert text.startswith("must ")
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///pictures.sqlite3", "pictures.sqlite3"),
        ("sqlite:////srv/my%20pictures.sqlite3", "/srv/my pictures.sqlite3"),
        ("sqlite:////srv/my pictures.sqlite3", "/srv/my pictures.sqlite3"),
    ],
)
def test_a_sqlite_url_names_a_file(url, name):
    assert env_parsers.parse_database_url(url) == {"ENGINE": SQLITE, "NAME": name}


@given(TEXTS, TEXTS, TEXTS)
def test_percent_encoded_parts_of_a_database_url_are_decoded(user, password, name):
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


def test_postgresql_options_come_from_the_query():
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
def test_a_postgresql_host_can_be_a_name_an_address_or_a_socket(place, host, port):
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
def test_an_invalid_database_url_is_refused_without_quoting_it(url):
    with pytest.raises(ValueError, match="must look like postgres://") as refused:
        env_parsers.parse_database_url(url)
    assert "hunter2" not in str(refused.value)


@given(st.text() | st.from_regex(r"(postgres|sqlite|smtp|smtps)://.*", fullmatch=True))
def test_any_url_is_parsed_or_refused_with_our_message(url):
    assert message(env_parsers.parse_database_url, url) in {"", env_parsers.DATABASE_URL_HELP}
    assert message(env_parsers.parse_email_url, url) in {"", env_parsers.EMAIL_URL_HELP}
    for read in (
        env_parsers.parse_bind_address,
        env_parsers.parse_hosts,
        env_parsers.parse_site_url,
    ):
        assert message(read, url)[:5] in {"", "must "}


@pytest.mark.parametrize(
    ("url", "port", "use_ssl", "use_tls"),
    [
        ("smtp://mail.example.org", 25, False, False),
        ("smtps://mail.example.org", 465, True, False),
        ("smtp+tls://mail.example.org/", 587, False, True),
        ("SMTP+TLS://mail.example.org:2525", 2525, False, True),
    ],
)
def test_the_scheme_of_an_email_url_selects_the_encryption(url, port, use_ssl, use_tls):
    mailer = env_parsers.parse_email_url(url)
    assert mailer["host"] == "mail.example.org"
    assert (mailer["port"], mailer["use_ssl"], mailer["use_tls"]) == (port, use_ssl, use_tls)
    assert (mailer["username"], mailer["password"]) == ("", "")


def test_an_email_user_can_contain_an_at_sign():
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
def test_an_invalid_email_url_is_refused_without_quoting_it(url):
    with pytest.raises(ValueError, match=r"must look like smtp\+tls://") as refused:
        env_parsers.parse_email_url(url)
    assert "hunter2" not in str(refused.value)


def test_mail_is_discarded_without_an_email_url(settings):
    settings.MAILERS = env_parsers.build_mailers("")
    assert type(mailers.default).__module__ == "django.core.mail.backends.dummy"


def test_django_accepts_the_mailer(settings):
    settings.MAILERS = env_parsers.build_mailers("smtps://anna:secret@mail.example.org")
    mailer = mailers.default
    assert (mailer.host, mailer.port, mailer.username) == ("mail.example.org", 465, "anna")
    assert mailer.use_ssl
    assert not mailer.use_tls
