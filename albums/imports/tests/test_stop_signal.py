import os
import signal
import subprocess
import sys
import threading

import pytest

from albums.imports.stop_signal import StopSignal
from clientpix.testing.installation import PATIENCE
from clientpix.testing.repository import ROOT

ALL = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
DEFAULT_HANGUP = "signal.signal(signal.SIGHUP, signal.SIG_DFL)"  # the tests may run under nohup
PROGRAM = """
import signal
from albums.imports.stop_signal import StopSignal
{first}
with StopSignal().listen() as stop:
    print("ready", flush=True)
    stop.wait({seconds})
    print("stopped" if stop.is_set else "time is up", flush=True)
    {then}
"""


def start_program(*, first=DEFAULT_HANGUP, seconds=600, then=""):
    code = PROGRAM.format(first=first, seconds=seconds, then=then)
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", ALL)
def test_the_first_signal_sets_the_flag_and_ends_nothing(number):
    process = start_program()
    process.send_signal(number)
    assert process.communicate(timeout=PATIENCE) == ("stopped\n", None)
    assert process.returncode == 0


@pytest.mark.parametrize("number", ALL)
def test_a_second_signal_ends_the_process(number):
    process = start_program(then="signal.pause()")
    process.send_signal(number)
    assert process.stdout.readline() == "stopped\n"
    process.send_signal(number)
    assert process.communicate(timeout=PATIENCE) == ("", None)
    assert process.returncode == -number


def test_a_hangup_is_ignored_under_nohup():
    process = start_program(first="signal.signal(signal.SIGHUP, signal.SIG_IGN)")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=PATIENCE) == ("stopped\n", None)


def test_a_wait_ends_by_itself_without_a_signal():
    assert start_program(seconds=0.05).communicate(timeout=PATIENCE) == ("time is up\n", None)


def test_the_old_handlers_are_restored():
    before = [signal.getsignal(number) for number in ALL]
    with StopSignal().listen():
        assert before != [signal.getsignal(number) for number in ALL]
    assert before == [signal.getsignal(number) for number in ALL]


def test_a_wait_ends_when_a_signal_comes():
    with StopSignal().listen() as stop:
        threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGTERM]).start()
        stop.wait(10 * PATIENCE)
        assert stop.is_set
