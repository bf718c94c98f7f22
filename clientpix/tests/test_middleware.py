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
def send_request(rf, settings):
    """Return a function that sends a request through the middleware and returns it."""

    def send_request(trusted, **meta):
        settings.TRUSTED_PROXIES = trusted
        requests = []
        use_client_address(lambda request: requests.append(request) or HttpResponse())(
            rf.get("/", **meta)
        )
        return requests[0]

    return send_request


def test_remote_addr_is_the_client(send_request):
    request = send_request(1, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.7")
    assert request.META["REMOTE_ADDR"] == "203.0.113.7"


def test_the_forwarded_header_is_removed(send_request):
    for trusted in (0, 1):
        request = send_request(trusted, HTTP_X_FORWARDED_FOR="6.6.6.6")
        assert "HTTP_X_FORWARDED_FOR" not in request.META
        assert "X-Forwarded-For" not in request.headers


def test_remote_addr_is_local_when_the_server_knows_none(send_request):
    assert send_request(0, REMOTE_ADDR="").META["REMOTE_ADDR"] == "127.0.0.1"
    request = send_request(1)
    assert request.META["REMOTE_ADDR"] == "127.0.0.1"


def test_the_response_of_the_view_is_returned(rf):
    response = HttpResponse()
    assert use_client_address(lambda request: response)(rf.get("/")) is response


def is_over_limit(request):
    return is_ratelimited(request, group="guess", key="ip", rate="3/h", increment=True)


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.parametrize("trusted", [0, 1])
def test_requests_with_forged_headers_count_as_one_client(send_request, trusted):
    # With a trusted proxy, the proxy appends the real address to the forged header.
    results = []
    for forged in FORGERIES:
        if trusted:
            forwarded = forged.get("HTTP_X_FORWARDED_FOR", "7.7.7.7")
            forged = {**forged, "HTTP_X_FORWARDED_FOR": f"{forwarded}, 203.0.113.7"}
        results.append(is_over_limit(send_request(trusted, REMOTE_ADDR="10.0.0.1", **forged)))
    assert results == [False] * 3 + [True] * 99


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["", "fe80::7%eth0", "::ffff:203.0.113.7", "unix:"])
def test_every_kind_of_peer_is_rate_limited(send_request, peer):
    assert [is_over_limit(send_request(0, REMOTE_ADDR=peer)) for _ in range(4)] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.django_db
def test_ipv4_clients_are_counted_separately_on_a_dual_stack_server(send_request):
    guesses = [
        is_over_limit(send_request(0, REMOTE_ADDR=f"::ffff:203.0.113.{number}"))
        for number in range(9)
    ]
    assert not any(guesses)


@pytest.mark.django_db
def test_an_ipv6_network_counts_as_one_client(send_request):
    guesses = [
        is_over_limit(send_request(0, REMOTE_ADDR=f"2001:db8:1:2::{number}"))
        for number in range(4)
    ]
    assert guesses == [False, False, False, True]
    assert not is_over_limit(send_request(0, REMOTE_ADDR="2001:db8:1:3::1"))


@pytest.mark.django_db
def test_only_file_forms_can_be_as_large_as_a_file(rf, settings):
    add, limit = "/studio/albums/anna/add/", settings.MAX_FILE_SIZE
    cases = [(add, limit), (add, limit + 1), ("/studio/add/", limit), (f"{add}x/", limit)]
    gate = limit_body_size(lambda request: HttpResponse())
    statuses = [gate(rf.post(path, CONTENT_LENGTH=str(size))).status_code for path, size in cases]
    assert statuses == [200, 413, 413, 413]
