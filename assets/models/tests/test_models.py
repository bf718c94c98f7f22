import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from model_bakery import baker

from assets.models import Asset, Metadata, Picture, Rendition, Version

pytestmark = [pytest.mark.db, pytest.mark.django_db]
MOMENT = datetime(2026, 5, 1, 12, 30, 10, 250000)  # noqa: DTZ001 - a camera knows no zone


def asset(**fields):
    fields = {"sha256": uuid.uuid4().hex * 2, "size": 1, "crc32": 1, "extension": "jpg", **fields}
    return Asset.objects.create(kind=fields.pop("kind", "photo"), **fields)


@pytest.fixture
def version(uploader):
    def made(picture, **fields):
        fields = {"asset": fields.pop("asset", None) or asset(), "uploader": uploader, **fields}
        return baker.make(Version, picture=picture, **fields)

    return made


@pytest.mark.parametrize(
    "wrong", [{"sha256": "ab"}, {"size": 0}, {"crc32": 2**32}, {"kind": "program"}]
)
def test_the_database_itself_refuses_an_asset_that_cannot_be(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        asset(**wrong)


def test_the_database_knows_every_hash_once():
    first = asset()
    with pytest.raises(IntegrityError), transaction.atomic():
        asset(sha256=first.sha256)


def test_one_version_of_a_picture_leads(version):
    picture = Picture.objects.create()
    version(picture, leads=True)
    version(picture, leads=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(picture, leads=True)


def test_an_asset_is_part_of_a_picture_once_and_of_two_pictures_gladly(version):
    one = version(Picture.objects.create())
    version(Picture.objects.create(), asset=one.asset)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(one.picture, asset=one.asset)


def test_a_picture_is_turned_by_right_angles_and_never_merged_into_itself():
    picture = Picture.objects.create()
    for wrong in ({"rotation": 45}, {"merged_into": picture}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Picture.objects.filter(pk=picture.pk).update(**wrong)


def test_what_something_still_leads_to_cannot_be_deleted(version):
    used = version(Picture.objects.create())
    for row in (used.asset, used.picture):
        with pytest.raises(ProtectedError):
            row.delete()


def test_an_asset_without_a_version_is_unused(version):
    alone = asset()
    version(Picture.objects.create())
    assert list(Asset.objects.without_versions()) == [alone]


def test_a_copy_is_made_once_of_each_kind_and_recipe():
    made = baker.make(Rendition, asset=asset(), kind="web", recipe="r1", size=1, crc32=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        baker.make(Rendition, asset=made.asset, kind="web", recipe="r1", size=1, crc32=1)


def test_a_wall_clock_comes_back_as_it_was_set_whatever_zone_the_studio_is_in(settings):
    kept = asset(taken_local=MOMENT)
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        settings.TIME_ZONE = zone
        assert Asset.objects.get(pk=kept.pk).taken_local == MOMENT


def test_wall_clocks_sort_and_compare():
    moments = [MOMENT + timedelta(microseconds=n * 300_000) for n in range(4)]
    for moment in reversed(moments):
        asset(taken_local=moment)
    in_order = Asset.objects.order_by("taken_local").values_list("taken_local", flat=True)
    assert list(in_order) == moments
    assert Asset.objects.filter(taken_local__lt=moments[2]).count() == 2
    assert Asset.objects.filter(taken_local__range=(moments[1], moments[2])).count() == 2


def test_a_moment_with_a_zone_is_no_wall_clock():
    with pytest.raises(ValueError, match="no zone"):
        asset(taken_local=MOMENT.replace(tzinfo=UTC))


def test_raw_facts_are_searched_by_an_index_where_the_database_has_such():
    Metadata.objects.create(asset=asset(), raw={"EXIF:Model": "X-T5"})
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, "assets_metadata")
    assert ("facts_said" in known) == (connection.vendor == "postgresql")
