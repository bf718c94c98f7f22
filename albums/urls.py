from django.urls import path, re_path

from albums import downloads
from albums.uploads import views as uploads

urlpatterns = [
    path("studio/uploads/", uploads.uploads, name="uploads"),
    path("studio/uploads/held/", uploads.held, name="held"),
    re_path(r"^studio/uploads/(?P<handle>[0-9a-f]{32})/\Z", uploads.one, name="upload"),
    path("studio/file/<uuid:pk>/", downloads.file, name="studio-file"),
]
