"""The output of `manage.py verify`."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assets.integrity import verification
from assets.integrity.tests.test_partial_verification import ProcessKilled
from assets.models import Asset, Finding, Verification
from assets.storage import vault
from assets.tests.factories import stored_assets
from assets.tests.factories.assets import keep

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def verify(*arguments):
    """Return the exit code and the output."""
    output = io.StringIO()
    try:
        call_command("verify", *arguments, stdout=output, stderr=io.StringIO())
    except SystemExit as end:
        return end.code, output.getvalue()
    return 0, output.getvalue()


def test_report_has_the_name_a_file_was_uploaded_under():
    asset = keep()
    stored_assets.make_picture(asset)
    asset.versions.update(name="IMG_1.JPG")
    stored_assets.path_of(asset.key).unlink()
    assert verify()[1].startswith(f"Missing  {asset.key}  IMG_1.JPG\n")
    (finding,) = json.loads(verify("--json")[1])["findings"]
    assert finding == {"what": "missing", "key": asset.key, "name": "IMG_1.JPG"}


@pytest.mark.parametrize("share", ["5%", "5", " 5 %", "5.0"])
def test_share_can_be_written_in_several_ways(share):
    stored_assets.create(40)
    code, output = verify(f"--subset={share}")
    assert (code, output.startswith("Files checked: 2 ")) == (0, True)
    assert Verification.objects.get().scope == {"share": 5}


def test_share_exits_with_1_while_any_original_is_lost():
    lost, *_others = stored_assets.create(40)
    Asset.objects.filter(pk=lost.pk).update(lost_at=timezone.now(), verified_at=timezone.now())
    code, output = verify("--subset", "5")
    assert (code, "damaged: 0, missing: 0" in output) == (1, True)
    assert "1 original is lost." in output


def test_throttle_limits_the_rate(monkeypatch):
    rates = []
    monkeypatch.setattr(verification, "RateLimit", lambda rate: rates.append(rate) or iter)
    stored_assets.create(1)
    verify("--throttle", "2.5")
    verify()
    assert rates == [2_500_000]


def test_json_says_that_a_run_was_resumed(monkeypatch):
    stored_assets.create(30)
    monkeypatch.setattr(verification, "MAX_FILES_PER_PAGE", 10)

    def stop_after_20(result):
        if result.files_checked == 20:
            raise ProcessKilled

    with pytest.raises(ProcessKilled):
        verification.verify_all(report_progress=stop_after_20)
    report = json.loads(verify("--json")[1])
    assert (report["gone_on"], report["files"]) == (True, 30)


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_findings_are_printed_when_the_repair_fails(options, monkeypatch, tmp_path):
    (asset,) = stored_assets.create(1)
    content = stored_assets.content_at(asset.key)
    stored_assets.path_of(asset.key).unlink()
    (tmp_path / "IMG_1.JPG").write_bytes(content)
    monkeypatch.setattr(vault, "free_space", lambda: 0)
    output = io.StringIO()
    with pytest.raises(CommandError, match="not enough disk space") as end:
        call_command("verify", *options, "--repair-from", tmp_path, stdout=output, stderr=output)
    assert end.value.returncode == 2
    assert asset.key in output.getvalue()
    assert Finding.objects.open().exists()
