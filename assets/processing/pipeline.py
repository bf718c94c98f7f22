"""Make everything that is made of an original, step by step. Each step may be repeated."""

import errno
import logging

from django.conf import settings
from django.db import DataError, OperationalError, transaction
from django.db.models import F

from assets.integrity import findings
from assets.models import Asset, ProcessingProblem
from assets.models.processing_problem import MAX_DETAIL
from assets.processing import scratch, steps
from assets.processing.problems import Problem, ProcessingError
from assets.storage import failpoints, vault

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 4
MIN_FREE_BYTES = 1024**2
ENVIRONMENT_ERRORS = (OSError, OperationalError)
PROGRAMMING_ERRORS = (
    ArithmeticError,
    AttributeError,
    DataError,
    LookupError,
    TypeError,
    ValueError,
)


def process(pk, report_progress=lambda fraction: None):
    """Run the quick steps, each even if another failed. Return whether slow steps are left."""
    vault.require_free_space(0)
    asset = _start_attempt(pk)
    if asset is None:
        return False
    try:
        outcomes = _run_steps(steps.load(settings.PROCESSING_STEPS), asset, report_progress)
        _finish_attempt(asset, outcomes)
    except ENVIRONMENT_ERRORS:
        # The file is not to blame for a full disk, so this attempt does not count.
        started = Asset.objects.filter(pk=pk, state=Asset.State.PROCESSING, attempts__gt=0)
        started.update(attempts=F("attempts") - 1)
        raise
    return any(step.applies_to(asset) for step in steps.load(settings.SLOW_PROCESSING_STEPS))


def process_slow_steps(pk, report_progress):
    """Run the steps that can take as long as a video plays, and that nobody waits for."""
    asset = Asset.objects.living().filter(pk=pk, lost_at=None).first()
    if asset is None:
        return
    slow_steps = steps.load(settings.SLOW_PROCESSING_STEPS)
    try:
        outcomes = _run_steps(slow_steps, asset, report_progress)
    except vault.DiskFull:
        # The asset is ready, so without these rows nothing would ever retry what is left.
        left = [step for step in slow_steps if step.applies_to(asset)]
        _save_problems(asset, dict.fromkeys(left, ProcessingError(Problem.DISK_FULL)))
        raise
    _save_problems(asset, outcomes)
    _raise_passing_error(outcomes)


def _start_attempt(pk):
    """Count an attempt, unless there were too many: then the asset has failed."""
    with transaction.atomic():
        rows = Asset.objects.living().select_for_update()
        asset = rows.filter(pk=pk, lost_at=None).first()
        if asset is None or asset.is_processed:
            return asset
        if asset.attempts >= MAX_ATTEMPTS:
            asset.state = Asset.State.FAILED
            if not asset.problems.exists():
                asset.problems.create(step=steps.PIPELINE, problem=Problem.GAVE_UP)
        else:
            asset.state = Asset.State.PROCESSING
            asset.attempts += 1
        asset.save(update_fields=["state", "attempts"])
    failpoints.reach("developing begun")
    return asset


def _run_steps(to_run, asset, report_progress):
    """Return an error or None for each step that ran; what one finds may matter to the next."""
    outcomes = {}
    with (
        vault.classify_disk_errors(),
        vault.borrow(asset.key) as path,
        scratch.open_folder() as folder,
    ):
        for step in to_run:
            if step.applies_to(asset):
                outcomes[step] = _run_step(step, asset, path, folder, report_progress)
                failpoints.reach("step taken")
    return outcomes


def _run_step(step, asset, path, folder, report_progress):
    try:
        step.keep(asset, step.look(asset, path, folder, report_progress))
    except ProcessingError as error:
        # Programs that run out of disk space report it in many ways, often as another error.
        if error.problem is Problem.DISK_FULL or vault.free_space() < MIN_FREE_BYTES:
            raise vault.DiskFull(errno.ENOSPC, str(error)) from error
        logger.info("%s: %s failed: %s", asset, step.NAME, error)
        return error
    except PROGRAMMING_ERRORS as error:
        # One strange file that nobody thought of must not keep the other steps from running.
        logger.exception("%s: %s failed because of a bug", asset, step.NAME)
        return ProcessingError(Problem.INTERNAL_ERROR, f"{type(error).__name__}: {error}")
    return None


def _finish_attempt(asset, outcomes):
    """Save what happened. Raise an error that may pass, so that the job is retried later."""
    has_failed = any(step.IS_REQUIRED and error for step, error in outcomes.items())
    if has_failed and _restart_if_original_is_lost(asset):
        return
    _save_problems(asset, outcomes)
    if asset.is_processed or asset.attempts < MAX_ATTEMPTS:
        _raise_passing_error(outcomes)
    if asset.is_processed:
        return
    asset.state = Asset.State.FAILED if has_failed else Asset.State.READY
    # Somebody may have reset the state meanwhile, because a rendition has to be made again.
    started = Asset.objects.filter(pk=asset.pk, state=Asset.State.PROCESSING)
    started.update(state=asset.state)
    failpoints.reach("developed")


def _restart_if_original_is_lost(asset):
    """Return whether the stored bytes are to blame, not what the camera wrote."""
    finding = findings.check(asset)
    if finding is None:
        return False
    findings.record_loss(asset, finding, None)
    Asset.objects.filter(pk=asset.pk, state=Asset.State.PROCESSING).restart_processing()
    return True


def _raise_passing_error(outcomes):
    for error in outcomes.values():
        if error and error.problem.is_passing:
            raise error


def _save_problems(asset, outcomes):
    """Replace the problems of the steps that ran; those of other steps stay."""
    with transaction.atomic():
        # Disposal deletes the problems under this lock; a late row would outlive them.
        if not Asset.objects.living().select_for_update().filter(pk=asset.pk).first():
            return
        succeeded = [step.NAME for step, error in outcomes.items() if error is None]
        asset.problems.filter(step__in=succeeded).delete()
        for step, error in outcomes.items():
            if error is not None:
                values = {"problem": error.problem, "detail": _clean(error.detail)}
                ProcessingProblem.objects.update_or_create(
                    asset=asset, step=step.NAME, defaults=values
                )


def _clean(detail):
    """Return what a program said as text that every database can store."""
    text = detail.encode(errors="replace").decode().replace("\0", "")
    return text[-MAX_DETAIL:]
