"""Scenes played until somebody is killed, at each of their steps."""

import json
import os
import random
import secrets
import signal
import sys
from collections import Counter
from functools import partial

from albums.tests.durability import deletion_scenarios, processing_scenarios, scenarios
from assets.models import Asset
from clientpix.testing.crashes import in_a_fork, noted, pull_at

SCENES = [
    *(
        scenarios.Arrival,
        scenarios.Healing,
        scenarios.Uploading,
        scenarios.Holding,
        scenarios.Bringing,
    ),
    *(deletion_scenarios.Ending, deletion_scenarios.Mending, processing_scenarios.Developing),
]


def play_all():
    """Once for each step of each; how often somebody died at which is printed."""
    str(Asset.objects.all().query)  # what this loads the children need not load, each for itself
    evening, deaths = secrets.token_hex(4), Counter()
    for scene in SCENES:
        name = f"{evening} {scene.__name__}"
        for step, times in _rehearsed(scene(name)).items():
            _kill(scene(f"{name} {step}"), step, random.randint(1, times))
            deaths[step] += 1
    json.dump(deaths, sys.stdout)


def _rehearsed(scene):
    """How often it comes by which step when nobody dies."""
    there, here = os.pipe()
    _must(scene.prepare)
    _must(partial(_act_noting_steps, scene, here))
    _must(scene.is_done)
    return Counter(json.loads(os.read(there, 2**16)))


def _act_noting_steps(scene, pipe):
    steps = noted()
    scene.act()
    os.write(pipe, json.dumps(steps).encode())


def _kill(scene, step, time):
    _must(scene.prepare)
    _must(partial(_act_and_die, scene, step, time), -signal.SIGKILL)
    _must(partial(_survive, scene))


def _act_and_die(scene, step, time):
    pull_at(step, time)
    scene.act()


def _survive(scene):
    scene.survived()
    scene.recover()


def _must(work, code=0):
    ended = in_a_fork(work)
    assert ended == code, f"it ended with {ended}"
