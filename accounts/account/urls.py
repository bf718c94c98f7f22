from django.urls import path

from accounts.account import views

urlpatterns = [
    path("studio/account/", views.account, name="account"),
    path("studio/account/address/", views.change_email, name="change-email"),
    path("studio/account/password/", views.change_password, name="change-password"),
    path("studio/account/sessions/<str:handle>/end/", views.end_session, name="end-session"),
]
