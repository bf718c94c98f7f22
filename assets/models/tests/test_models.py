import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from model_bakery import baker

from assets.models import Asset, Metadata, Picture, ProcessingProblem, Rendition, Version
from assets.processing.problems import RETRY

pytestmark = [pytest.mark.db, pytest.mark.django_db]
MOMENT = datetime(2026, 5, 1, 12, 30, 10, 250000)  # noqa: DTZ001 - cameras have no time zone


def asset(**fields):
    fields = {"sha256": uuid.uuid4().hex * 2, "size": 1, "crc32": 1, "extension": "jpg", **fields}
    return Asset.objects.create(kind=fields.pop("kind", "photo"), **fields)


@pytest.fixture
def version(uploader):
    def make(picture, **fields):
        fields = {"asset": fields.pop("asset", None) or asset(), "uploader": uploader, **fields}
        return baker.make(Version, picture=picture, **fields)

    return make


@pytest.mark.parametrize(
    "invalid", [{"sha256": "ab"}, {"size": 0}, {"crc32": 2**32}, {"kind": "program"}]
)
def test_database_refuses_an_invalid_asset(invalid):
    with pytest.raises(IntegrityError), transaction.atomic():
        asset(**invalid)


def test_hash_is_unique():
    first = asset()
    with pytest.raises(IntegrityError), transaction.atomic():
        asset(sha256=first.sha256)


def test_only_one_version_of_a_picture_leads(version):
    picture = Picture.objects.create()
    version(picture, leads=True)
    version(picture, leads=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(picture, leads=True)


def test_asset_can_be_in_two_pictures_but_only_once_in_each(version):
    first = version(Picture.objects.create())
    version(Picture.objects.create(), asset=first.asset)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(first.picture, asset=first.asset)


def test_database_refuses_an_invalid_turn_or_merge():
    picture = Picture.objects.create()
    for invalid in ({"rotation": 45}, {"merged_into": picture}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Picture.objects.filter(pk=picture.pk).update(**invalid)


def test_asset_and_picture_cannot_be_deleted_while_in_use(version):
    used = version(Picture.objects.create())
    for row in (used.asset, used.picture):
        with pytest.raises(ProtectedError):
            row.delete()


def test_asset_without_a_version_is_unused(version):
    alone = asset()
    version(Picture.objects.create())
    assert list(Asset.objects.without_versions()) == [alone]


def test_rendition_is_unique_by_kind_and_recipe():
    rendition = baker.make(Rendition, asset=asset(), kind="web", recipe="r1", size=1, crc32=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        baker.make(Rendition, asset=rendition.asset, kind="web", recipe="r1", size=1, crc32=1)


def test_wall_clock_does_not_depend_on_the_time_zone(settings):
    stored = asset(taken_local=MOMENT)
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        settings.TIME_ZONE = zone
        assert Asset.objects.get(pk=stored.pk).taken_local == MOMENT


def test_wall_clocks_sort_and_compare():
    moments = [MOMENT + timedelta(microseconds=n * 300_000) for n in range(4)]
    for moment in reversed(moments):
        asset(taken_local=moment)
    in_order = Asset.objects.order_by("taken_local").values_list("taken_local", flat=True)
    assert list(in_order) == moments
    assert Asset.objects.filter(taken_local__lt=moments[2]).count() == 2
    assert Asset.objects.filter(taken_local__range=(moments[1], moments[2])).count() == 2


def test_wall_clock_refuses_a_time_zone():
    with pytest.raises(ValueError, match="no time zone"):
        asset(taken_local=MOMENT.replace(tzinfo=UTC))


def test_assets_are_locked_before_their_problems_are_deleted():
    for step in ("metadata", "previews"):
        asset(state="failed").problems.create(step=step, problem="damaged")
    with CaptureQueriesContext(connection) as queries:
        assert Asset.objects.exclude(state="processing").restart_processing() == 2
    words = [query["sql"].split()[0] for query in queries if "assets_" in query["sql"]]
    assert words == ["SELECT", "DELETE", "UPDATE"]
    assert not ProcessingProblem.objects.exists()


def test_problem_of_another_version_is_shown_with_general_advice():
    problem = ProcessingProblem(asset=asset(), step="metadata", problem="sunspots")
    assert (problem.message, problem.advice) == ("sunspots", RETRY)


def test_raw_metadata_has_an_index_on_postgresql():
    Metadata.objects.create(asset=asset(), raw={"EXIF:Model": "X-T5"})
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, "assets_metadata")
    assert ("metadata_raw" in constraints) == (connection.vendor == "postgresql")
