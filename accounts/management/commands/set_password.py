import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.sessions import revocation


class Command(BaseCommand):
    help = "Set a user's password, sign them out everywhere and enable their account."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, email, **options):
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"There is no user with the email {email}.")
        password = _read_password()
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        user.is_active = True
        user.save(update_fields=["password", "is_active"])
        revocation.end_all(user)
        self.stdout.write(f"Password changed for {user}.")


def _read_password():
    """Ask for the password twice, or read the first line of standard input if it is piped."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("New password: ")
    if password != getpass.getpass("Repeat password: "):
        raise CommandError("The passwords don't match. Nothing was changed.")
    return password
