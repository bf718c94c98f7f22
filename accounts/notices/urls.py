from django.urls import path

from accounts.notices import views

urlpatterns = [
    path("studio/notices/", views.notices, name="notices"),
    path("studio/notices/read/", views.read_all, name="read-notices"),
    path("studio/notices/<int:pk>/read/", views.read, name="read-notice"),
]
