"""What `manage.py verify` reads, and what it says of it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assets.integrity import verification
from assets.integrity.tests.test_partial_verification import PulledPlug
from assets.models import Asset, Finding, Verification
from assets.storage import vault
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import keep

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def verify(*arguments):
    """Its exit code and what it says."""
    said = io.StringIO()
    try:
        call_command("verify", *arguments, stdout=said, stderr=io.StringIO())
    except SystemExit as end:
        return end.code, said.getvalue()
    return 0, said.getvalue()


def test_a_file_is_called_as_its_photographer_called_it():
    asset = keep()
    stored_assets.picture_of(asset)
    asset.versions.update(name="IMG_1.JPG")
    stored_assets.path_of(asset.key).unlink()
    assert verify()[1].startswith(f"Missing  {asset.key}  IMG_1.JPG\n")
    (finding,) = json.loads(verify("--json")[1])["findings"]
    assert finding == {"what": "missing", "key": asset.key, "name": "IMG_1.JPG"}


@pytest.mark.parametrize("said", ["5%", "5", " 5 %", "5.0"])
def test_a_share_is_read_however_it_is_written(said):
    stored_assets.fill(40)
    code, words = verify(f"--subset={said}")
    assert (code, words.startswith("2 files read")) == (0, True)
    assert Verification.objects.get().scope == {"share": 5}


def test_a_share_does_not_call_the_rest_well_while_an_original_is_lost():
    lost, *_others = stored_assets.fill(40)
    Asset.objects.filter(pk=lost.pk).update(lost_at=timezone.now(), verified_at=timezone.now())
    code, said = verify("--subset", "5")
    assert (code, "0 damaged, 0 missing" in said) == (1, True)
    assert "1 originals are lost." in said


def test_a_pace_is_kept(monkeypatch):
    rates = []
    monkeypatch.setattr(verification, "RateLimit", lambda rate: rates.append(rate) or iter)
    stored_assets.fill(1)
    verify("--throttle", "2.5")
    verify()
    assert rates == [2_500_000]


def test_a_program_hears_that_it_was_gone_on(monkeypatch):
    stored_assets.fill(30)
    monkeypatch.setattr(verification, "MAX_FILES_PER_PAGE", 10)

    def pull(read):
        if read.files_checked == 20:
            raise PulledPlug

    with pytest.raises(PulledPlug):
        verification.verify_all(report_progress=pull)
    said = json.loads(verify("--json")[1])
    assert (said["gone_on"], said["files"]) == (True, 30)


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_what_was_found_is_said_although_nothing_could_be_brought_back(
    form, monkeypatch, tmp_path
):
    (asset,) = stored_assets.fill(1)
    content = stored_assets.content_at(asset.key)
    stored_assets.path_of(asset.key).unlink()
    (tmp_path / "IMG_1.JPG").write_bytes(content)
    monkeypatch.setattr(vault, "free_space", lambda: 0)
    said = io.StringIO()
    with pytest.raises(CommandError, match="no room") as end:
        call_command("verify", *form, "--repair-from", tmp_path, stdout=said, stderr=said)
    assert end.value.returncode == 2
    assert asset.key in said.getvalue()
    assert Finding.objects.open().exists()
