from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.fields import LowercaseEmailField

MAX_PASSWORD_LENGTH = 256
EMAIL_TAKEN = _("Somebody is signed up with this address already.")


class EmailField(forms.EmailField):
    def __init__(self, **options):
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.EmailInput(attributes)
        super().__init__(label=_("E-mail"), max_length=254, widget=widget, **options)

    def to_python(self, value):
        return LowercaseEmailField().to_python(super().to_python(value))


class PasswordField(forms.CharField):
    """Long enough for any sentence, and not so long that hashing it hurts."""

    def __init__(self, label, autocomplete="current-password", **options):
        widget = forms.PasswordInput({"autocomplete": autocomplete})
        super().__init__(
            label=label, max_length=MAX_PASSWORD_LENGTH, strip=False, widget=widget, **options
        )


class SignInForm(forms.Form):
    email = EmailField()
    password = PasswordField(_("Password"))


class NewPasswordForm(forms.Form):
    """Choose a password; subclasses add what else is asked at the same time."""

    password = PasswordField(
        _("New password"),
        "new-password",
        help_text=_("At least 10 characters. A few words in a row are easy to keep in mind."),
    )

    def __init__(self, *args, person=None, **options):
        super().__init__(*args, **options)
        self.person = person

    def clean_password(self):
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.person)
        return password


class SignUpForm(NewPasswordForm):
    """A person makes their own account."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = EmailField()

    field_order = ("name", "email", "password")

    def clean_email(self):
        email = self.cleaned_data["email"]
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(EMAIL_TAKEN)
        return email

    def clean_password(self):
        """Not too much like the name and the address that stand above it."""
        said = {name: self.cleaned_data.get(name, "") for name in ("name", "email")}
        self.person = User(**said)
        return super().clean_password()

    def create(self, role):
        data = self.cleaned_data
        return User.objects.create_user(
            data["email"], data["password"], name=data["name"], role=role
        )


class FirstOwnerForm(SignUpForm):
    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.HiddenInput())


class ForgotPasswordForm(forms.Form):
    email = EmailField()
