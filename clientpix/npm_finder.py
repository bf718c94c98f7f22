"""Which files of the npm packages browsers may have: these, and nothing else of them."""

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import Error
from django.core.files.storage import FileSystemStorage

NPM_FILES = {
    "vendor/tus.min.js": "tus-js-client/dist/tus.min.js",
    "vendor/tus.min.js.map": "tus-js-client/dist/tus.min.js.map",
}


class NpmFinder(BaseFinder):
    """Serves the files on the list as if they lay in static/vendor."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = NpmStorage(settings.NODE_MODULES)

    def check(self, **kwargs):
        missing = [package for name, package in NPM_FILES.items() if not self.find(name)]
        return [Error(f"{one} is missing: run npm ci.", id="clientpix.E009") for one in missing]

    def find(self, path, find_all=False, **kwargs):
        there = path in NPM_FILES and self.storage.exists(path)
        found = [self.storage.path(path)] if there else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns):
        for path in NPM_FILES:
            if self.storage.exists(path) and not matches_patterns(path, ignore_patterns or []):
                yield path, self.storage


class NpmStorage(FileSystemStorage):
    """The packages' own files, under the names that they have in static."""

    def path(self, name):
        return super().path(NPM_FILES[name])
