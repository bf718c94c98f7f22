from io import BytesIO

import pytest
from django.utils import timezone

from assets.intake import intake
from assets.integrity import disposal, verification
from assets.integrity.disposal import sweep
from assets.models import Asset, Finding, Rendition
from assets.storage import vault
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import PHOTO
from assets.tests.factories.stored_assets import aged, aside, keys_there, picture_of

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = timezone.now()


def test_a_stray_original_is_moved_aside_and_never_deleted():
    """It may be all that is left of a file whose row was lost with a database."""
    (asset,) = stored_assets.fill(1)
    picture_of(asset)
    stray, young = aged(stored_assets.stray("only copy")), stored_assets.stray("young")
    verification.verify_all()
    assert sweep(NOW).strays == 1
    assert aside() == [b"only copy"]
    assert keys_there() == {asset.key, young}
    assert Asset.objects.get() == asset, "nothing is left of the claim"
    assert Finding.objects.open().get().key == young
    assert not stored_assets.path_of(stray).exists()


def test_a_second_file_under_another_extension_is_a_stray():
    (asset,) = stored_assets.fill(1)
    picture_of(asset)
    twin = asset.key.replace(".jpg", ".tif")
    stored_assets.lay(twin, b"twin")
    aged(twin)
    sweep(NOW)
    assert keys_there() == {asset.key}
    assert aside() == [b"twin"]
    assert Asset.objects.get() == asset


def test_a_stray_copy_is_deleted_as_it_can_be_made_again():
    (asset,) = stored_assets.fill(1)
    picture_of(asset)
    (copy,) = stored_assets.add_copies([asset])
    aged(copy.key)
    stray = stored_assets.add_copies([asset], recipe="6")[0]
    Rendition.objects.filter(pk=stray.pk).delete()
    aged(stray.key)
    aged(stored_assets.stray("of nobody", "thumbnails"))
    assert sweep(NOW).strays == 2
    assert keys_there() == {asset.key, copy.key}
    assert aside() == []


def test_what_nobody_of_ours_made_is_left_alone():
    (asset,) = stored_assets.fill(1)
    picture_of(asset)
    for key in ("originals/notes.txt", "web/ab/cd/x.webp"):
        stored_assets.lay(key, b"x")
        aged(key)
    sweep(NOW)
    assert keys_there() == {asset.key, "originals/notes.txt", "web/ab/cd/x.webp"}


@pytest.mark.parametrize(("known", "strays"), [(3, 101), (0, 1)])
def test_a_database_that_knows_too_little_moves_nothing(known, strays):
    """It is likelier to be an old one than all these files are to be litter."""
    for asset in stored_assets.fill(known):
        picture_of(asset)
    found = {aged(stored_assets.stray(f"stray {number}")) for number in range(strays)}
    found.add(aged(stored_assets.stray("copy", "web")))
    assert sweep(NOW).is_doubtful
    assert found <= keys_there()
    assert len(keys_there()) == known + strays + 1
    assert aside() == []


def test_a_stray_that_somebody_enters_meanwhile_is_theirs(monkeypatch):
    """By the time that the list of strays is gone through, it may be wrong."""
    (asset,) = stored_assets.fill(1)
    picture_of(asset)
    received = intake.receive_file(BytesIO(PHOTO), "a.jpg")
    kept = intake.keep_files([received])
    received.incoming.discard()
    aged(received.key)
    clear = disposal._remove_stray

    def after_the_report(folder, key, before):
        intake.enter_asset(kept[received.fingerprint.sha256])
        return clear(folder, key, before)

    monkeypatch.setattr(disposal, "_remove_stray", after_the_report)
    assert sweep(NOW).strays == 0
    assert received.key in keys_there()
    assert Asset.objects.filter(sha256=received.fingerprint.sha256).exists()


def test_what_somebody_began_to_bring_and_died_over_goes_as_well():
    (vault.incoming_folder() / "left.part").write_bytes(b"x")
    sweep(NOW)
    assert list(vault.walk("incoming")) == []
