from django.contrib import admin

from accounts.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    list_display = ("text", "kind", "created_at", "read_at")
    list_filter = ("kind",)
    ordering = ("-created_at",)
    readonly_fields = ("kind", "text", "url", "created_at")

    def has_add_permission(self, request):
        return False
