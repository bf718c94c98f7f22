from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User


@task
def send_password_reset(email, language):
    """Email a link for choosing a new password, if there is an active user with this address."""
    user = User.objects.active().filter(email=email).first()
    if user is None:
        return
    uid = urlsafe_base64_encode(force_bytes(str(user.pk)))
    token = default_token_generator.make_token(user)
    # Jobs run in a worker, which doesn't know the language of the request.
    with translation.override(language):
        link = settings.SITE_URL + reverse("reset-password", args=[uid, token])
        text = render_to_string(
            "accounts/sign_in/reset_password_email.txt", {"person": user, "link": link}
        )
    subject, _, body = text.partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", None, [user.email])
