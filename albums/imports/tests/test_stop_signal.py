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
AS_ALWAYS = "signal.signal(signal.SIGHUP, signal.SIG_DFL)"  # who runs the tests may ignore it
PROGRAM = """
import signal
from albums.imports.stop_signal import StopSignal
{first}
with StopSignal().on_signals() as halt:
    print("ready", flush=True)
    halt.wait({seconds})
    print("come" if halt.has_come else "passed", flush=True)
    {then}
"""


def program(*, first=AS_ALWAYS, seconds=600, then=""):
    code = PROGRAM.format(first=first, seconds=seconds, then=then)
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("number", ALL)
def test_a_signal_is_heard_and_ends_nothing(number):
    process = program()
    process.send_signal(number)
    assert process.communicate(timeout=PATIENCE) == ("come\n", None)
    assert process.returncode == 0


@pytest.mark.parametrize("number", ALL)
def test_who_asks_a_second_time_is_not_made_to_wait(number):
    process = program(then="signal.pause()")
    process.send_signal(number)
    assert process.stdout.readline() == "come\n"
    process.send_signal(number)
    assert process.communicate(timeout=PATIENCE) == ("", None)
    assert process.returncode == -number


def test_a_terminal_that_hangs_up_is_not_heard_by_who_was_left_behind():
    process = program(first="signal.signal(signal.SIGHUP, signal.SIG_IGN)")
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=PATIENCE) == ("come\n", None)


def test_a_wait_that_nobody_disturbs_comes_to_its_end():
    assert program(seconds=0.05).communicate(timeout=PATIENCE) == ("passed\n", None)


def test_afterwards_signals_mean_what_they_meant_before():
    before = [signal.getsignal(number) for number in ALL]
    with StopSignal().on_signals():
        assert before != [signal.getsignal(number) for number in ALL]
    assert before == [signal.getsignal(number) for number in ALL]


def test_a_wait_ends_when_somebody_asks():
    with StopSignal().on_signals() as halt:
        threading.Timer(0.05, os.kill, [os.getpid(), signal.SIGTERM]).start()
        halt.wait(10 * PATIENCE)
        assert halt.has_come
