import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest

from assets.storage import vault
from clientpix.operations.server import detect_unclean_stop
from clientpix.testing.installation import PATIENCE, ROOT, eventually, free_port
from clientpix.testing.server import command_of, is_gone


def test_start_in_an_empty_folder_prints_how_to_sign_in(start_server, tmp_path):
    running = start_server(
        CLIENTPIX_DATA=str(tmp_path / "empty"),
        CLIENTPIX_OWNER_EMAIL="anna@example.org",
        CLIENTPIX_OWNER_PASSWORD="a longer word",
    ).wait_until_ready()
    output = running.log.read_text()
    assert f"Open      http://localhost:{running.port}" in output
    assert "/sign-in/  as anna@example.org" in output
    assert str(tmp_path / "empty") in output
    assert "longer word" not in output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_every_process_ends_when_the_server_gets_a_signal(start_server, number):
    running = start_server().wait_until_ready()
    processes = running.family()
    assert len(processes) >= 5, "two of gunicorn, a worker pool and its workers"
    running.process.send_signal(number)
    assert running.process.wait(PATIENCE) == 0
    eventually(lambda: all(map(is_gone, processes)))


@pytest.mark.parametrize("words", ["gunicorn", "worker"])
def test_process_is_restarted_when_it_dies(start_server, words):
    running = start_server().wait_until_ready()
    killed = running.find_processes(words)
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: set(running.find_processes(words)) - set(killed))
    eventually(lambda: running.word() == "ok")


def test_no_process_outlives_the_supervisor_when_it_is_killed(start_server, installation):
    running = start_server().wait_until_ready()
    processes = running.family()
    running.process.kill()
    eventually(lambda: all(map(is_gone, processes)))
    assert (installation.folder / "running").exists(), "the next start must know of it"


def test_unclean_stop_is_recorded_only_when_a_server_did_not_end_cleanly(settings):
    settings.DATA, before = settings.PHOTOS.parent, vault.last_unclean_stop()
    with detect_unclean_stop():
        pass
    with detect_unclean_stop():
        assert not (settings.PHOTOS / "unclean").exists()
        # It is computed from two clocks, which a busy machine does not read at the same moment.
        assert vault.last_unclean_stop() == pytest.approx(before, abs=5)
        shutil.copy(settings.DATA / "running", settings.DATA / "left")
    (settings.DATA / "left").rename(settings.DATA / "running")
    with detect_unclean_stop():
        assert vault.last_unclean_stop() > before + 1


def test_downloads_have_their_own_process_behind_nginx(start_server):
    running = start_server(CLIENTPIX_SENDFILE="nginx").wait_until_ready()
    masters = [
        command_of(pid).split("--bind ")[1].split()[0] for pid in running.find_processes("--bind")
    ]
    assert set(masters) == {f"127.0.0.1:{running.port}", f"127.0.0.1:{running.port + 1}"}


def test_start_fails_cleanly_when_the_port_is_taken(installation, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = installation.manage(
            "serve", CLIENTPIX_PORT=port, CLIENTPIX_DATA=str(tmp_path / "new")
        )
    assert done.returncode == 1
    assert "choose another with CLIENTPIX_PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new" / "clientpix.sqlite3").exists()


def test_started_request_is_finished_when_the_server_stops(installation):
    port = free_port()
    config = [
        "--config",
        "python:clientpix.operations.gunicorn_config",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    application = "clientpix.operations.tests.slow_app:application"
    server = installation.start(sys.executable, "-m", "gunicorn", *config, application)
    page = ThreadPoolExecutor(1).submit(_fetch, eventually(partial(_connected, port)))
    eventually(lambda: "started" in server.log.read_text())
    server.terminate()
    assert page.result().count(b"finished") == 1
    assert server.wait(PATIENCE) == 0


def _connected(port):
    with suppress(OSError):
        return socket.create_connection(("127.0.0.1", port))
    return None


def _fetch(connection):
    with connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return b"".join(iter(lambda: connection.recv(65536), b""))


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@needs_root
@pytest.mark.parametrize("options", ["size=64k", "size=500k", "ro"])
def test_start_fails_with_advice_when_the_disk_is_full_or_read_only(
    installation, tmp_path, options
):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        done = installation.manage(
            "serve", CLIENTPIX_DATA=str(disk), CLIENTPIX_PORT=str(free_port())
        )
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search("free some space|disk has space|make it writable|No space left", done.stderr)


def test_second_start_installs_nothing(installation):
    port = free_port()
    process = installation.start(ROOT / "start.sh", CLIENTPIX_PORT=str(port))
    eventually(lambda: "Client Pix is running" in process.log.read_text())
    assert "Installing" not in process.log.read_text()
    process.terminate()
    assert process.wait(PATIENCE) == 0
