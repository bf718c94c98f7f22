from django.urls import path

from clientpix.operations import views

urlpatterns = [
    path("", views.front, name="front"),
    path("healthz", views.healthz, name="healthz"),
    path("api/system/health", views.healthz, name="system-health"),
]
