"""Run the whole test suite on SQLite, on PostgreSQL and in a browser, and print one summary."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from clientpix.setup.console import print_line
from clientpix.setup.postgres import temporary_postgres
from clientpix.setup.system import find_program

PYTEST_NO_TESTS = 5
ALL_PARTS = "1/1"
PARALLEL_STAGES = 3
SKIP = re.compile(r"^SKIPPED \[(\d+)\] (.*?):(?:\d+:)? (.*)$")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
SUMMARY = re.compile(r"^=* ?(\d+ \w+.* in [\d.]+s.*?) ?=*$")


@dataclass
class Stage:
    """One run of pytest, over tests that need the same servers."""

    name: str
    marks: str
    part: str = ALL_PARTS
    code: int = 0
    seconds: float = 0.0
    summary: str = ""
    skips: Counter[str] = field(default_factory=Counter)
    buffer: list[str] | None = None

    def run(self, arguments: list[str], **environment: str) -> None:
        self._print(f"\n--- {self.name} ---")
        command = [sys.executable, "-m", "pytest", "-m", self.marks, *arguments]
        if self.part != ALL_PARTS:
            command += ["--part", self.part]
        started = time.monotonic()
        with subprocess.Popen(  # noqa: S603
            command,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            for line in process.stdout or ():
                self._read(line.rstrip("\n"))
        self.code = 0 if process.returncode == PYTEST_NO_TESTS else process.returncode
        self.seconds = time.monotonic() - started
        if self.buffer:
            print_line("\n".join(self.buffer))

    def skip(self, reason: str) -> None:
        self.summary = "1 skipped"
        self.skips[f"{reason} (whole stage)"] = 1

    def count(self, *outcomes: str) -> int:
        counts = COUNT.findall(self.summary)
        return sum(int(number) for number, outcome in counts if outcome in outcomes)

    def _print(self, line: str) -> None:
        # Only one of the stages that run at the same time prints at once. The others print their
        # output when they have finished.
        if self.buffer is None:
            print_line(line)
        else:
            self.buffer.append(line)

    def _read(self, line: str) -> None:
        self._print(line)
        if match := SKIP.match(line):
            self.skips[f"{match[3]}, {match[2]}"] += int(match[1])
        if match := SUMMARY.match(line):
            self.summary = match[1]


def main(arguments: list[str]) -> int:
    # The SQLite stages must not run on somebody's database.
    os.environ.pop("DATABASE_URL", None)
    stages = [
        *_split_into_parts("PostgreSQL", "db and not chromium", 2),
        Stage("Chromium", "chromium"),
        *_split_into_parts("SQLite", "not chromium", 6),
    ]
    for stage in stages[1:]:
        stage.buffer = []
    # Most tests wait for disks and processes, so in parallel they take half as long.
    with ThreadPoolExecutor(PARALLEL_STAGES) as pool:
        futures = [pool.submit(_run_stage, stage, arguments) for stage in stages]
        for future in futures:
            future.result()
    _print_summary(stages)
    return exit_code(stages)


def _split_into_parts(name: str, marks: str, parts: int) -> list[Stage]:
    """Return a stage for each part, so that the parallel runs end at about the same time."""
    numbers = [f"{number}/{parts}" for number in range(1, parts + 1)]
    return [Stage(f"{name} {part}", marks, part) for part in numbers]


def _run_stage(stage: Stage, arguments: list[str]) -> None:
    if stage.name.startswith("PostgreSQL"):
        _run_on_postgresql(stage, arguments)
    elif stage.name == "Chromium" and not find_program("chromium"):
        stage.skip("Chromium is not installed")
    else:
        stage.run(arguments)


def _run_on_postgresql(stage: Stage, arguments: list[str]) -> None:
    with temporary_postgres(is_for_tests=True) as url:
        if url:
            stage.run(arguments, DATABASE_URL=url)
        else:
            stage.skip("PostgreSQL is not installed")


def exit_code(stages: list[Stage]) -> int:
    """Return 0 only if every stage succeeded and at least one test passed."""
    has_run = any(stage.count("passed") for stage in stages)
    return 0 if has_run and not any(stage.code for stage in stages) else 1


def _print_summary(stages: list[Stage]) -> None:
    print_line("\n--- Summary ---")
    for stage in stages:
        aborted = f", aborted with code {stage.code}" if stage.code not in (0, 1) else ""
        summary = stage.summary or "no tests selected"
        print_line(f"{stage.name:<16}{summary} ({stage.seconds:.0f} s{aborted})")
    for stage in stages:
        for reason, number in stage.skips.items():
            print_line(f"Skipped in {stage.name}: {number} ({reason})")
    counts = [
        sum(stage.count(*outcomes) for stage in stages)
        for outcomes in [("passed",), ("failed", "error", "errors"), ("skipped",)]
    ]
    print_line("{} passed, {} failed, {} skipped".format(*counts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
