from django.urls import re_path

from assets.delivery import signing, views

urlpatterns = [
    re_path(
        rf"^media/(?P<kind>{signing.KIND})/(?P<sha256>{signing.SHA256})\Z",
        views.media,
        name="media",
    ),
    re_path(r"^media(?:/|\Z)", views.nowhere),
]
