from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation


class UploaderInvitationForm(forms.ModelForm):
    """Who comes to an album by an invitation is an uploader, and nothing else."""

    class Meta:
        model = Invitation
        fields = ("label",)
        help_texts = {
            "label": _("Only you see this name. The person you invite chooses their own.")
        }
