from django.urls import path

from accounts.sign_in import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("set-up/", views.set_up, name="set-up"),
    path("join/<str:token>/", views.join, name="join"),
    path("forgot/", views.forgot_password, name="forgot-password"),
    path("reset/<str:uid>/<str:token>/", views.reset_password, name="reset-password"),
]
