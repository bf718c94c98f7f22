from django.urls import path

from albums.settings import views

ALBUM = "studio/albums/<slug:slug>/"

urlpatterns = [
    path(f"{ALBUM}settings/", views.album_settings, name="album-settings"),
    path(f"{ALBUM}settings/invite/", views.invite_uploader, name="invite-to-album"),
    path(f"{ALBUM}unarchive/", views.unarchive, name="unarchive-album"),
    path(f"{ALBUM}delete/", views.delete_album, name="delete-album"),
]
