import re

import pytest

from albums.imports.tests.live_processing import (
    IMPORT,
    count_states,
    create_photos,
    damaged_jpeg,
    read_renditions,
)
from albums.tests.factories.folders import without_progress, write_files

REGENERATE = "regenerate_thumbnails"
NOTHING = "Nothing to do. Files checked: {}.\n"
FAILED = "sub/b.jpg: Couldn't create a preview. The file is damaged.\n"
QUEUED_JOBS = "SELECT count(*) FROM jobs_job WHERE queue = 'processing' AND state = 'ready'"
MAKE_RECIPE_OLDER = """
from pathlib import Path
from assets.storage import vault
from assets.models import Asset, Rendition
asset = Asset.objects.by_hash().first()
for rendition in list(asset.renditions.all()):
    with vault.borrow(rendition.key) as path:
        rendition.recipe = "r0"
        rendition.save()
        with vault.borrow(rendition.key) as old_path:
            Path(path).rename(old_path)
Asset.objects.filter(pk=asset.pk).update(recipe="r0")
"""

BOTH_MODES = pytest.mark.parametrize("options", [(), ("--missing",)], ids=["all", "missing"])


@pytest.fixture
def two_albums(owned_installation, tmp_path):
    """An installation with two albums of two photos each."""
    for title in ("Anna", "Bert"):
        folder = create_photos(tmp_path / title, 2)
        assert owned_installation.manage("import_photos", "--album", title, folder).returncode == 0
    return owned_installation


def delete_file(path):
    path.chmod(0o644)
    path.unlink()


def test_nothing_is_made_when_no_rendition_is_missing(two_albums):
    before = read_renditions(two_albums)
    assert len(before) == 12
    done = two_albums.manage(REGENERATE)
    assert (done.returncode, without_progress(done.stdout), done.stderr) == (
        0,
        NOTHING.format(4),
        "",
    )
    assert read_renditions(two_albums) == before
    assert two_albums.value(QUEUED_JOBS) == 0


@pytest.mark.db
@BOTH_MODES
def test_only_a_missing_file_is_made_again(two_albums, options):
    before = read_renditions(two_albums)
    rows = two_albums.rows("SELECT id FROM assets_rendition ORDER BY 1")
    missing = next(path for path in before if path.parts[-4] == "web")
    times = {path: path.stat().st_mtime_ns for path in before if path.stem != missing.stem}
    delete_file(missing)
    done = two_albums.manage(REGENERATE, *options)
    assert (done.returncode, done.stderr) == (0, "")
    assert without_progress(done.stdout).startswith(
        "Regenerating previews of 1 of 4 files.\nPrepared 1 file."
    )
    assert read_renditions(two_albums) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert (
        len(set(rows) & set(two_albums.rows("SELECT id FROM assets_rendition"))) >= len(rows) - 3
    )
    assert without_progress(two_albums.manage(REGENERATE, *options).stdout) == NOTHING.format(4)


def test_a_missing_row_is_written_again(two_albums):
    two_albums.rows("DELETE FROM assets_rendition WHERE kind = 'small' RETURNING id")
    assert without_progress(two_albums.manage(REGENERATE).stdout).startswith(
        "Regenerating previews of 4 of 4 files"
    )
    assert two_albums.value("SELECT count(*) FROM assets_rendition") == 12
    assert count_states(two_albums) == {"ready": 4}


def test_a_new_recipe_makes_new_files_beside_the_old_ones(two_albums):
    before = read_renditions(two_albums)
    two_albums.python(MAKE_RECIPE_OLDER)
    with_old_recipe = read_renditions(two_albums)
    assert with_old_recipe.keys() != before.keys()
    assert without_progress(two_albums.manage(REGENERATE, "--missing").stdout) == NOTHING.format(4)
    assert without_progress(two_albums.manage(REGENERATE).stdout).startswith(
        "Regenerating previews of 1 of 4 files"
    )
    after = read_renditions(two_albums)
    assert len(after) == 15
    assert with_old_recipe.items() <= after.items()
    assert two_albums.value("SELECT count(*) FROM assets_asset WHERE recipe = 'r0'") == 0


def test_only_one_album_is_regenerated_when_the_option_is_given(two_albums):
    for path in read_renditions(two_albums):
        delete_file(path)
    done = two_albums.manage(REGENERATE, "--album", "bert")
    assert without_progress(done.stdout).startswith("Regenerating previews of 2 of 2 files")
    assert len(read_renditions(two_albums)) == 6


@BOTH_MODES
def test_a_failed_file_is_tried_again_and_reported_when_it_fails_again(
    owned_installation, tmp_path, options
):
    owned_installation.manage(
        *IMPORT, write_files(create_photos(tmp_path / "card", 1), {"sub/b.jpg": damaged_jpeg()})
    )
    done = owned_installation.manage(REGENERATE, *options)
    assert (done.returncode, done.stderr) == (1, FAILED)
    assert re.match(
        r"Regenerating previews of 1 of 2 files\.\nPrepared 1 file\.",
        without_progress(done.stdout),
    )
    assert count_states(owned_installation) == {"ready": 1, "failed": 1}
    owned_installation.rows("UPDATE assets_asset SET state = 'failed' RETURNING id")
    for path in read_renditions(owned_installation):
        delete_file(path)
    assert owned_installation.manage(REGENERATE, *options).returncode == 1
    assert count_states(owned_installation) == {"ready": 1, "failed": 1}


@pytest.mark.parametrize("state", ["unknown", "in the trash"])
def test_an_unknown_or_trashed_album_is_refused(owned_installation, tmp_path, state):
    if state == "in the trash":
        owned_installation.manage(*IMPORT, "--later", create_photos(tmp_path / "card", 1))
        owned_installation.rows("UPDATE albums_album SET trashed_at = created_at RETURNING id")
    done = owned_installation.manage(REGENERATE, "--album", "anna")
    assert (done.returncode, without_progress(done.stdout)) == (1, "")
    assert done.stderr.endswith("No album has the address anna.\n")


def test_there_is_nothing_to_do_without_pictures(owned_installation):
    done = owned_installation.manage(REGENERATE)
    assert (done.returncode, without_progress(done.stdout)) == (0, NOTHING.format(0))


def test_nothing_is_made_when_the_disk_is_not_mounted(two_albums):
    photos = two_albums.folder / "photos"
    photos.rename(two_albums.folder / "elsewhere")
    done = two_albums.manage(REGENERATE)
    assert done.returncode == 1
    assert "Is the disk mounted?" in done.stderr
    assert two_albums.value("SELECT count(*) FROM assets_rendition") == 12
    assert count_states(two_albums) == {"ready": 4}
