from django.contrib.staticfiles.finders import find, get_finders

from clientpix.npm_finder import NPM_FILES, NpmFinder


def get_npm_finder():
    return next(finder for finder in get_finders() if isinstance(finder, NpmFinder))


def test_listed_files_are_found_and_collected():
    assert {path for path, _storage in get_npm_finder().list([])} == set(NPM_FILES)
    assert all(storage.exists(path) for path, storage in get_npm_finder().list([]))
    assert find("vendor/tus.min.js").endswith("tus-js-client/dist/tus.min.js")


def test_other_files_of_a_package_are_not_found():
    assert find("tus-js-client/package.json") is None
    assert find("vendor/../tus-js-client/package.json") is None


def test_an_error_is_reported_when_a_package_is_not_installed(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    problems = NpmFinder().check()
    assert [problem.id for problem in problems] == ["clientpix.E009"] * len(NPM_FILES)
    assert "npm ci" in problems[0].msg
    assert list(NpmFinder().list([])) == []
