from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("accounts.studio.urls")),
    path("", include("accounts.urls")),
    path("", include("assets.delivery.urls")),
    path("", include("albums.urls")),
    path("", include("clientpix.operations.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
