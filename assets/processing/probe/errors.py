"""Why nothing could be learnt of a file."""

from enum import StrEnum


class ProbeProblem(StrEnum):
    NO_PROGRAM = "no program"
    OVER_TIME = "over time"
    OVER_LENGTH = "over length"
    CRASHED = "crashed"
    NONSENSE = "nonsense"


class ProbeError(Exception):
    """Nothing was said of a file, or nothing that can be kept."""

    def __init__(self, why, program):
        super().__init__(f"{program}: {why}")
        self.why, self.program = why, program
