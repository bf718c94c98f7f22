from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect

from accounts.models import Invitation, User
from accounts.sessions import revocation

admin.site.unregister(Group)


class UserAddForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "role")


class UserEditForm(UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "role", "is_active")


class NoDeleteAdmin(admin.ModelAdmin):
    # Users and invitations are history: photos and actions refer to them.

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(User)
class StudioUserAdmin(NoDeleteAdmin, UserAdmin):
    form, add_form = UserEditForm, UserAddForm
    list_display = ("email", "name", "role", "is_active", "last_seen_at")
    list_filter = ("role", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "last_seen_at", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "role", "is_active", "password")}),
        ("Times", {"fields": ("last_login", "last_seen_at", "created_at")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "role", "usable_password", "password1", "password2")}),
    )

    def get_fieldsets(self, request, obj=None):
        # Owners change their own email and password on the account page, which asks for the
        # current password.
        if obj != request.user:
            return super().get_fieldsets(request, obj)
        return ((None, {"fields": ("name",)}),)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002
        if id == str(request.user.pk):
            return redirect("change-password")
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            revocation.end_all(User.objects.get(pk=id))
        return response

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        # Of two owners who disable each other at the same moment, one must be left. Each waits
        # here for the other, and the second is no longer an owner.
        if request.user not in User.objects.lock_owners():
            raise PermissionDenied
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            revocation.end_all(obj)


@admin.register(Invitation)
class InvitationAdmin(NoDeleteAdmin):
    """Read-only. Invitations are created on the team page, which shows the link."""

    list_display = ("label", "role", "invited_by", "created_at", "expires_at", "used_at")
    ordering = ("-created_at",)
    fields = readonly_fields = (*list_display, "revoked_at", "accepted_by")

    def has_add_permission(self, request):
        return False
