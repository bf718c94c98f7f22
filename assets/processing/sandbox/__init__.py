"""A sandbox for code that reads files made by strangers.

    sandbox.run(render, path, "jpg", 0, folder, folder=folder)

forks a process that may read the paths among the arguments and write to one folder, and nothing
else: no network, no programs, limited memory, limited time. Its return value comes back as JSON;
whatever goes wrong in there is raised as ProcessingError.
"""

from assets.processing.sandbox.limits import DEFAULT_LIMITS, Limits
from assets.processing.sandbox.runner import run

__all__ = ["DEFAULT_LIMITS", "Limits", "run"]
