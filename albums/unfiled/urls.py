from django.urls import path

from albums.unfiled import views

urlpatterns = [
    path("studio/unfiled/", views.unfiled_pictures, name="unfiled"),
    path("studio/unfiled/put/", views.add_to_album, name="add-unfiled-to-album"),
    path("studio/unfiled/throw/", views.move_to_trash, name="trash-unfiled"),
    path("studio/unfiled/back/", views.restore, name="restore-unfiled"),
]
