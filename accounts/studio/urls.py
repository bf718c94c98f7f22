from django.urls import path, re_path

from accounts.studio import views

urlpatterns = [
    path("", views.front, name="front"),
    path("look/", views.set_theme, name="set-theme"),
    re_path(r"^media/logo/(?P<digest>[0-9a-f]{64})\.webp$", views.logo, name="logo"),
    path("studio/settings/", views.studio_settings, name="studio-settings"),
    path("studio/style/", views.style_guide, name="style-guide"),
]
