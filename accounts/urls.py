from django.urls import include, path

ROOMS = ["sign_in", "account", "team", "notices"]
urlpatterns = [path("", include(f"accounts.{room}.urls")) for room in ROOMS]
