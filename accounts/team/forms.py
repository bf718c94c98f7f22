from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ("label", "role")
        help_texts = {"label": _("Only you see this name. They choose their own.")}
