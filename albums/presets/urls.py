from django.urls import path

from albums.presets import views

urlpatterns = [
    path("studio/presets/", views.list_presets, name="presets"),
    path("studio/presets/new/", views.new_preset, name="new-preset"),
    path("studio/presets/<uuid:pk>/", views.edit_preset, name="preset"),
    path("studio/presets/<uuid:pk>/remove/", views.delete_preset, name="delete-preset"),
]
