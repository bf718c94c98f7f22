from django.urls import path, re_path

from albums.uploads import add_page, replacement, views

ALBUM = "studio/albums/<slug:slug>/"
PICTURE = "studio/pictures/<uuid:pk>/"

urlpatterns = [
    path("studio/albums/begin/", add_page.create_album, name="create-album"),
    path(f"{ALBUM}add/", add_page.add_photos, name="add-photos"),
    path("studio/add/", add_page.choose_album, name="choose-album"),
    path(f"{PICTURE}replace/", replacement.replace, name="replace"),
    path("studio/uploads/", views.uploads, name="uploads"),
    path("studio/uploads/held/", views.check_known_files, name="known-files"),
    re_path(r"^studio/uploads/(?P<handle>[0-9a-f]{32})/\Z", views.upload_detail, name="upload"),
]
