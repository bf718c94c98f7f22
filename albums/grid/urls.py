from django.urls import path

from albums.grid import views

ALBUM = "studio/albums/<slug:slug>/"

urlpatterns = [
    path(ALBUM, views.grid, name="album"),
    path(f"{ALBUM}block/", views.block, name="album-block"),
    path(f"{ALBUM}shape/", views.shape, name="album-shape"),
    path(f"{ALBUM}developing/", views.progress, name="album-progress"),
    path(f"{ALBUM}figures/", views.album_totals, name="album-totals"),
]
