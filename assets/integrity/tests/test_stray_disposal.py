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
from assets.tests.factories.stored_assets import make_old, make_picture, quarantined, stored_keys

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = timezone.now()


def test_stray_original_is_quarantined_not_deleted():
    # It may be the only copy of a photo whose row was lost with an old database.
    (asset,) = stored_assets.create(1)
    make_picture(asset)
    stray, young = make_old(stored_assets.add_stray("only copy")), stored_assets.add_stray("young")
    verification.verify_all()
    assert sweep(NOW).strays == 1
    assert quarantined() == [b"only copy"]
    assert stored_keys() == {asset.key, young}
    assert Asset.objects.get() == asset, "the temporary row is gone"
    assert Finding.objects.open().get().key == young
    assert not stored_assets.path_of(stray).exists()


def test_second_file_with_another_extension_is_stray():
    (asset,) = stored_assets.create(1)
    make_picture(asset)
    twin = asset.key.replace(".jpg", ".tif")
    stored_assets.write_file(twin, b"twin")
    make_old(twin)
    sweep(NOW)
    assert stored_keys() == {asset.key}
    assert quarantined() == [b"twin"]
    assert Asset.objects.get() == asset


def test_stray_rendition_is_deleted():
    (asset,) = stored_assets.create(1)
    make_picture(asset)
    (rendition,) = stored_assets.add_renditions([asset])
    make_old(rendition.key)
    stray = stored_assets.add_renditions([asset], recipe="6")[0]
    Rendition.objects.filter(pk=stray.pk).delete()
    make_old(stray.key)
    make_old(stored_assets.add_stray("of nobody", "thumbnails"))
    assert sweep(NOW).strays == 2
    assert stored_keys() == {asset.key, rendition.key}
    assert quarantined() == []


def test_files_with_foreign_names_are_left_alone():
    (asset,) = stored_assets.create(1)
    make_picture(asset)
    for key in ("originals/notes.txt", "web/ab/cd/x.webp"):
        stored_assets.write_file(key, b"x")
        make_old(key)
    sweep(NOW)
    assert stored_keys() == {asset.key, "originals/notes.txt", "web/ab/cd/x.webp"}


@pytest.mark.parametrize(("known", "strays"), [(3, 101), (0, 1)])
def test_nothing_is_moved_when_there_are_too_many_strays(known, strays):
    # Then the database is probably an old backup.
    for asset in stored_assets.create(known):
        make_picture(asset)
    stray_keys = {make_old(stored_assets.add_stray(f"stray {number}")) for number in range(strays)}
    stray_keys.add(make_old(stored_assets.add_stray("copy", "web")))
    assert sweep(NOW).is_doubtful
    assert stray_keys <= stored_keys()
    assert len(stored_keys()) == known + strays + 1
    assert quarantined() == []


def test_stray_stays_when_it_gets_a_row_meanwhile(monkeypatch):
    (asset,) = stored_assets.create(1)
    make_picture(asset)
    received = intake.receive_file(BytesIO(PHOTO), "a.jpg")
    kept = intake.keep_files([received])
    received.incoming.discard()
    make_old(received.key)
    remove = disposal._remove_stray

    def enter_before_removal(folder, key, before):
        intake.enter_asset(kept[received.fingerprint.sha256])
        return remove(folder, key, before)

    monkeypatch.setattr(disposal, "_remove_stray", enter_before_removal)
    assert sweep(NOW).strays == 0
    assert received.key in stored_keys()
    assert Asset.objects.filter(sha256=received.fingerprint.sha256).exists()


def test_unfinished_incoming_files_are_removed():
    (vault.incoming_folder() / "unfinished.part").write_bytes(b"x")
    sweep(NOW)
    assert list(vault.walk("incoming")) == []
