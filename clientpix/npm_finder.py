"""Serve selected files of npm packages as static files."""

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
    """Find the files in NPM_FILES as if they were in static/vendor."""

    def __init__(self, app_names=None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.storage = NpmStorage(settings.NODE_MODULES)

    def check(self, **kwargs):
        missing = [package for name, package in NPM_FILES.items() if not self.find(name)]
        return [Error(f"{file} is missing: run npm ci.", id="clientpix.E009") for file in missing]

    def find(self, path, find_all=False, **kwargs):
        is_known = path in NPM_FILES and self.storage.exists(path)
        matches = [self.storage.path(path)] if is_known else []
        return matches if find_all or not matches else matches[0]

    def list(self, ignore_patterns):
        for path in NPM_FILES:
            if self.storage.exists(path) and not matches_patterns(path, ignore_patterns or []):
                yield path, self.storage


class NpmStorage(FileSystemStorage):
    """The files in node_modules under the names they have in static."""

    def path(self, name):
        return super().path(NPM_FILES[name])
