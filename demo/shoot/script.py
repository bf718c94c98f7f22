"""The script of the day: its chapters and their views."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

DAY = date(2026, 6, 20)
TITLE = _("Wedding of Clara and Jonas")
DESCRIPTION = _("A day by the sea, from the first light to the last dance.")
PICTURES = 68


class Chapter(NamedTuple):
    """A part of the day: its begin in minutes of UTC, its length and its views."""

    title: str
    start_minute: int
    minutes: int
    weight: int
    views: list[str]


CHAPTERS = [
    Chapter(
        *(_("Getting ready"), 7 * 60 + 10, 130, 15),
        [
            *("land.mountains dawn", "cloth.window ivory tall", "flowers.bouquet blush"),
            *("rings.macro linen", "cloth.silk ivory tall", "cloth.tulle pearl grey"),
            *("flowers.bouquet white tall", "feast.bubbles gold", "rings.macro rose square"),
            *("cloth.silk blush", "forest.shafts mist grey", "flowers.bouquet peach"),
            *("cloth.window blush", "sea.sunset dawn", "flowers.bouquet lilac square"),
        ],
    ),
    Chapter(
        *(_("Ceremony"), 13 * 60, 75, 14),
        [
            *("sea.sunset noon", "forest.shafts green", "flowers.bouquet wine tall"),
            *("land.mountains noon", "rings.macro slate", "couple.in_the_light green hands tall"),
            *("cloth.tulle ivory", "meadow.evening green", "forest.shafts gold tall"),
            *("couple.on_the_beach dawn hands grey", "flowers.bouquet white"),
            *("land.mountains storm panorama", "rings.macro linen grey tall", "cloth.silk pearl"),
        ],
    ),
    Chapter(
        *(_("Portraits"), 17 * 60 + 20, 100, 20),
        [
            *("couple.on_a_ridge gold hands", "couple.in_the_light gold faces tall"),
            *("meadow.evening gold", "couple.on_the_beach rose faces", "sea.sunset gold"),
            *("couple.in_the_light rose faces", "couple.on_a_ridge rose faces panorama"),
            *("meadow.evening rose tall", "couple.on_the_beach gold hands tall"),
            *("couple.on_a_ridge storm hands grey", "land.mountains gold panorama"),
            *("couple.in_the_light green faces", "sea.sunset rose", "forest.shafts gold"),
            *("couple.on_a_ridge gold faces tall", "couple.on_the_beach storm faces grey"),
            *("meadow.evening gold square", "couple.in_the_light gold hands tall"),
            *("land.mountains rose", "couple.on_the_beach rose hands"),
        ],
    ),
    Chapter(
        *(_("Party"), 19 * 60 + 30, 270, 19),
        [
            *("land.mountains blue", "feast.table gold", "lamps.fairy_lights dusk"),
            *("sea.sunset blue", "feast.bubbles gold tall", "dance.floor violet"),
            *("lamps.fairy_lights dark tall", "feast.table gold tall", "dance.floor amber"),
            *("night.sparklers heart", "dance.floor teal grey", "lamps.fairy_lights dark square"),
            *("night.fireworks gold", "night.fireworks gold tall", "dance.floor teal tall"),
            *("night.sparklers endless", "night.star_trails blue", "night.milky_way couple"),
            *("night.milky_way gold tall",),
        ],
    ),
]
CAPTIONS = {
    "rings.macro": _("Two rings, one promise."),
    "couple.on_a_ridge": _("The whole valley, for a moment, only for the two of them."),
    "night.fireworks": _("Midnight over the bay."),
}
