from django.urls import path

from accounts.notices import views

urlpatterns = [
    path("studio/notices/", views.notices, name="notices"),
    path("studio/notices/read/", views.mark_all_read, name="mark-notices-read"),
    path("studio/notices/<int:pk>/read/", views.open_notice, name="open-notice"),
]
