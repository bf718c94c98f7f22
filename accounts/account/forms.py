from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in.forms import EMAIL_TAKEN, EmailField, NewPasswordForm, PasswordField


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("name",)


class ConfirmPasswordForm(forms.Form):
    """Ask for the current password before it or the email address is changed."""

    current = PasswordField(_("Current password"))

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.user = user
        self.refusal = None

    def reject_unchecked(self, message):
        """Show the message instead of checking the current password."""
        self.refusal = message

    def clean_current(self):
        if self.refusal:
            raise forms.ValidationError(self.refusal)
        if not self.user.check_password(self.cleaned_data["current"]):
            raise forms.ValidationError(_("Wrong password."))
        return self.cleaned_data["current"]


class ChangeEmailForm(ConfirmPasswordForm):
    email = EmailField()
    field_order = ("email", "current")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email


class ChangePasswordForm(ConfirmPasswordForm, NewPasswordForm):
    field_order = ("current", "password")
