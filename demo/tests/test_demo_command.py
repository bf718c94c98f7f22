import os
import signal

import pytest
from django.core.management import CommandError, call_command

from albums.models import Album, Section
from assets.models import Version
from clientpix.testing.installation import PATIENCE, eventually
from clientpix.testing.server import command_of, family_of, is_gone
from demo import owner as demo_owner
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
    assert "5 photos have been added already" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_missing_photos_are_added_to_the_album_in_another_language(owner):
    demo("--language=de", pictures=4)
    Album.objects.update(state="draft")
    demo(pictures=5)
    album = Album.objects.get()
    assert album.title == "Hochzeit von Clara und Jonas"
    assert album.state == "draft", "an edited album is not published again"
    assert Version.objects.count() >= 5


@pytest.mark.django_db
def test_an_error_says_how_to_create_an_owner_when_there_is_none():
    with pytest.raises(CommandError, match="no owner yet"):
        demo()
    assert not Album.objects.exists()


def test_no_database_is_needed_when_files_are_written_to_a_folder(tmp_path):
    demo("--into", str(tmp_path / "shoot"), pictures=4)
    assert sorted(path.name for path in (tmp_path / "shoot").iterdir()) == sorted(
        chapter.title for chapter in CHAPTERS
    )


@pytest.mark.parametrize(
    "arguments", ["--pictures=0", "--size=-1", "--jobs=0", "--pictures=20000"]
)
def test_invalid_numbers_are_refused(arguments):
    with pytest.raises(CommandError, match="at most"):
        call_command("demo", arguments)


@pytest.mark.db
def test_the_first_owner_has_a_random_password(client, db):
    credentials = demo_owner.create_first_owner()
    assert len(set(credentials.password)) > 6
    assert len(credentials.password) >= 25
    output = {"email": credentials.email, "password": credentials.password}
    assert client.post("/sign-in/", output).status_code == 302
    assert demo_owner.create_first_owner() is None


@pytest.mark.django_db
def test_no_owner_is_created_when_there_is_one(owner):
    assert demo_owner.create_first_owner() is None


def test_the_server_prints_the_password_once_and_stops_the_demo_with_itself(
    installation, start_server
):
    running = start_server("--demo").wait_until_ready()
    eventually(lambda: "drawing" in running.log.read_text())
    output = running.log.read_text()
    assert f"as {demo_owner.EMAIL}" in output
    assert output.count("Password") == 1
    assert installation.value("SELECT title FROM albums_album") == "Wedding of Clara and Jonas"
    processes = eventually(lambda: _find_drawing_processes(running))
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(PATIENCE) == 0
    eventually(lambda: all(map(is_gone, processes)))
    again = start_server("--demo").wait_until_ready()
    assert "Password" not in again.log.read_text()


def test_an_error_is_printed_when_a_drawing_process_is_killed(installation, tmp_path):
    process = installation.start_manage("demo", "--into", tmp_path / "shoot", "--pictures=60")
    drawing_processes = eventually(
        lambda: [pid for pid in family_of(process.pid) if "spawn_main" in command_of(pid)]
    )
    os.kill(drawing_processes[0], signal.SIGKILL)
    assert process.wait(PATIENCE) == 1
    assert "The memory may be full" in process.log.read_text()
    assert "Traceback" not in process.log.read_text()


def _find_drawing_processes(running):
    return running.family() if running.find_processes("spawn_main") else []


def test_the_command_names_the_missing_package_when_tifffile_is_not_installed(
    tmp_path, monkeypatch
):
    monkeypatch.setattr("demo.formats.dng.tifffile", None)
    with pytest.raises(CommandError, match="tifffile"):
        demo("--into", str(tmp_path / "shoot"), pictures=4)
    assert not (tmp_path / "shoot").exists()
