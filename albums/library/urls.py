from django.urls import path

from albums.library import views

urlpatterns = [
    path("studio/", views.library, name="library"),
    path("studio/albums/figures/", views.list_album_sizes, name="album-sizes"),
    path("studio/albums/new/", views.new_album, name="new-album"),
]
