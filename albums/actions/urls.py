from django.urls import path

from albums.actions import activity_views, views

ALBUM = "studio/albums/<slug:slug>/"

urlpatterns = [
    path(f"{ALBUM}acts/", views.acts, name="acts"),
    path(f"{ALBUM}acts/<uuid:pk>/undo/", views.undo, name="undo-act"),
    path(f"{ALBUM}ids/", views.ids, name="album-ids"),
    path(f"{ALBUM}sort/", views.sort, name="sort-album"),
    path(f"{ALBUM}activity/", activity_views.activity, name="album-activity"),
]
