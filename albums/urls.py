from django.urls import path, re_path

from albums import downloads
from albums.uploads import views as uploads
from albums.views import library, photos

ALBUM = "studio/albums/<slug:slug>/"

urlpatterns = [
    path("studio/", library.library, name="studio"),
    path("studio/albums/new/", library.new_album, name="new-album"),
    path(ALBUM, photos.photos, name="album"),
    path(f"{ALBUM}block/", photos.block, name="album-block"),
    path(f"{ALBUM}shape/", photos.shape, name="album-shape"),
    path("studio/uploads/", uploads.uploads, name="uploads"),
    path("studio/uploads/held/", uploads.held, name="held"),
    re_path(r"^studio/uploads/(?P<handle>[0-9a-f]{32})/\Z", uploads.one, name="upload"),
    path("studio/file/<uuid:pk>/", downloads.file, name="studio-file"),
]
