from django.urls import re_path

from assets.delivery import signing, views

urlpatterns = [
    re_path(
        rf"^media/(?P<kind>{signing.KIND_PATTERN})/(?P<sha256>{signing.SHA256_PATTERN})\Z",
        views.media,
        name="media",
    ),
    re_path(r"^media(?:/|\Z)", views.not_found),
]
