from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation


class UploaderInvitationForm(forms.ModelForm):
    """Invite an uploader to an album. The role can't be chosen."""

    class Meta:
        model = Invitation
        fields = ("label",)
        help_texts = {
            "label": _("Only you see this name. The person you invite chooses their own.")
        }
