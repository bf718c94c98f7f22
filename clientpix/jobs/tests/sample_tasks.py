"""Tasks that the tests enqueue."""

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
def append_line(path, line):
    # One write in append mode: lines of several processes never mix.
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, f"{line}\n".encode())
    os.close(descriptor)


@task
def append_lines_around_wait(path, line, wait_for):
    """Append a line, wait until the file WAIT_FOR exists, then append another line."""
    append_line.func(path, f"begun {line} {os.getpid()}")
    while not Path(wait_for).exists():
        time.sleep(0.02)
    append_line.func(path, f"done {line}")


@task
def raise_error(path):
    append_line.func(path, "tried")
    raise RuntimeError("the task failed on purpose")


@task(queue_name="once")
def clean_room(room):
    return room


@task(takes_context=True)
def count_to(context, number):
    for step in range(number):
        context.report(step + 1, number)
    return number


@task
def kill_worker():
    os.kill(os.getpid(), 9)


@task
def return_unstorable(name):
    return {"NUL": "a\0b", "NAN": float("nan"), "HALF": "\udcff.jpg"}[name]


@task
def raise_unstorable_error():
    raise OSError("cannot read \udcff.jpg")


@task
def exit_process():
    raise SystemExit(0)


@task(queue_name="once")
def repeat_later(seconds):
    later = timezone.now() + timedelta(seconds=seconds)
    repeat_later.using(run_after=later).enqueue(seconds)


@task
def start_child_process(path):
    """Start a program and wait for it, as a task that converts videos does."""
    child = subprocess.Popen(["sleep", "1000"])
    append_line.func(path, f"child {child.pid}")
    child.wait()


@task
def leave_transaction_open():
    transaction.atomic().__enter__()


@task(takes_context=True)
def report_progress(context, seconds, steps):
    """Run for SECONDS and report progress ten times a second, but only up to STEPS."""
    for tenth in range(10 * seconds):
        time.sleep(0.1)
        context.report(min(tenth, steps), 10 * seconds)
