from django.urls import path

from albums.failed import views

urlpatterns = [
    path("studio/failed/", views.failed_files, name="failed"),
    path("studio/failed/again/", views.retry, name="retry-failed"),
]
