from django.urls import path

from albums.pictures import views

urlpatterns = [
    path("studio/pictures/", views.pictures, name="pictures"),
]
