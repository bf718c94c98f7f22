"""Words that want to be paths stay words."""

import json

from albums.uploads.tests import intruder
from assets.tests.path_traversal import list_attempts

PLAY = "from albums.uploads.tests import intruder; print(intruder.play())"


def test_no_path_is_found_in_any_word_and_nothing_outside_is_touched(installation, print_figures):
    secret = (installation.folder / "secret_key").read_bytes()
    before = list_files(installation)
    outcome = json.loads(installation.python(PLAY))
    tried, odd = len(list_attempts()), len(list_attempts()) + len(intruder.ODD)
    print_figures(f"{tried} attempts: {outcome['statuses']}, {outcome['touched']} files touched")
    assert tried >= 200
    assert outcome["strange"] == []
    assert outcome["touched"] > odd, "the look-out saw nothing at all"
    assert outcome["statuses"] == {
        "address 404": 5 * tried,
        "labels 201": odd,
        "album 404": odd,
        "sha256 400": odd,
        "held labels 200": odd,
        "held album 404": odd,
        "held sha256 400": odd,
    }
    assert outcome["versions"] == 2 * odd + 2
    for name, folder in outcome["labels"]:
        assert is_label(name), name
        assert folder == "" or all(map(is_label, folder.split("/"))), folder
    assert {
        path.relative_to(installation.folder).parts[0]
        for path in list_files(installation) - before
    } <= {"photos"}
    assert (installation.folder / "secret_key").read_bytes() == secret


def is_label(word):
    return word not in {"", ".", ".."} and "/" not in word and word.isprintable()


def list_files(installation):
    return {path for path in installation.folder.rglob("*") if path.is_file()}
