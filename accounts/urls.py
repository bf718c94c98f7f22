from django.urls import path

from accounts.views import account, sign_in, team

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("set-up/", sign_in.set_up, name="set-up"),
    path("join/<str:token>/", sign_in.join, name="join"),
    path("forgot/", sign_in.forgot_password, name="forgot"),
    path("reset/<str:uid>/<str:token>/", sign_in.reset_password, name="reset"),
    path("studio/account/", account.account, name="account"),
    path("studio/account/address/", account.change_email, name="change-address"),
    path("studio/account/password/", account.change_password, name="change-password"),
    path("studio/account/sessions/<str:handle>/end/", account.end_session, name="end-session"),
    path("studio/team/", team.team, name="team"),
    path("studio/team/invite/", team.invite, name="invite"),
    path(
        "studio/team/invitations/<uuid:pk>/revoke/",
        team.revoke_invitation,
        name="revoke-invitation",
    ),
    path("studio/team/<uuid:pk>/disable/", team.disable_user, name="disable"),
    path("studio/team/<uuid:pk>/enable/", team.enable_user, name="enable"),
]
