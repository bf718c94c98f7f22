import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.functions import Upper
from model_bakery import baker

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_an_email_belongs_to_one_user_however_it_is_written():
    User.objects.create_user(" Anna@Example.ORG ", "a long enough word")
    assert User.objects.get_by_natural_key("ANNA@example.org").email == "anna@example.org"
    with pytest.raises(ValidationError):
        User.objects.create_user("anna@EXAMPLE.org")


def test_the_database_refuses_an_email_that_is_not_lower_case():
    baker.make(User, email="anna@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(email=Upper("email"))


def test_passwords_are_stored_as_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = User.objects.create_user("anna@example.org", "a long enough word")
    assert user.password.startswith("argon2$argon2id$")
    assert user.check_password("a long enough word")
    assert not user.check_password("another word")


@pytest.mark.parametrize(
    ("role", "is_active", "may"),
    [("owner", True, True), ("owner", False, False), ("uploader", True, False)],
)
def test_only_active_owners_have_permissions(role, is_active, may):
    user = baker.make(User, email="a@example.org", role=role, is_active=is_active)
    assert user.is_staff is user.is_owner is may
    assert user.has_perm("accounts.change_user") is user.has_module_perms("jobs") is may
    assert (user in User.objects.owners().active()) is may


def test_a_superuser_is_an_owner():
    assert User.objects.create_superuser("a@example.org", "a long enough word").is_owner
