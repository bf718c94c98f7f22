from django.urls import path

from albums.unfiled import views

urlpatterns = [
    path("studio/unfiled/", views.unfiled_pictures, name="unfiled"),
    path("studio/unfiled/put/", views.put, name="unfiled-put"),
    path("studio/unfiled/throw/", views.throw_away, name="unfiled-throw"),
    path("studio/unfiled/back/", views.take_back, name="unfiled-back"),
]
