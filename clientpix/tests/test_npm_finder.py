from django.contrib.staticfiles.finders import find, get_finders

from clientpix.npm_finder import NPM_FILES, NpmFinder


def ours():
    return next(finder for finder in get_finders() if isinstance(finder, NpmFinder))


def test_what_is_on_the_list_is_found_and_collected():
    assert {path for path, _storage in ours().list([])} == set(NPM_FILES)
    assert all(storage.exists(path) for path, storage in ours().list([]))
    assert find("vendor/tus.min.js").endswith("tus-js-client/dist/tus.min.js")


def test_nothing_else_of_a_package_can_be_had():
    assert find("tus-js-client/package.json") is None
    assert find("vendor/../tus-js-client/package.json") is None


def test_a_package_that_is_not_installed_is_named(settings, tmp_path):
    settings.NODE_MODULES = tmp_path
    problems = NpmFinder().check()
    assert [problem.id for problem in problems] == ["clientpix.E009"] * len(NPM_FILES)
    assert "npm ci" in problems[0].msg
    assert list(NpmFinder().list([])) == []
