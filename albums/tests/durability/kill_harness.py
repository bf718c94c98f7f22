"""Scenarios that run until the process is killed, at each of their steps."""

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

SCENARIOS = [
    *(
        scenarios.Arrival,
        scenarios.DamagedFiles,
        scenarios.ResumedUpload,
        scenarios.KnownFiles,
        scenarios.FolderImport,
    ),
    *(
        deletion_scenarios.AlbumDeletion,
        deletion_scenarios.RepairFromBackup,
        processing_scenarios.Processing,
    ),
]


def run_all():
    """Run each scenario once for each of its steps. Print the number of kills by step, as JSON."""
    str(Asset.objects.all().query)  # loaded here once, so that the children don't have to
    evening, deaths = secrets.token_hex(4), Counter()
    for scenario in SCENARIOS:
        name = f"{evening} {scenario.__name__}"
        for step, times in _count_steps(scenario(name)).items():
            _kill(scenario(f"{name} {step}"), step, random.randint(1, times))
            deaths[step] += 1
    json.dump(deaths, sys.stdout)


def _count_steps(scenario):
    """Return how often the scenario reaches each step when nothing is killed."""
    there, here = os.pipe()
    _run_in_fork(scenario.prepare)
    _run_in_fork(partial(_act_noting_steps, scenario, here))
    _run_in_fork(scenario.check_done)
    return Counter(json.loads(os.read(there, 2**16)))


def _act_noting_steps(scenario, pipe):
    steps = noted()
    scenario.act()
    os.write(pipe, json.dumps(steps).encode())


def _kill(scenario, step, time):
    _run_in_fork(scenario.prepare)
    _run_in_fork(partial(_act_and_die, scenario, step, time), -signal.SIGKILL)
    _run_in_fork(partial(_survive, scenario))


def _act_and_die(scenario, step, time):
    pull_at(step, time)
    scenario.act()


def _survive(scenario):
    scenario.check_after_failure()
    scenario.recover()


def _run_in_fork(work, code=0):
    ended = in_a_fork(work)
    assert ended == code, f"it ended with {ended}"
