from django.urls import path

from clientpix.operations import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("studio/health/", views.health_page, name="studio-health"),
    path("api/system/health", views.healthz, name="system-health"),
]
