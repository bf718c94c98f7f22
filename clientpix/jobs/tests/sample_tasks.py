"""Small tasks for the tests of the back end."""

import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.tasks import task
from django.utils import timezone


@task
def add(a, b):
    return a + b


@task
def leave_a_line(path, line):
    """An appended line is whole or not there, however many processes write."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


@task
def leave_lines_around_a_wait(path, line, wait_for):
    """Says when it has begun, waits until a file appears, says when it is through."""
    leave_a_line.func(path, f"begun {line} {os.getpid()}")
    while not Path(wait_for).exists():
        time.sleep(0.02)
    leave_a_line.func(path, f"done {line}")


@task
def stumble(path):
    leave_a_line.func(path, "tried")
    raise RuntimeError("there was a stone")


@task(queue_name="once")
def tidy(room):
    return room


@task(takes_context=True)
def count_to(context, number):
    for step in range(number):
        context.report(step + 1, number)
    return number


@task
def die():
    os.kill(os.getpid(), 9)


@task
def give(name):
    return {"NUL": "a\0b", "NAN": float("nan"), "HALF": "\udcff.jpg"}[name]


@task
def complain():
    raise OSError("cannot read \udcff.jpg")


@task
def leave():
    raise SystemExit(0)


@task(queue_name="once")
def come_back_later(seconds):
    later = timezone.now() + timedelta(seconds=seconds)
    come_back_later.using(run_after=later).enqueue(seconds)


@task
def start_a_helper(path):
    """A program of its own, as a task that turns films would."""
    helper = subprocess.Popen(["sleep", "1000"])
    leave_a_line.func(path, f"helper {helper.pid}")
    helper.wait()


@task
def leave_a_transaction_open():
    transaction.atomic().__enter__()


@task(takes_context=True)
def get_on(context, seconds, steps):
    """Takes its time; whether it gets on depends on the number of steps."""
    for tenth in range(10 * seconds):
        time.sleep(0.1)
        context.report(min(tenth, steps), 10 * seconds)
