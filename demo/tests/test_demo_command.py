import os
import signal

import pytest
from django.core.management import CommandError, call_command

from albums.models import Album, Section
from assets.models import Version
from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import command_of, family_of, is_gone
from demo import owner as hosting
from demo.shoot import shots
from demo.shoot.script import CHAPTERS


def demo(*arguments, pictures=5):
    call_command("demo", f"--pictures={pictures}", "--size=0.02", "--jobs=1", *arguments)


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_second_run_adds_nothing(owner, capsys):
    demo()
    album = Album.objects.get()
    assert (album.state, f"{album.happened_on}") == ("published", "2026-06-20")
    titles = list(Section.objects.in_order().values_list("title", flat=True))
    assert titles == ["Getting ready", "Ceremony", "Portraits", "Party"]
    names = sorted(Version.objects.values_list("name", flat=True))
    assert names == sorted(name for shot in shots.shoot(5) for name in shot.names)
    Album.objects.update(description="Ours now")
    demo("--language=de")
    assert Album.objects.get().description == "Ours now"
    assert sorted(Version.objects.values_list("name", flat=True)) == names
    assert "5 pictures are here already" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_added_to_the_album_of_another_language(owner):
    demo("--language=de", pictures=4)
    Album.objects.update(state="draft")
    demo(pictures=5)
    album = Album.objects.get()
    assert album.title == "Hochzeit von Clara und Jonas"
    assert album.state == "draft", "what somebody has changed stays as it is"
    assert Version.objects.count() >= 5


@pytest.mark.django_db
def test_without_an_owner_it_says_how_to_make_one():
    with pytest.raises(CommandError, match="no owner yet"):
        demo()
    assert not Album.objects.exists()


def test_files_for_a_folder_need_no_database(tmp_path):
    demo("--into", str(tmp_path / "shoot"), pictures=4)
    assert sorted(path.name for path in (tmp_path / "shoot").iterdir()) == sorted(
        chapter.title for chapter in CHAPTERS
    )


@pytest.mark.parametrize("wrong", ["--pictures=0", "--size=-1", "--jobs=0", "--pictures=20000"])
def test_numbers_that_make_no_sense_are_refused(wrong):
    with pytest.raises(CommandError, match="at most"):
        call_command("demo", wrong)


@pytest.mark.db
def test_the_first_owner_has_a_password_that_nobody_else_has(client, db):
    key = hosting.first_owner()
    assert len(set(key.password)) > 6
    assert len(key.password) >= 25
    said = {"email": key.email, "password": key.password}
    assert client.post("/sign-in/", said).status_code == 302
    assert hosting.first_owner() is None


@pytest.mark.django_db
def test_where_there_is_an_owner_nobody_is_made(owner):
    assert hosting.first_owner() is None


def test_a_server_with_a_demo_says_the_way_in_once_and_takes_it_down_with_itself(
    installation, start_server
):
    running = start_server("--demo").wait_until_ready()
    eventually(lambda: "drawing" in running.log.read_text())
    said = running.log.read_text()
    assert f"as {hosting.EMAIL}" in said
    assert said.count("Password") == 1
    assert installation.value("SELECT title FROM albums_album") == "Wedding of Clara and Jonas"
    family = eventually(lambda: _with_drawers(running))
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(PATIENCE) == 0
    eventually(lambda: all(map(is_gone, family)))
    again = start_server("--demo").wait_until_ready()
    assert "Password" not in again.log.read_text()


def test_a_drawer_that_is_killed_is_said(installation, tmp_path):
    process = installation.start_manage("demo", "--into", tmp_path / "shoot", "--pictures=60")
    drawers = eventually(
        lambda: [pid for pid in family_of(process.pid) if "spawn_main" in command_of(pid)]
    )
    os.kill(drawers[0], signal.SIGKILL)
    assert process.wait(PATIENCE) == 1
    assert "the memory may be full" in process.log.read_text()
    assert "Traceback" not in process.log.read_text()


def _with_drawers(running):
    return running.family() if running.find_processes("spawn_main") else []


def test_the_command_names_the_missing_package_when_tifffile_is_not_installed(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("demo.formats.dng.tifffile", None)
    with pytest.raises(CommandError, match="tifffile"):
        demo("--into", str(tmp_path / "shoot"), pictures=4)
    assert not (tmp_path / "shoot").exists()
