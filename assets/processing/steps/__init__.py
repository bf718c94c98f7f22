"""Steps of processing, named in settings. Each is a module with these names:

NAME          identifies the step in ProcessingProblem rows
LABEL         what people are told when the step failed, before they are told why
IS_REQUIRED   whether an asset has failed when the step fails
applies_to(asset)                                  return whether there is anything to do
look(asset, path, folder, report_progress)         do it, without touching the database
keep(asset, result)                                save what `look` returned
"""

from importlib import import_module

from django.conf import settings
from django.utils.translation import gettext as _

# The step of problems that belong to no step: processing itself was given up.
PIPELINE = "pipeline"


def load(names):
    return [import_module(name) for name in names]


def describe(problem):
    """Return what a ProcessingProblem means, as one or two sentences for people."""
    return f"{_get_label(problem.step)} {problem.message}"


def _get_label(name):
    if name == PIPELINE:
        return _("Couldn't prepare this file.")
    steps = load([*settings.PROCESSING_STEPS, *settings.SLOW_PROCESSING_STEPS])
    return next((step.LABEL for step in steps if name == step.NAME), f"{name}:")
