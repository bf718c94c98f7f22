from django.urls import path

from albums.trash import views

urlpatterns = [
    path("studio/trash/", views.trash_page, name="trash"),
    path("studio/trash/<uuid:pk>/", views.album_trash, name="album-trash"),
    path("studio/trash/<uuid:pk>/restore/", views.restore, name="restore-from-trash"),
    path("studio/trash/<uuid:pk>/end/", views.delete_forever, name="delete-forever"),
]
