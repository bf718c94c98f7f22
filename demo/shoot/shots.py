"""Decide which shots are taken: by which camera, when and how, and which have a RAW or an edit."""

import itertools
from collections import defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from demo.shoot import cameras
from demo.shoot.cameras import CANON, NIKON, PIXEL
from demo.shoot.script import CAPTIONS, CHAPTERS, DAY

PICTURES, MAX_PICTURES = 68, 10_000
FORMS = {"tall", "square", "panorama"}
RAW_EVERY, EDIT_EVERY, PHONE_EVERY, SECOND_EVERY = 14, 17, 9, 3
MOST_RAWS = 24
FILM_FROM, FIREWORKS = 12, time(22, 4, 11)


class Shot(NamedTuple):
    """One shot. It can be pickled, so that another process can draw it."""

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
        """Return the names of all files of the shot."""
        raw = [f"{self.stem}.DNG"] if self.has_raw else []
        edit = [f"{self.stem}-Edit.jpg"] if self.edit else []
        return [self.name, *raw, *edit]


def shoot(pictures=PICTURES):
    """Return all shots in order of time, with the video at the end."""
    counters = defaultdict(itertools.count)
    shots = [
        _create_shot(number, *view, counters) for number, view in enumerate(_list_views(pictures))
    ]
    return [
        *_add_ratings_and_captions(shots),
        *([_create_video_shot(shots[-1])] if pictures >= FILM_FROM else []),
    ]


def _list_views(pictures):
    """Yield title, view and time of each shot. Chapters get shots by their weights."""
    weights = np.array([chapter.weight for chapter in CHAPTERS])
    ends = np.rint(np.cumsum(weights) / weights.sum() * pictures).astype(int)
    for chapter, count in zip(CHAPTERS, np.diff(ends, prepend=0).tolist(), strict=True):
        begins = datetime.combine(DAY, time(), UTC) + timedelta(minutes=chapter.start_minute)
        for place in range(count):
            moment = begins + timedelta(minutes=chapter.minutes) / count * place
            moment += timedelta(milliseconds=place * 7919 % 977)
            yield str(chapter.title), chapter.views[place % len(chapter.views)], moment


def _create_shot(number, chapter, view, moment, counters):
    view_fields = parse_view(view)
    scene = view_fields["scene"]
    camera = _choose_camera(number, scene)
    return Shot(
        **view_fields,
        number=number,
        chapter=chapter,
        name=camera.name(next(counters[camera.model]), moment),
        camera=camera,
        exposure=cameras.exposure(camera, scene, number),
        moment=moment,
        has_raw=camera != PIXEL and number % RAW_EVERY == 5 and number < MOST_RAWS * RAW_EVERY,
        edit=_choose_edit(number, view_fields["is_grey"]),
    )


def parse_view(view):
    """Parse a view. "rings.macro rose square" is a scene, a mood and a form."""
    scene, *words = view.split()
    return {
        "scene": scene,
        "moods": tuple(word for word in words if word not in FORMS | {"grey"}),
        "form": next((word for word in words if word in FORMS), "wide"),
        "is_grey": "grey" in words,
    }


def _choose_camera(number, scene):
    if number % PHONE_EVERY == 7 and not scene.startswith(("rings", "night")):
        return PIXEL
    return NIKON if number % SECOND_EVERY == 2 else CANON


def _choose_edit(number, is_grey):
    """Return the kind of edit, if the shot has one."""
    if number % EDIT_EVERY != 5 or is_grey:
        return ""
    return "grey" if number // EDIT_EVERY % 3 == 1 else "warm"


def _add_ratings_and_captions(shots):
    """Add ratings and captions to some of the shots."""
    left = dict(CAPTIONS)
    for shot in shots:
        caption = str(left.pop(shot.scene, ""))
        rating = 5 if caption else (0, 0, 3, 0, 4)[shot.number % 5]
        yield shot._replace(rating=rating, caption=caption)


def _create_video_shot(last):
    """Return the shot of the video, which a guest took with a phone."""
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
