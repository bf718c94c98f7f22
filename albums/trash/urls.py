from django.urls import path

from albums.trash import views

urlpatterns = [
    path("studio/trash/", views.trash_can, name="trash"),
    path("studio/trash/<uuid:pk>/", views.trash_of_album, name="trash-of-album"),
    path("studio/trash/<uuid:pk>/restore/", views.restore, name="restore"),
    path("studio/trash/<uuid:pk>/end/", views.end, name="end"),
]
