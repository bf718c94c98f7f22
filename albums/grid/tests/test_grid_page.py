import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from albums.grid import BLOCK_SIZE, cursors
from albums.models import Placement
from albums.tests.factories.albums import create_album as new_album
from albums.tests.factories.grids import add_photos
from assets.models import Asset, Picture, Rendition, Version
from assets.processing.recipes import recipe

pytestmark = pytest.mark.db

RUBBISH = ["", "\0", "rubbish", "0" * 32, "'" * 99, "ü" * 300]


@pytest.fixture
def page(owner_client, album):
    def opened(part="", **query):
        return owner_client.get(f"/studio/albums/{album.slug}/{part}", query)

    return opened


def text_of(reply):
    return reply.content.decode()


def tiles(reply):
    return re.findall(r'id="t-([0-9a-f]{32})"', text_of(reply))


def ids(placements):
    return [placement.pk.hex for placement in placements]


def asset_of(placement):
    return Asset.objects.filter(versions__picture=placement.picture_id)


def test_it_begins_with_one_block_and_a_way_to_the_rest(page, album):
    hung = add_photos(album, BLOCK_SIZE + 5)
    reply = page()
    assert tiles(reply) == ids(hung[:BLOCK_SIZE])
    assert f'href="?at={hung[BLOCK_SIZE].pk.hex}"' in text_of(reply)
    assert "65 photos" in text_of(reply)
    further = page(at=hung[BLOCK_SIZE].pk.hex)
    assert tiles(further) == ids(hung[BLOCK_SIZE:])
    assert f'href="?at={hung[0].pk.hex}"' in text_of(further)


def test_sections_come_one_after_the_other(page, album):
    ceremony, party = album.sections.in_order()
    later, loose, first = (
        add_photos(album, 3, party),
        add_photos(album, 2),
        add_photos(album, 3, ceremony),
    )
    reply = page()
    assert tiles(reply) == ids([*loose, *first, *later])
    assert text_of(reply).index("Ceremony") < text_of(reply).index("Party")
    assert tiles(page(section=party.pk.hex)) == ids(later)


def test_a_section_that_did_not_fit_can_be_reached_all_the_same(page, album):
    ceremony, party = album.sections.in_order()
    add_photos(album, BLOCK_SIZE, ceremony)
    later = add_photos(album, 2, party)
    assert f'href="?at={later[0].pk.hex}">More photos' in text_of(page())
    assert tiles(page(section=party.pk.hex)) == ids(later)
    assert f'href="?section={ceremony.pk.hex}">Show' in text_of(page(at=later[0].pk.hex))


def test_an_empty_section_is_shown_to_owners_alone(page, album, client, uploader):
    add_photos(album, 1)
    assert "move them here" in text_of(page())
    album.uploaders.add(uploader)
    client.force_login(uploader)
    reply = page()
    assert len(tiles(reply)) == 1
    assert "Ceremony" not in text_of(reply)


def test_an_empty_album_says_what_comes_next(page, album):
    assert "Drop photos here" in text_of(page())
    assert f"/studio/albums/{album.slug}/add/" in text_of(page())


@pytest.mark.parametrize("part", ["", "block/"])
def test_a_full_wall_takes_as_many_queries_as_a_small_one(page, album, part):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page(part)
        return len(asked)

    add_photos(album, 10, copies=True)
    page(part)
    few = queries()
    add_photos(album, 490, copies=True)
    assert queries() == few


def test_a_picture_says_what_it_is(page, album):
    shown, hidden, film, double, made, failed = add_photos(album, 6, copies=True)
    Placement.objects.filter(pk=hidden.pk).update(hidden=True)
    asset_of(film).update(kind="film", duration_seconds=73.2)
    by, other = album.created_by, add_photos(new_album(album.created_by), 1)[0]
    Version.objects.create(
        picture_id=double.picture_id,
        asset=asset_of(other).get(),
        name="a.nef",
        role="raw",
        uploader=by,
    )
    Rendition.objects.filter(asset__in=[*asset_of(made), *asset_of(failed)]).delete()
    asset_of(made).update(state="processing")
    asset_of(failed).update(state="failed")
    items = re.findall(r'<li class="tile".*?</li>', text_of(page()), re.DOTALL)
    found = {re.search(r'id="t-(\w+)"', item)[1]: item for item in items}
    assert "data-hidden" in found[hidden.pk.hex]
    assert "data-hidden" not in found[shown.pk.hex]
    assert "1:13" in found[film.pk.hex]
    assert "2 versions" in found[double.pk.hex]
    assert "Preparing preview" in found[made.pk.hex]
    assert "No preview" in found[failed.pk.hex]
    assert f"p/{shown.picture_id}/" in found[shown.pk.hex]
    assert "hidden=" not in text_of(page()).replace('aria-hidden="true"', "")


