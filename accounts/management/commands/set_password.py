import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.sessions import revocation


class Command(BaseCommand):
    help = "Give somebody a new password, sign them out everywhere and let them in again."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, email, **options):
        person = User.objects.filter(email=email).first()
        if person is None:
            raise CommandError(f"Nobody works here under {email}.")
        password = _read_password()
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        person.set_password(password)
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
        revocation.end_all(person)
        self.stdout.write(f"{person} signs in with the new password from now on.")


def _read_password():
    """Typed twice, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("New password: ")
    if password != getpass.getpass("Again: "):
        raise CommandError("The two were not the same; nothing was changed.")
    return password
