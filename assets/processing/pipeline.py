"""What is made of an original: one step after the other, each of which may be done again."""

import logging
from importlib import import_module

from django.conf import settings
from django.db import DataError, OperationalError, transaction
from django.db.models import F

from assets.integrity import findings
from assets.models import Asset
from assets.processing import problems, scratch
from assets.processing.step_errors import DISK_FULL, StepError
from assets.storage import failpoints, vault

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
ENVIRONMENT_ERRORS = (OSError, OperationalError)
PROGRAMMING_ERRORS = (
    ArithmeticError,
    AttributeError,
    DataError,
    LookupError,
    TypeError,
    ValueError,
)


def process(pk, tell=lambda fraction: None):
    """All that is quick; whether something slow is left. A step may fail, the next is taken."""
    vault.require_free_space(0)
    asset = _start_attempt(pk)
    if asset is None:
        return False
    try:
        _finish_attempt(asset, _run_steps(_load_steps(settings.PROCESSING_STEPS), asset, tell))
    except ENVIRONMENT_ERRORS:
        developing = Asset.objects.filter(pk=pk, state=Asset.State.PROCESSING, attempts__gt=0)
        developing.update(attempts=F("attempts") - 1)
        raise
    return any(step.concerns(asset) for step in _load_steps(settings.SLOW_PROCESSING_STEPS))


def process_slow_steps(pk, tell):
    """What takes as long as a film, and what nobody has to wait for."""
    asset = Asset.objects.living().filter(pk=pk, lost_at=None).first()
    if asset is None:
        return
    steps = _load_steps(settings.SLOW_PROCESSING_STEPS)
    try:
        outcomes = _run_steps(steps, asset, tell)
    except vault.DiskFull:
        # It is ready, so nothing else would remind anybody of what is left.
        _save_problems(asset, dict.fromkeys(steps, StepError(DISK_FULL)))
        raise
    _save_problems(asset, outcomes)
    _raise_passing_error(outcomes)


def _load_steps(names):
    return [import_module(name) for name in names]


def _start_attempt(pk):
    """Who has been tried often enough without an end is left alone."""
    with transaction.atomic():
        rows = Asset.objects.living().select_for_update()
        asset = rows.filter(pk=pk, lost_at=None).first()
        if asset is None or asset.is_processed:
            return asset
        if asset.attempts >= MAX_ATTEMPTS:
            asset.state = Asset.State.FAILED
            asset.trouble = asset.trouble or problems.format_line("develop", "gave up")
        else:
            asset.state = Asset.State.PROCESSING
            asset.attempts += 1
        asset.save(update_fields=["state", "attempts", "trouble"])
    failpoints.reach("developing begun")
    return asset


def _run_steps(steps, asset, tell):
    """The setback that each met, or none; what one finds may concern the next."""
    outcomes = {}
    with (
        vault.classify_disk_errors(),
        vault.borrow(asset.key) as path,
        scratch.open_folder() as into,
    ):
        for step in steps:
            if step.concerns(asset):
                outcomes[step] = _run_step(step, asset, path, into, tell)
                failpoints.reach("step taken")
    return outcomes


def _run_step(step, asset, path, into, tell):
    try:
        step.keep(asset, step.look(asset, path, into, tell))
    except StepError as setback:
        logger.info("%s: %s: %s", asset, step.NAME, setback)
        return setback
    except PROGRAMMING_ERRORS:
        # One strange file that we had not thought of is still to become a picture.
        logger.exception("%s: %s", asset, step.NAME)
        return StepError("a fault of ours")
    return None


def _finish_attempt(asset, outcomes):
    """A passing trouble is tried again, by whoever calls again."""
    has_failed = any(step.IS_NEEDED and setback for step, setback in outcomes.items())
    if has_failed and _reset_if_original_is_lost(asset):
        return
    _save_problems(asset, outcomes)
    if asset.is_processed or asset.attempts < MAX_ATTEMPTS:
        _raise_passing_error(outcomes)
    if asset.is_processed:
        return
    asset.state = Asset.State.FAILED if has_failed else Asset.State.READY
    # Unless somebody found meanwhile that a copy has to be made again.
    begun = Asset.objects.filter(pk=asset.pk, state=Asset.State.PROCESSING)
    begun.update(state=asset.state)
    failpoints.reach("developed")


def _reset_if_original_is_lost(asset):
    """Whether its bytes are to blame, and not what the camera wrote: then it begins anew."""
    what = findings.check(asset)
    if what is None:
        return False
    findings.record_loss(asset, what, None)
    begun = Asset.objects.filter(pk=asset.pk, state=Asset.State.PROCESSING)
    begun.update(state=Asset.State.NEW, attempts=0, trouble="")
    return True


def _raise_passing_error(outcomes):
    for setback in outcomes.values():
        if setback and setback.is_passing:
            raise setback


def _save_problems(asset, outcomes):
    """In words of ours; people are told in theirs. What was not tried again is no better."""
    asset.refresh_from_db(fields=["trouble"])
    whys = {step.NAME: setback and setback.why for step, setback in outcomes.items()}
    asset.trouble = problems.update_lines(asset.trouble, whys)
    Asset.objects.filter(pk=asset.pk).update(trouble=asset.trouble)
