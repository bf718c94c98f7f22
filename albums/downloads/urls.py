from django.urls import path

from albums.downloads import views

urlpatterns = [
    path("studio/file/<uuid:pk>/", views.original, name="original-file"),
]
