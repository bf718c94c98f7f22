from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.fields import LowercaseEmailField

# Enough for a sentence. Without a limit, hashing a huge password would block a worker.
MAX_PASSWORD_LENGTH = 256
EMAIL_TAKEN = _("There's already an account with this email.")


class EmailField(forms.EmailField):
    def __init__(self, **options):
        attributes = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        widget = forms.EmailInput(attributes)
        super().__init__(label=_("Email"), max_length=254, widget=widget, **options)

    def to_python(self, value):
        return LowercaseEmailField().to_python(super().to_python(value))


class PasswordField(forms.CharField):
    def __init__(self, label, autocomplete="current-password", **options):
        widget = forms.PasswordInput({"autocomplete": autocomplete})
        super().__init__(
            label=label, max_length=MAX_PASSWORD_LENGTH, strip=False, widget=widget, **options
        )


class SignInForm(forms.Form):
    email = EmailField()
    password = PasswordField(_("Password"))


class NewPasswordForm(forms.Form):
    """Choose a password. Subclasses add more fields."""

    password = PasswordField(
        _("New password"),
        "new-password",
        help_text=_("At least 10 characters. A few random words are easy to remember."),
    )

    def __init__(self, *args, user=None, **options):
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self):
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password


class SignUpForm(NewPasswordForm):
    """Create an account."""

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
        # The password must not be too similar to the name and email in the same form.
        fields = {name: self.cleaned_data.get(name, "") for name in ("name", "email")}
        self.user = User(**fields)
        return super().clean_password()

    def create(self, role):
        data = self.cleaned_data
        return User.objects.create_user(
            data["email"], data["password"], name=data["name"], role=role
        )


class FirstOwnerForm(SignUpForm):
    code = forms.CharField(label=_("Setup code"), max_length=40, widget=forms.HiddenInput())


class ForgotPasswordForm(forms.Form):
    email = EmailField()
