from django.urls import path

from albums.picture import change_views, views

ALBUM = "studio/albums/<slug:slug>/"
PICTURE = "studio/pictures/<uuid:pk>/"

urlpatterns = [
    path(f"{ALBUM}p/<uuid:pk>/", views.picture, name="picture"),
    path(PICTURE, views.loose, name="loose-picture"),
    path(f"{PICTURE}caption/", change_views.caption, name="caption"),
    path(f"{PICTURE}turn/", change_views.turn, name="turn"),
    path(f"{PICTURE}develop/", change_views.develop, name="develop-again"),
    path(f"{PICTURE}lead/", change_views.lead, name="lead"),
    path(f"{PICTURE}split/", change_views.split, name="split"),
    path(f"{PICTURE}remove/", change_views.remove, name="remove-version"),
    path(f"{PICTURE}join/", change_views.join, name="join"),
]
