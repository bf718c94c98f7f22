"""Which pictures are taken: by whom, when and how, and what is made of them afterwards."""

import itertools
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from demo.shoot import cameras
from demo.shoot.cameras import CANON, NIKON, PIXEL
from demo.shoot.script import CAPTIONS, CHAPTERS, DAY

PICTURES, MOST = 68, 10_000
FORMS = {"tall", "square", "panorama"}
RAW_EVERY, EDIT_EVERY, PHONE_EVERY, SECOND_EVERY = 14, 17, 9, 3
MOST_RAWS = 24
FILM_FROM, FIREWORKS = 12, time(22, 4, 11)


class Shot(NamedTuple):
    """One press of the button; picklable, so that any process can draw it."""

    number: int
    chapter: str
    scene: str
    moods: tuple[str, ...]
    form: str
    name: str
    camera: cameras.Camera
    exposure: cameras.Exposure
    moment: datetime
    is_grey: bool = False
    rating: int = 0
    caption: str = ""
    has_raw: bool = False
    edit: str = ""

    @property
    def stem(self):
        return self.name.rpartition(".")[0]

    @property
    def is_video(self):
        return self.form == "film"

    @property
    def names(self):
        """Of every file that comes of it."""
        raw = [f"{self.stem}.DNG"] if self.has_raw else []
        edit = [f"{self.stem}-Edit.jpg"] if self.edit else []
        return [self.name, *raw, *edit]


def shoot(pictures=PICTURES):
    """All of it, in the order of the true time but for the film, which is last."""
    counters = defaultdict(itertools.count)
    shots = [_shot(number, *view, counters) for number, view in enumerate(_views(pictures))]
    return [*_with_words(shots), *([_film(shots[-1])] if pictures >= FILM_FROM else [])]


def _views(pictures):
    """Every chapter as often as its weight says: title, what is seen, when."""
    weights = np.array([chapter.weight for chapter in CHAPTERS])
    ends = np.rint(np.cumsum(weights) / weights.sum() * pictures).astype(int)
    for chapter, many in zip(CHAPTERS, np.diff(ends, prepend=0).tolist(), strict=True):
        begins = datetime.combine(DAY, time(), UTC) + timedelta(minutes=chapter.start_minute)
        for place in range(many):
            moment = begins + timedelta(minutes=chapter.minutes) / many * place
            moment += timedelta(milliseconds=place * 7919 % 977)
            yield str(chapter.title), chapter.views[place % len(chapter.views)], moment


def _shot(number, chapter, view, moment, counters):
    seen = read(view)
    scene = seen["scene"]
    camera = _camera(number, scene)
    return Shot(
        **seen,
        number=number,
        chapter=chapter,
        name=camera.name(next(counters[camera.model]), moment),
        camera=camera,
        exposure=cameras.exposure(camera, scene, number),
        moment=moment,
        has_raw=camera != PIXEL and number % RAW_EVERY == 5 and number < MOST_RAWS * RAW_EVERY,
        edit=_edit(number, seen["is_grey"]),
    )


def read(view):
    """What the words of a view mean: "rings.macro rose square" is a scene, a mood and a form."""
    scene, *words = view.split()
    return {
        "scene": scene,
        "moods": tuple(word for word in words if word not in FORMS | {"grey"}),
        "form": next((word for word in words if word in FORMS), "wide"),
        "is_grey": "grey" in words,
    }


def _camera(number, scene):
    if number % PHONE_EVERY == 7 and not scene.startswith(("rings", "night")):
        return PIXEL
    return NIKON if number % SECOND_EVERY == 2 else CANON


def _edit(number, is_grey):
    """Every so often one is worked on: warmer, or in black and white."""
    if number % EDIT_EVERY != 5 or is_grey:
        return ""
    return "grey" if number // EDIT_EVERY % 3 == 1 else "warm"


def _with_words(shots):
    """Some are rated; the first of some scenes is said something of."""
    left = dict(CAPTIONS)
    for shot in shots:
        caption = str(left.pop(shot.scene, ""))
        rating = 5 if caption else (0, 0, 3, 0, 4)[shot.number % 5]
        yield shot._replace(rating=rating, caption=caption)


def _film(last):
    """What the guest with the phone could not hold in one picture."""
    moment = datetime.combine(DAY, FIREWORKS, UTC)
    return Shot(
        number=last.number + 1,
        chapter=last.chapter,
        scene="night.fireworks",
        moods=(),
        form="film",
        name=PIXEL.name(0, moment).replace(".jpg", ".mp4"),
        camera=PIXEL,
        exposure=cameras.exposure(PIXEL, "night.fireworks", 0),
        moment=moment,
    )
