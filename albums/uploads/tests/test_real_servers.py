"""Uploads as they are in the house: over real sockets, to gunicorn itself and through nginx."""

import shutil
import subprocess
from pathlib import Path

import pytest

from albums.uploads.tests.http_client import EMAIL, MIB, PASSWORD, File, send_on
from albums.uploads.tests.live_servers import WAYS

MARGIN = 64 * 1024  # KB
GIB = 1024**3
MOST = b"\xff\xd8\xff\xe0".ljust(16 * MIB, b".")
CURL = shutil.which("curl")
SCRIPT = Path(__file__).with_name("upload.sh")


@pytest.mark.parametrize("most", [101, pytest.param(2049, marks=pytest.mark.long)])
def test_memory_does_not_grow_with_the_size_of_a_file(live_servers, print_figures, most):
    for way in WAYS:
        peaks = {}
        live_servers.memory()
        for size in sorted({1, 11, 101, most}):
            arrives(live_servers, way, File(f"{way} {size}", size * MIB - 17))
            peaks[size] = live_servers.memory()
        print_figures(
            f"{way}: {[{size: sorted(peak.values()) for size, peak in peaks.items()}]} KB"
        )
        assert all(peaks[most][pid] - peak < MARGIN for pid, peak in peaks[11].items())
    assert list(live_servers.nginx.body_temp.rglob("*")) == []
    assert live_servers.strays() == []


def arrives(live_servers, way, file):
    sender = live_servers.sender(way)
    begun = sender.begin(file.size, labels={"sha256": file.sha256})
    assert (begun.status_code, begun["Upload-Offset"]) == (201, "0")
    url = begun["Location"]
    assert url.startswith("/studio/uploads/")
    assert sender.head(url)["Upload-Length"] == str(file.size)
    assert send_on(sender, url, file)["Client-Pix-Outcome"] == "new"
    assert sender.offset(url) == file.size
    assert live_servers.kept()[file.sha256] == 1


# --- What is refused is said so that it can be read -----------------------------------------


def test_a_refusal_arrives_before_and_after_the_body_is_sent(live_servers):
    """Most send all they have before they listen; some are told in the middle of it."""
    guest = live_servers.build_client_for("bert@example.org")
    for way in WAYS:
        sender = live_servers.sender(way)
        guest.client = guest.client.via_port(live_servers.ports[way])
        url, signed_out = sender.begun(99 * MIB), live_servers.sender(way)
        signed_out.client.cookies = {"csrf": sender.client.cookies["csrf"]}
        for reply, status, words in (
            (guest.begin(2 * GIB), 413, "You can upload 1 GB in total"),
            (guest.begin(2 * GIB, body=MOST), 413, "You can upload 1 GB in total"),
            (sender.begin(1024**5), 507, "Storage is full"),
            (sender.begin(1024**5, body=MOST), 507, "Storage is full"),
            (sender.begin(1024**5 + 1), 413, "A file can be at most 1048576 GB."),
            (sender.patch(url, 0, bytes(16 * MIB + 1)), 413, "at most 16 MiB"),
            (sender.patch(url, 0, bytes(40 * MIB)), 413, "at most 16 MiB"),
            (sender.begin(99 * MIB, body=bytes(40 * MIB)), 413, "at most 16 MiB"),
            (sender.patch(url, 7, MOST), 409, "offset doesn't match"),
            (sender.patch(url, 0, b"<svg " + MOST[5:]), 422, "SVG"),
            (sender.patch(url, 0, MOST), 404, "upload doesn't exist"),
            (sender.begin(9, body=MOST), 413, "larger than announced"),
            (signed_out.patch(url, 0, MOST), 403, "signed out"),
        ):
            assert (reply.status_code, reply["Content-Type"]) == (status, "application/json")
            assert words in reply.json()["error"]
        sender.client.token = "x" * 64
        assert sender.patch(url, 0, MOST).status_code == 403
        assert list(live_servers.nginx.body_temp.rglob("*")) == []
    assert live_servers.strays() == []


# --- With curl alone ------------------------------------------------------------------------


def test_curl_can_upload_a_file(live_servers, tmp_path):
    if not CURL:
        pytest.skip("curl is not installed")
    file = File("by curl", 20 * MIB + 5)
    (tmp_path / "film.jpg").write_bytes(file.part(0, file.size))
    for way in WAYS:
        site = f"http://127.0.0.1:{live_servers.ports[way]}"
        arguments = [site, EMAIL, PASSWORD, live_servers.album.pk, "film.jpg", str(8 * MIB)]
        done = subprocess.run(
            ["bash", SCRIPT, *arguments], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == [
            "1.0.0",
            *(str(8 * MIB * step) for step in (0, 1, 2)),
            "done",
        ]
    assert live_servers.kept() == {file.sha256: 1}
