from django.contrib import admin

from accounts.studio.models import Studio


@admin.register(Studio)
class StudioAdmin(admin.ModelAdmin):
    """To look at; it is changed on its own page, which checks more."""

    fields = readonly_fields = tuple(
        field.name for field in Studio._meta.fields if field.name != "logo"
    )

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
