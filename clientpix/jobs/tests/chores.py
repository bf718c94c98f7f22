"""Small tasks for the tests of the back end."""

import os
import time
from pathlib import Path

from django.tasks import task


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
