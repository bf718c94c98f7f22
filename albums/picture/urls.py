from django.urls import path

from albums.picture import change_views, views

ALBUM = "studio/albums/<slug:slug>/"
PICTURE = "studio/pictures/<uuid:pk>/"

urlpatterns = [
    path(f"{ALBUM}p/<uuid:pk>/", views.picture_in_album, name="picture"),
    path(PICTURE, views.standalone_picture, name="loose-picture"),
    path(f"{PICTURE}caption/", change_views.save_caption, name="caption"),
    path(f"{PICTURE}turn/", change_views.rotate, name="turn"),
    path(f"{PICTURE}develop/", change_views.reprocess, name="develop-again"),
    path(f"{PICTURE}lead/", change_views.set_leading_version, name="lead"),
    path(f"{PICTURE}split/", change_views.split_version, name="split"),
    path(f"{PICTURE}remove/", change_views.trash_version, name="remove-version"),
    path(f"{PICTURE}join/", change_views.merge_pictures, name="join"),
]
