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

INVALID_VALUES = ["", "\0", "rubbish", "0" * 32, "'" * 99, "ü" * 300]


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


def test_the_page_has_one_block_and_a_link_to_the_rest(page, album):
    photos = add_photos(album, BLOCK_SIZE + 5)
    reply = page()
    assert tiles(reply) == ids(photos[:BLOCK_SIZE])
    assert f'href="?at={photos[BLOCK_SIZE].pk.hex}"' in text_of(reply)
    assert "65 photos" in text_of(reply)
    next_page = page(at=photos[BLOCK_SIZE].pk.hex)
    assert tiles(next_page) == ids(photos[BLOCK_SIZE:])
    assert f'href="?at={photos[0].pk.hex}"' in text_of(next_page)


def test_sections_are_shown_in_order(page, album):
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


def test_a_section_has_a_link_when_it_does_not_fit_on_the_page(page, album):
    ceremony, party = album.sections.in_order()
    add_photos(album, BLOCK_SIZE, ceremony)
    later = add_photos(album, 2, party)
    assert f'href="?at={later[0].pk.hex}">More photos' in text_of(page())
    assert tiles(page(section=party.pk.hex)) == ids(later)
    assert f'href="?section={ceremony.pk.hex}">Show' in text_of(page(at=later[0].pk.hex))


def test_an_empty_section_is_only_shown_to_owners(page, album, client, uploader):
    add_photos(album, 1)
    assert "move them here" in text_of(page())
    album.uploaders.add(uploader)
    client.force_login(uploader)
    reply = page()
    assert len(tiles(reply)) == 1
    assert "Ceremony" not in text_of(reply)


def test_an_empty_album_asks_for_photos(page, album):
    assert "Drop photos here" in text_of(page())
    assert f"/studio/albums/{album.slug}/add/" in text_of(page())


@pytest.mark.parametrize("part", ["", "block/"])
def test_500_photos_take_as_many_queries_as_10(page, album, part):
    def queries():
        with CaptureQueriesContext(connection) as queries:
            page(part)
        return len(queries)

    add_photos(album, 10, copies=True)
    page(part)
    few = queries()
    add_photos(album, 490, copies=True)
    assert queries() == few


def test_tiles_show_state_duration_and_versions(page, album):
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


def test_a_rotated_photo_is_rotated_by_the_page_until_its_renditions_are_made(page, album):
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


def test_file_names_are_escaped(page, album):
    add_photos(album, 1)
    Version.objects.update(name='"><script>x</script>.jpg')
    assert "<script>x" not in text_of(page()) + text_of(page("block/"))


@pytest.mark.parametrize("value", INVALID_VALUES)
@pytest.mark.parametrize("part", ["", "block/", "shape/"])
def test_invalid_queries_are_ignored(page, album, part, value):
    add_photos(album, 2)
    query = dict.fromkeys(["at", "find", "section", "from", "to"], value)
    assert page(part, **query).status_code == 200


def test_the_page_starts_at_the_top_when_the_photo_in_the_url_is_gone(page, album):
    gone, left = add_photos(album, 2)
    Placement.objects.filter(pk=gone.pk).update(trashed_at=timezone.now())
    assert tiles(page(at=gone.pk.hex)) == ids([left])


def test_blocks_match_the_layout(page, album):
    photos = add_photos(album, BLOCK_SIZE + 5)
    first, second = json.loads(page("shape/").content)["sections"][""]
    query = {"section": "", "from": first["from"], "to": second["from"]}
    assert tiles(page("block/", **query)) == ids(photos[:BLOCK_SIZE])
    assert tiles(page("block/", **{"from": second["from"]})) == ids(photos[BLOCK_SIZE:])
    assert "<html" not in text_of(page("block/"))


def test_progress_is_polled_until_processing_is_done(page, album):
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


def test_no_time_left_is_shown_when_the_speed_is_unknown(page, album):
    add_photos(album, 2, state="new")
    assert "Preparing 0 of 2 photos<" in text_of(page())


def test_progress_ignores_other_albums_and_the_trash(page, album, owner):
    add_photos(new_album(owner), 3, state="new")
    add_photos(album, 2, state="new")
    Placement.objects.filter(album=album).update(trashed_at=timezone.now())
    assert page("developing/").status_code == 286


def test_the_size_includes_all_versions(page, album, owner):
    first, second = add_photos(album, 2, size=3_000_000)
    extra = asset_of(add_photos(new_album(owner), 1, size=5_000_000)[0]).get()
    about = {"name": "a.nef", "role": "raw", "uploader": owner}
    Version.objects.create(picture_id=first.picture_id, asset=extra, **about)
    assert "10.5\xa0MB" in text_of(page("figures/"))
    Placement.objects.filter(pk=second.pk).update(trashed_at=timezone.now())
    assert "7.6\xa0MB" in text_of(page("figures/"))


def test_a_block_is_read_from_one_index_without_sorting(page, album):
    ceremony, party = album.sections.in_order()
    add_photos(album, 300, ceremony)
    start = add_photos(album, 300, party)[150]
    placements = album.placements.in_grid().with_leading_version().filter(section=party)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = cursors.filter_range(placements, cursors.make_cursor(start))[:BLOCK_SIZE].explain()
    assert "placement_wall" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan


def test_the_browser_waits_for_the_whole_grid_before_it_renders(page, album):
    add_photos(album, 3)
    shown = text_of(page())
    assert '<link rel="expect" href="#wall" blocking="render">' in shown
    assert '<photo-grid id="wall"' in shown
