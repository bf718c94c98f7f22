from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in.forms import EMAIL_TAKEN, EmailField, NewPasswordForm, PasswordField


class ConfirmPasswordForm(forms.Form):
    """Changing how one gets in asks how one got in."""

    current = PasswordField(_("Current password"))

    def __init__(self, *args, person, **options):
        super().__init__(*args, **options)
        self.person = person

    def refuse(self, words):
        """Say so without looking at what was sent: looking would hash."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        self.add_error(None, words)

    def clean_current(self):
        if not self.person.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("That password did not match."))
        return self.cleaned_data["current"]


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name",)


class ChangeEmailForm(ConfirmPasswordForm):
    email = EmailField()
    field_order = ("email", "current")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email=email).exclude(pk=self.person.pk).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email


class ChangePasswordForm(ConfirmPasswordForm, NewPasswordForm):
    field_order = ("current", "password")
