from django.urls import path

from albums.failed import views

urlpatterns = [
    path("studio/failed/", views.failed, name="failed"),
    path("studio/failed/again/", views.develop_again, name="failed-again"),
]
