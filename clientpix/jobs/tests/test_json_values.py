import json

import pytest
from django.tasks import TaskResultStatus, default_task_backend
from hypothesis import given
from hypothesis import strategies as some

from clientpix.jobs.json_values import (
    MAX_BYTES,
    UnstorableValue,
    replace_unstorable,
    require_storable,
)
from clientpix.jobs.models import Job
from clientpix.jobs.tests import sample_tasks
from clientpix.jobs.workers.worker import Worker

BAD = ["a\0b", float("nan"), float("inf"), "\udcff.jpg", {"a": ["\0"]}, "x" * (MAX_BYTES + 1)]
NAMES = ["nul", "nan", "inf", "half a character", "deep", "huge"]

plain = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(some.recursive(some.none() | some.booleans() | some.integers() | plain, some.lists))
def test_what_json_can_say_is_kept_as_it_is(value):
    assert json.loads(json.dumps(require_storable(value))) == value


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "a \\", "ü"])
def test_what_only_looks_like_a_nul_is_none(text):
    assert require_storable(text) == text


@pytest.mark.parametrize("value", BAD, ids=NAMES)
def test_what_no_database_keeps_is_refused(value):
    with pytest.raises(UnstorableValue):
        require_storable(value)


@given(some.text())
def test_any_text_can_be_made_readable(text):
    assert require_storable(replace_unstorable(text)) == replace_unstorable(text)


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["NUL", "NAN", "HALF"])
def test_a_result_that_cannot_be_kept_is_a_failure_like_any_other(name, settings):
    settings.TASKS = {"default": {**settings.TASKS["default"], "OPTIONS": {"attempts": 1}}}
    result = sample_tasks.give.enqueue(name)
    Worker("one").drain()
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert "UnstorableValue" in result.errors[0].exception_class_path


@pytest.mark.db
@pytest.mark.django_db
def test_a_reason_that_no_database_keeps_is_kept_readably():
    result = sample_tasks.complain.enqueue()
    Worker("one").drain()
    result.refresh()
    assert "cannot read ?.jpg" in result.errors[0].traceback


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize("value", BAD, ids=NAMES)
def test_an_argument_that_cannot_be_kept_is_refused_at_once(value):
    with pytest.raises(UnstorableValue):
        sample_tasks.tidy.enqueue(value)
    assert not Job.objects.exists()


@pytest.mark.db
@pytest.mark.django_db
def test_a_task_that_is_gone_has_no_result(db):
    job = Job.objects.create(task="clientpix.jobs.tests.sample_tasks.vanished", queue="default")
    with pytest.raises(Exception, match=str(job.pk)):
        default_task_backend.get_result(str(job.pk))
