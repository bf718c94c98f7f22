"""Check names, paths and ports in the container files by reading them."""

import json
import os
import re
import subprocess
import sys

import pytest

from clientpix.operations import gunicorn_config
from clientpix.testing.installation import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE = (ROOT / "compose.yaml").read_text()
NGINX = (ROOT / "nginx.conf").read_text()


def service(name):
    return re.search(rf"^  {name}:\n((?:    .*\n|\n)+)", COMPOSE, re.MULTILINE)[1]


def mounts(name):
    """Return the mounts of a service: target path to (source, is writable)."""
    found = re.findall(r"^      - ([\w./-]+):(/[\w./-]+)(:ro)?$", service(name), re.MULTILINE)
    return {target: (source, not read_only) for source, target, read_only in found}


def environment(name):
    """Return the environment of a service with default values."""
    pairs = re.findall(r'^      ([A-Z_]+): "?([^"\n]+)"?$', service(name), re.MULTILINE)
    return {key: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for key, value in pairs}


def copied():
    """Return the files that the Dockerfile copies from the project."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return {source for line in lines for source in line.split()[:-1]}


def settings_under(folder, **variables):
    code = "import json; from clientpix import settings as s; print(json.dumps([s.PORT, s.BIND, "
    code += "s.SENDFILE, s.TRUSTED_PROXIES, s.DATABASES['default']['HOST'], str(s.STATIC_ROOT)]))"
    ours = ("CLIENTPIX_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=kept | {"PYTHONPATH": str(ROOT)} | variables,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_copied_file_is_tracked_by_git():
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        pytest.skip("this is no git checkout")
    kept = done.stdout.splitlines()
    assert "clientpix" in copied()
    for source in copied():
        assert any(f"{file}/".startswith(f"{source}/") for file in kept), source


def test_build_context_contains_exactly_the_copied_files():
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}
    assert lines.index("*") < min(map(lines.index, (f"!{name}" for name in let_in)))
    assert let_in == copied()


def test_installed_packages_are_locked_with_hashes():
    installs = re.findall(r"pip install ([^&\n]*)", DOCKERFILE)
    assert len(installs) == 2
    for install in installs:
        assert "--require-hashes" in install
        lock = re.search(r"-r (\S+)", install)[1]
        assert lock in copied()
        assert "--hash=sha256:" in (ROOT / lock).read_text()
    assert "npm ci --omit=dev --ignore-scripts" in DOCKERFILE
    assert {"package.json", "package-lock.json"} <= copied()


def test_settings_accept_the_environment_of_the_containers(tmp_path):
    given = dict(re.findall(r"(CLIENTPIX_\w+)=(\S+)", DOCKERFILE)) | environment("app")
    assert given["CLIENTPIX_DATA"] == "/data"
    assert given["DATABASE_URL_FILE"] == "/run/secrets/database_url"
    (tmp_path / "url").write_text("postgres://clientpix:word@db/clientpix\n")
    here = {"CLIENTPIX_DATA": str(tmp_path), "DATABASE_URL_FILE": str(tmp_path / "url")}
    port, bind, sendfile, proxies, database, static = settings_under(tmp_path, **(given | here))
    assert (port, bind, sendfile, proxies, database) == (8000, "0.0.0.0", "nginx", 1, "db")
    assert static == str(tmp_path / "static")


def test_ports_match():
    upstreams = re.findall(r"server app:(\d+);", NGINX)
    assert re.search(r"^EXPOSE (.+)$", DOCKERFILE, re.MULTILINE)[1].split() == upstreams
    assert upstreams == ["8000", "8001"]
    assert f"localhost:{upstreams[0]}/healthz" in DOCKERFILE
    listening = re.search(r"listen (\d+);", NGINX)[1]
    published = re.search(r'"\$\{PUBLISH:-127\.0\.0\.1:(\d+)\}:(\d+)"', service("nginx"))
    assert published[2] == listening
    assert environment("app")["CLIENTPIX_SITE_URL"] == f"http://localhost:{published[1]}"


def test_nginx_closes_idle_connections_before_the_app_does():
    timeouts = [int(seconds) for seconds in re.findall(r"keepalive_timeout (\d+)s;", NGINX)]
    assert len(timeouts) == 2
    assert max(timeouts) < gunicorn_config.keepalive


def test_nginx_can_only_read_photos_and_static_files():
    app, nginx = mounts("app"), mounts("nginx")
    assert nginx.pop("/etc/nginx/nginx.conf") == ("./nginx.conf", False)
    aliases = re.findall(r"alias (\S+)/;", NGINX)
    assert set(nginx) == set(aliases) == {"/data/photos", "/data/static"}
    for place, (source, may_write) in nginx.items():
        assert app[place] == (source, True)
        assert not may_write
    assert app["/data"][0] not in {source for source, _ in nginx.values()}
    assert "secrets" not in service("nginx")


def test_every_volume_is_declared():
    declared = set(re.findall(r"^  (\w+):$", COMPOSE.partition("\nvolumes:\n")[2], re.MULTILINE))
    used = {source for name in ("db", "app", "nginx") for source, _ in mounts(name).values()}
    assert used - {"./nginx.conf"} == declared


def test_mount_points_belong_to_the_app():
    owned = re.search(
        r"install -d -o clientpix -g clientpix -m 750 (.+)$", DOCKERFILE, re.MULTILINE
    )
    assert set(owned[1].split()) == set(mounts("app"))
    assert DOCKERFILE.index("install -d") < DOCKERFILE.index("USER clientpix")
    assert DOCKERFILE.index("USER clientpix") < DOCKERFILE.index("VOLUME /data")


def test_passwords_come_from_files_that_git_ignores():
    for name in ("db", "app"):
        for key, value in environment(name).items():
            assert key == "CLIENTPIX_SITE_URL" or not re.search("PASSWORD$|KEY$|URL$", key)
            assert not key.endswith("_FILE") or value.startswith("/run/secrets/")
    files = re.findall(r"file: \./(\w+)/(\w+)$", COMPOSE, re.MULTILINE)
    assert set(files) == {("secrets", "database_password"), ("secrets", "database_url")}
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()
