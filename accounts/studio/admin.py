from django.contrib import admin

from accounts.studio.models import Studio


@admin.register(Studio)
class StudioAdmin(admin.ModelAdmin):
    """Read-only. The settings page is where the studio is changed, with more checks."""

    fields = readonly_fields = tuple(
        field.name for field in Studio._meta.fields if field.name != "logo"
    )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