def test_what_is_turned_but_not_made_anew_is_shown_turned(page, album):
    (placement,) = add_photos(album, 1, copies=True)
    Picture.objects.filter(pk=placement.picture_id).update(rotation=90)
    assert 'data-spin="90"' in text_of(page())
    assert "--ratio:0.67" in text_of(page())
    turned = [
        Rendition(
            asset=copy.asset, kind=copy.kind, recipe=recipe(90), extension="webp", size=1, crc32=1
        )
        for copy in Rendition.objects.all()
    ]
    Rendition.objects.bulk_create(turned)
    assert 'data-spin=""' in text_of(page())


def test_the_name_of_a_file_is_text_and_nothing_else(page, album):
    add_photos(album, 1)
    Version.objects.update(name='"><script>x</script>.jpg')
    assert "<script>x" not in text_of(page()) + text_of(page("block/"))


@pytest.mark.parametrize("said", RUBBISH)
@pytest.mark.parametrize("part", ["", "block/", "shape/"])
def test_whatever_is_asked_for_is_answered(page, album, part, said):
    add_photos(album, 2)
    query = dict.fromkeys(["at", "find", "section", "from", "to"], said)
    assert page(part, **query).status_code == 200


def test_a_picture_that_is_gone_is_no_place_to_begin(page, album):
    gone, left = add_photos(album, 2)
    Placement.objects.filter(pk=gone.pk).update(trashed_at=timezone.now())
    assert tiles(page(at=gone.pk.hex)) == ids([left])


def test_blocks_come_as_the_shape_says(page, album):
    hung = add_photos(album, BLOCK_SIZE + 5)
    first, second = json.loads(page("shape/").content)["sections"][""]
    query = {"section": "", "from": first["from"], "to": second["from"]}
    assert tiles(page("block/", **query)) == ids(hung[:BLOCK_SIZE])
    assert tiles(page("block/", **{"from": second["from"]})) == ids(hung[BLOCK_SIZE:])
    assert "<html" not in text_of(page("block/"))


def test_developing_is_followed_until_there_is_no_more_to_do(page, album):
    done, *waiting, failed = add_photos(album, 5)
    lately = timezone.now() - timedelta(seconds=30)
    asset = asset_of(done).get()
    about = {
        "extension": "webp",
        "size": 1,
        "crc32": 1,
        "created_at": lately,
        "verified_at": lately,
    }
    Rendition.objects.create(asset=asset, kind="small", recipe="r1", **about)
    for placement in waiting:
        asset_of(placement).update(state="new")
    asset_of(failed).update(state="failed")
    reply = page("developing/")
    assert "Preparing 2 of 5 photos, about 3 minutes left" in text_of(reply)
    assert f"/studio/failed/?album={album.slug}\">Couldn't prepare 1 photo" in text_of(reply)
    assert "every 3s" in text_of(reply)
    Asset.objects.filter(state="new").update(state="ready")
    reply = page("developing/")
    assert reply.status_code == 286
    assert "every 3s" not in text_of(reply)


def test_without_a_pace_no_time_is_promised(page, album):
    add_photos(album, 2, state="new")
    assert "Preparing 0 of 2 photos<" in text_of(page())


def test_what_lies_elsewhere_or_in_the_trash_is_not_waited_for(page, album, owner):
    add_photos(new_album(owner), 3, state="new")
    add_photos(album, 2, state="new")
    Placement.objects.filter(album=album).update(trashed_at=timezone.now())
    assert page("developing/").status_code == 286


def test_its_weight_is_that_of_every_version(page, album, owner):
    first, second = add_photos(album, 2, size=3_000_000)
    extra = asset_of(add_photos(new_album(owner), 1, size=5_000_000)[0]).get()
    about = {"name": "a.nef", "role": "raw", "uploader": owner}
    Version.objects.create(picture_id=first.picture_id, asset=extra, **about)
    assert "10.5\xa0MB" in text_of(page("figures/"))
    Placement.objects.filter(pk=second.pk).update(trashed_at=timezone.now())
    assert "7.6\xa0MB" in text_of(page("figures/"))


def test_nothing_is_sorted_that_lies_in_order_already(page, album):
    """On a wall of any length a block is read off one index."""
    ceremony, party = album.sections.in_order()
    add_photos(album, 300, ceremony)
    start = add_photos(album, 300, party)[150]
    lying = album.placements.in_grid().with_leading_version().filter(section=party)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = cursors.filter_range(lying, cursors.make_cursor(start))[:BLOCK_SIZE].explain()
    assert "placement_wall" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_the_first_tiles_are_painted_with_their_whole_rows(page, album):
    add_photos(album, 3)
    shown = text_of(page())
    assert '<link rel="expect" href="#wall" blocking="render">' in shown
    assert '<picture-wall id="wall"' in shown
