"""A fence around whatever reads files that strangers made.

    fence.run(look, path, "jpg", 0, folder, into=folder)

forks a process that may read the paths among the arguments and write to one folder, and nothing
else: no network, no programs, a bounded memory, a bounded time. What it returns comes back as JSON
would carry it; whatever goes wrong in there is Broken out here.
"""

from assets.processing.sandbox.errors import SandboxError, SandboxProblem
from assets.processing.sandbox.limits import DEFAULT_LIMITS, Limits
from assets.processing.sandbox.runner import run

__all__ = ["DEFAULT_LIMITS", "Limits", "SandboxError", "SandboxProblem", "run"]
