from django.urls import path

from albums.actions import activity_views, views

ALBUM = "studio/albums/<slug:slug>/"

urlpatterns = [
    path(f"{ALBUM}acts/", views.run_action, name="album-actions"),
    path(f"{ALBUM}acts/<uuid:pk>/undo/", views.undo_action, name="undo-action"),
    path(f"{ALBUM}ids/", views.list_ids, name="album-photo-ids"),
    path(f"{ALBUM}sort/", views.sort_album, name="sort-album"),
    path(f"{ALBUM}activity/", activity_views.show_activity, name="album-activity"),
]
