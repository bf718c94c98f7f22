from django.urls import path

from albums.presets import views

urlpatterns = [
    path("studio/presets/", views.list_of_presets, name="presets"),
    path("studio/presets/new/", views.new_preset, name="new-preset"),
    path("studio/presets/<uuid:pk>/", views.preset, name="preset"),
    path("studio/presets/<uuid:pk>/remove/", views.remove_preset, name="remove-preset"),
]
