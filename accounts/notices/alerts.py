from django.tasks import task
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners


@task(queue_name="once")
def report_password_guessing(email):
    # Looked up here and not in the view: the sign-in page must not take longer when the account
    # exists.
    if User.objects.active().filter(email=email).exists():
        text = _("Someone is trying to guess the password of %s.") % email
        notify_owners(Notice.Kind.SECURITY, text, "/studio/team/")
