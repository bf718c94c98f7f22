import pytest
from django.http import HttpResponse
from django_ratelimit.core import is_ratelimited

from clientpix.middleware import limit_body_size, use_client_address

FORGERIES = [
    {header: f"6.6.{number}.6"}
    for number in range(34)
    for header in ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED")
]


@pytest.fixture
def ask(rf, settings):
    """What a view sees of a request that came in behind so many proxies."""

    def ask(trusted, **meta):
        settings.TRUSTED_PROXIES = trusted
        seen = []
        use_client_address(lambda request: seen.append(request) or HttpResponse())(
            rf.get("/", **meta)
        )
        return seen[0]

    return ask


def test_a_view_finds_the_client_where_django_puts_it(ask):
    request = ask(1, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7")
    assert request.META["REMOTE_ADDR"] == "203.0.113.7"


def test_nobody_can_be_tempted_by_the_header_afterwards(ask):
    for trusted in (0, 1):
        request = ask(trusted, HTTP_X_FORWARDED_FOR="6.6.6.6")
        assert "HTTP_X_FORWARDED_FOR" not in request.META
        assert "X-Forwarded-For" not in request.headers


def test_a_server_that_knows_no_address_is_asked_locally(ask):
    assert ask(0, REMOTE_ADDR="").META["REMOTE_ADDR"] == "127.0.0.1"
    request = ask(1)
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


def test_what_the_view_answers_is_handed_on(rf):
    response = HttpResponse()
    assert use_client_address(lambda request: response)(rf.get("/")) is response


def count(request):
    """Whether this was one guess too many."""
    return is_ratelimited(request, group="guess", key="ip", rate="3/h", increment=True)


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.parametrize("trusted", [0, 1])
def test_a_hundred_forged_headers_are_one_client(ask, trusted):
    """Behind a proxy it adds the true address to what was forged."""
    verdicts = []
    for forged in FORGERIES:
        if trusted:
            said = forged.get("HTTP_X_FORWARDED_FOR", "7.7.7.7")
            forged = {**forged, "HTTP_X_FORWARDED_FOR": f"{said}, 203.0.113.7"}
        verdicts.append(count(ask(trusted, REMOTE_ADDR="10.0.0.1", **forged)))
    assert verdicts == [False] * 3 + [True] * 99


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["", "fe80::7%eth0", "::ffff:203.0.113.7", "unix:"])
def test_every_peer_can_be_counted(ask, peer):
    assert [count(ask(0, REMOTE_ADDR=peer)) for _ in range(4)] == [False, False, False, True]


@pytest.mark.django_db
def test_clients_of_ipv4_do_not_share_a_bucket_on_a_server_that_speaks_both(ask):
    guesses = [count(ask(0, REMOTE_ADDR=f"::ffff:203.0.113.{number}")) for number in range(9)]
    assert not any(guesses)


@pytest.mark.django_db
def test_a_whole_network_of_ipv6_is_one_client(ask):
    guesses = [count(ask(0, REMOTE_ADDR=f"2001:db8:1:2::{number}")) for number in range(4)]
    assert guesses == [False, False, False, True]
    assert not count(ask(0, REMOTE_ADDR="2001:db8:1:3::1"))


@pytest.mark.django_db
def test_a_form_of_files_may_be_as_large_as_a_file_and_another_form_may_not(rf, settings):
    add, most = "/studio/albums/anna/add/", settings.MAX_FILE_SIZE
    asked = [(add, most), (add, most + 1), ("/studio/add/", most), (f"{add}x/", most)]
    gate = limit_body_size(lambda request: HttpResponse())
    found = [gate(rf.post(path, CONTENT_LENGTH=str(size))).status_code for path, size in asked]
    assert found == [200, 413, 413, 413]
