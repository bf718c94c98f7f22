from django.urls import include, path

ROOMS = [
    "library",
    "uploads",
    "grid",
    "actions",
    "sections",
    "settings",
    "picture",
    "presets",
    "trash",
    "pictures",
    "unfiled",
    "failed",
    "downloads",
]
urlpatterns = [path("", include(f"albums.{room}.urls")) for room in ROOMS]
