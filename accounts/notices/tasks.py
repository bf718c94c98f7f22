from django.conf import settings
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string

from accounts.models import User
from accounts.notices.models import Notice


@task
def send_notice_email(pk):
    """Email the notification to every active owner."""
    notice = Notice.objects.filter(pk=pk).first()
    if notice is None:
        return
    link = settings.SITE_URL + notice.url if notice.url else ""
    text = render_to_string("accounts/notices/email.txt", {"notice": notice, "link": link})
    # One message each: in a message to all, one refused address could keep it from everyone.
    for email in User.objects.owners().active().order_by("pk").values_list("email", flat=True):
        send_mail(notice.text, text, None, [email])
