from django.urls import path

from albums.picture import change_views, views

ALBUM = "studio/albums/<slug:slug>/"
PICTURE = "studio/pictures/<uuid:pk>/"

urlpatterns = [
    path(f"{ALBUM}p/<uuid:pk>/", views.picture_in_album, name="picture"),
    path(PICTURE, views.standalone_picture, name="standalone-picture"),
    path(f"{PICTURE}caption/", change_views.save_caption, name="save-caption"),
    path(f"{PICTURE}turn/", change_views.rotate, name="rotate-picture"),
    path(f"{PICTURE}develop/", change_views.reprocess, name="reprocess-picture"),
    path(f"{PICTURE}lead/", change_views.set_leading_version, name="set-leading-version"),
    path(f"{PICTURE}split/", change_views.split_version, name="split-version"),
    path(f"{PICTURE}remove/", change_views.trash_version, name="trash-version"),
    path(f"{PICTURE}join/", change_views.merge_pictures, name="merge-pictures"),
]
