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
NAMES = ["nul", "nan", "inf", "lone surrogate", "deep", "huge"]

plain = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(some.recursive(some.none() | some.booleans() | some.integers() | plain, some.lists))
def test_json_value_is_returned_unchanged(value):
    assert json.loads(json.dumps(require_storable(value))) == value


@pytest.mark.parametrize("text", ["\\u0000", "\\\\u0000", "a \\", "ü"])
def test_text_is_accepted_when_it_only_looks_like_a_nul(text):
    assert require_storable(text) == text


@pytest.mark.parametrize("value", BAD, ids=NAMES)
def test_value_is_rejected_when_no_database_can_store_it(value):
    with pytest.raises(UnstorableValue):
        require_storable(value)


@given(some.text())
def test_any_text_is_storable_after_replacement(text):
    assert require_storable(replace_unstorable(text)) == replace_unstorable(text)


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["NUL", "NAN", "HALF"])
def test_job_fails_when_its_result_cannot_be_stored(name, settings):
    settings.TASKS = {"default": {**settings.TASKS["default"], "OPTIONS": {"attempts": 1}}}
    result = sample_tasks.return_unstorable.enqueue(name)
    Worker("one").drain()
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert "UnstorableValue" in result.errors[0].exception_class_path


@pytest.mark.db
@pytest.mark.django_db
def test_error_is_stored_readably_when_it_has_unstorable_characters():
    result = sample_tasks.raise_unstorable_error.enqueue()
    Worker("one").drain()
    result.refresh()
    assert "cannot read ?.jpg" in result.errors[0].traceback


@pytest.mark.db
@pytest.mark.django_db
@pytest.mark.parametrize("value", BAD, ids=NAMES)
def test_enqueue_raises_when_an_argument_cannot_be_stored(value):
    with pytest.raises(UnstorableValue):
        sample_tasks.clean_room.enqueue(value)
    assert not Job.objects.exists()


@pytest.mark.db
@pytest.mark.django_db
def test_get_result_raises_when_the_task_no_longer_exists(db):
    job = Job.objects.create(task="clientpix.jobs.tests.sample_tasks.vanished", queue="default")
    with pytest.raises(Exception, match=str(job.pk)):
        default_task_backend.get_result(str(job.pk))
