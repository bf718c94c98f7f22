from django.urls import path

from accounts.studio import views

urlpatterns = [
    path("", views.front, name="front"),
    path("look/", views.look, name="look"),
    path("media/logo/<str:digest>.webp", views.logo, name="logo"),
    path("studio/", views.studio, name="studio"),
    path("studio/settings/", views.studio_settings, name="studio-settings"),
    path("studio/style/", views.style, name="style"),
]
