from django.urls import path

from accounts.team import views

urlpatterns = [
    path("studio/team/", views.team, name="team"),
    path("studio/team/invite/", views.invite, name="invite"),
    path(
        "studio/team/invitations/<uuid:pk>/revoke/",
        views.revoke_invitation,
        name="revoke-invitation",
    ),
    path("studio/team/<uuid:pk>/disable/", views.disable_user, name="disable-user"),
    path("studio/team/<uuid:pk>/enable/", views.enable_user, name="enable-user"),
]
