from django.tasks import task
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices.models import Notice
from accounts.notices.notify import notify_owners


@task(queue_name="once")
def report_password_guessing(email):
    """Only of people that there are; the page that enqueued this knows nothing of that."""
    if User.objects.active().filter(email=email).exists():
        text = _("Somebody tries many passwords to sign in as %s.") % email
        notify_owners(Notice.Kind.SAFETY, text, "/studio/team/")
