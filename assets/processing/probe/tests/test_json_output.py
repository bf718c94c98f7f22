import json
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from model_bakery import baker

from assets.models import Asset, Metadata
from assets.processing import probe
from assets.processing.probe import exiftool, json_output
from assets.processing.probe.tests.labelled_files import make_labelled_jpeg, save_by_hash
from assets.processing.problems import Problem, ProcessingError

INJECTIONS = [
    *("-if", "-execute", "-execute1", "-@", "-@ x", "#[CSTR]", "#", "-o evil.jpg", "-w evil"),
    *("\n", "\r\n", "\t", "'", '"', "\\", "\\n", "{ready1}", "${filename}", "$(touch evil)"),
    *("-tagsfromfile", "-stay_open\nFalse", "-p", "%", ";", "|", "&&", "`id`", "-XMP:Title=evil"),
    *("<b>", "]]>", "\u00e9", "\u65e5\u672c", "\U0001f39e", " x "),
]


def test_numbers_stay_as_they_were_written(tmp_path):
    values = ["3.10", "007", "1e999", "true", "12345678901234567890"]
    tags = probe.read_all(save_by_hash(tmp_path, make_labelled_jpeg(values)), "jpg")["exiftool"]
    assert tags["XMP-dc:Subject"] == values


@pytest.mark.parametrize("files", [20, pytest.param(250, marks=pytest.mark.long)])
def test_values_in_a_file_are_never_read_as_options(files, tmp_path, monkeypatch, print_figures):
    monkeypatch.chdir(tmp_path)
    dice = random.Random(files)
    processes = set()
    for _ in range(files):
        values = [
            "".join(dice.choices(INJECTIONS, k=dice.randint(1, 5))).strip() for _ in range(20)
        ]
        values = [value or "-" for value in values]
        path = save_by_hash(tmp_path, make_labelled_jpeg(values, "-execute\n-o\nevil.jpg"))
        tags = probe.read_all(path, "jpg")["exiftool"]
        assert tags["XMP-dc:Subject"] == values
        assert tags["IFD0:ImageDescription"] == "-execute\n-o\nevil.jpg"
        assert list(tmp_path.iterdir()) == [path]
        processes.add(exiftool.PROCESSES[-1])
        path.unlink()
    assert len(processes) == 1
    print_figures(f"{files * 20} values in {files} files, all read as they were written")


JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(some.characters(exclude_categories=[])),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)


@given(JSON)
@example(["\0", "\ud83d", "a\udfffb", float("nan"), float("-inf"), {"\0\ud800": 1}])
def test_cleaned_json_can_be_stored_in_every_database(value):
    written = json.dumps(json_output.clean_json(value), ensure_ascii=False, allow_nan=False)
    assert "\\u0000" not in written
    assert written.encode()


def test_depth_and_length_of_json_are_limited():
    deep = []
    for _ in range(500):
        deep = [deep]
    assert len(json.dumps(json_output.clean_json(deep))) < 100
    assert len(json_output.clean_json("x" * 10**6)) == json_output.MAX_TEXT
    assert len(json_output.clean_json([1] * 10**5)) == json_output.MAX_ITEMS


@pytest.mark.parametrize("output", [b"", b"nothing", b"[{", b"[" * 10**5, b'{"a": ' + b"9" * 5000])
def test_invalid_output_is_reported(output):
    with pytest.raises(ProcessingError) as error:
        json_output.parse_json(output, "it")
    assert error.value.problem == Problem.INVALID_METADATA


@pytest.mark.db
@pytest.mark.django_db
def test_metadata_with_strange_characters_is_stored(tmp_path):
    path = save_by_hash(
        tmp_path, make_labelled_jpeg(["a\ud7ff", "\U0010ffff"], b"zero\0and half \xed\xa0\xbd")
    )
    tags = {**probe.read_all(path, "jpg"), "more": json_output.clean_json("\0\ud83d")}
    asset = baker.make(Asset, sha256=path.stem, size=1, crc32=1)
    row = Metadata.objects.create(asset=asset, raw=tags)
    row.refresh_from_db()
    assert row.raw == tags
