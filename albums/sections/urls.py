from django.urls import path

from albums.sections import views

ALBUM = "studio/albums/<slug:slug>/"

urlpatterns = [
    path(f"{ALBUM}sections/", views.sections, name="album-sections"),
    path(f"{ALBUM}sections/<uuid:pk>/", views.edit_section, name="album-section"),
]
