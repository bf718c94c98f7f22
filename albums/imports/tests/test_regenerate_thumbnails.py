import re

import pytest

from albums.imports.tests.live_processing import BRING, damaged, renditions, shoot, states
from albums.tests.factories.folders import fill, without_progress

AGAIN = "regenerate_thumbnails"
NOTHING = "There is nothing to do: of {} files each has its renditions.\n"
FAILED = "sub/b.jpg: No preview: the file is damaged.\n"
WAITING = "SELECT count(*) FROM jobs_job WHERE queue = 'processing' AND state = 'ready'"
OF_ANOTHER_RECIPE = """
from pathlib import Path
from assets.storage import vault
from assets.models import Asset, Rendition
asset = Asset.objects.by_hash().first()
for copy in list(asset.renditions.all()):
    with vault.borrow(copy.key) as path:
        copy.recipe = "r0"
        copy.save()
        with vault.borrow(copy.key) as older:
            Path(path).rename(older)
Asset.objects.filter(pk=asset.pk).update(recipe="r0")
"""

BOTH = pytest.mark.parametrize(
    "options", [pytest.param((), marks=pytest.mark.long), ("--missing",)], ids=["all", "missing"]
)


@pytest.fixture
def brought(home, tmp_path):
    """Two albums with two pictures each."""
    for title in ("Anna", "Bert"):
        folder = shoot(tmp_path / title, 2)
        assert home.manage("import_photos", "--album", title, folder).returncode == 0
    return home


def lose(path):
    path.chmod(0o644)
    path.unlink()


def test_what_is_there_stays_and_nothing_is_made(brought):
    before = renditions(brought)
    assert len(before) == 12
    done = brought.manage(AGAIN)
    assert (done.returncode, without_progress(done.stdout), done.stderr) == (
        0,
        NOTHING.format(4),
        "",
    )
    assert renditions(brought) == before
    assert brought.value(WAITING) == 0


@pytest.mark.db
@BOTH
def test_a_file_that_is_missing_is_made_again_and_no_other(brought, options):
    before = renditions(brought)
    rows = brought.rows("SELECT id FROM assets_rendition ORDER BY 1")
    gone = next(path for path in before if path.parts[-4] == "web")
    times = {path: path.stat().st_mtime_ns for path in before if path.stem != gone.stem}
    lose(gone)
    done = brought.manage(AGAIN, *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert without_progress(done.stdout).startswith(
        "Renditions of 1 of 4 files are made again.\n1 developed."
    )
    assert renditions(brought) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert len(set(rows) & set(brought.rows("SELECT id FROM assets_rendition"))) >= len(rows) - 3
    assert without_progress(brought.manage(AGAIN, *options).stdout) == NOTHING.format(4)


@pytest.mark.long
def test_a_row_that_is_missing_is_written_again(brought):
    brought.rows("DELETE FROM assets_rendition WHERE kind = 'small' RETURNING id")
    assert without_progress(brought.manage(AGAIN).stdout).startswith("Renditions of 4 of 4 files")
    assert brought.value("SELECT count(*) FROM assets_rendition") == 12
    assert states(brought) == {"ready": 4}


def test_another_recipe_makes_new_files_beside_the_old_ones(brought):
    before = renditions(brought)
    brought.python(OF_ANOTHER_RECIPE)
    older = renditions(brought)
    assert older.keys() != before.keys()
    assert without_progress(brought.manage(AGAIN, "--missing").stdout) == NOTHING.format(4)
    assert without_progress(brought.manage(AGAIN).stdout).startswith("Renditions of 1 of 4 files")
    after = renditions(brought)
    assert len(after) == 15
    assert older.items() <= after.items()
    assert brought.value("SELECT count(*) FROM assets_asset WHERE recipe = 'r0'") == 0


@pytest.mark.long
def test_only_one_album_if_that_is_wanted(brought):
    for path in renditions(brought):
        lose(path)
    done = brought.manage(AGAIN, "--album", "bert")
    assert without_progress(done.stdout).startswith("Renditions of 2 of 2 files")
    assert len(renditions(brought)) == 6


@BOTH
def test_what_failed_is_tried_again_and_said_if_it_fails_again(home, tmp_path, options):
    home.manage(*BRING, fill(shoot(tmp_path / "card", 1), {"sub/b.jpg": damaged()}))
    done = home.manage(AGAIN, *options)
    assert (done.returncode, done.stderr) == (1, FAILED)
    assert re.match(
        r"Renditions of 1 of 2 files are made again\.\n1 developed\.",
        without_progress(done.stdout),
    )
    assert states(home) == {"ready": 1, "failed": 1}
    home.rows("UPDATE assets_asset SET state = 'failed' RETURNING id")
    for path in renditions(home):
        lose(path)
    assert home.manage(AGAIN, *options).returncode == 1
    assert states(home) == {"ready": 1, "failed": 1}


@pytest.mark.parametrize("state", ["unknown", "in the trash"])
def test_an_album_that_is_not_there_is_named(home, tmp_path, state):
    if state == "in the trash":
        home.manage(*BRING, "--later", shoot(tmp_path / "card", 1))
        home.rows("UPDATE albums_album SET trashed_at = created_at RETURNING id")
    done = home.manage(AGAIN, "--album", "anna")
    assert (done.returncode, without_progress(done.stdout)) == (1, "")
    assert done.stderr.endswith("There is no album with the address anna.\n")


def test_of_a_house_without_pictures_nothing_is_wanted(home):
    done = home.manage(AGAIN)
    assert (done.returncode, without_progress(done.stdout)) == (0, NOTHING.format(0))


@pytest.mark.long
def test_a_disk_that_is_not_mounted_is_no_reason_to_make_anything(brought):
    photos = brought.folder / "photos"
    photos.rename(brought.folder / "elsewhere")
    done = brought.manage(AGAIN)
    assert done.returncode == 1
    assert "Is the disk mounted" in done.stderr
    assert brought.value("SELECT count(*) FROM assets_rendition") == 12
    assert states(brought) == {"ready": 4}
