from django.contrib import admin
from django.utils import timezone

from clientpix.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):
    """Show, retry and cancel jobs. Only code creates them."""

    list_display = ("task", "args", "state", "queue", "priority", "attempts", "created_at")
    list_filter = ("state", "queue", "task")
    search_fields = ("task", "args")
    ordering = ("-id",)
    actions = ("try_again", "call_off")
    readonly_fields = tuple(field.name for field in Job._meta.fields)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.action(description="Retry selected jobs")
    def try_again(self, request, jobs):
        count = Job.objects.filter(pk__in=jobs.values("pk")).retry(timezone.now())
        self.message_user(request, f"Jobs to retry: {count}.")

    @admin.action(description="Cancel selected jobs")
    def call_off(self, request, jobs):
        count = Job.objects.filter(pk__in=jobs.values("pk")).cancel(timezone.now())
        self.message_user(request, f"Jobs canceled: {count}.")
