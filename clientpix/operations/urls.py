from django.urls import path

from clientpix.operations import views

urlpatterns = [path("", views.front, name="front")]
