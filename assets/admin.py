from django.contrib import admin
from django.db.models import Prefetch, Value
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts import doors
from accounts.admin import NoDeleteAdmin
from assets.delivery import media_urls
from assets.models import (
    Asset,
    Finding,
    Metadata,
    Picture,
    ProcessingProblem,
    Rendition,
    Verification,
    Version,
)
from assets.processing import steps
from assets.processing.tasks import process_soon

EMPTY = "–"


class ReadOnlyAdmin(NoDeleteAdmin):
    """Rows that only the software writes, and that the owner can look at."""

    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ThumbnailMixin:
    """Rows with a thumbnail. Its URL is signed for the current user."""

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(door=Value(doors.for_user(request.user)))

    def render_thumbnail(self, door, asset):
        small = next((one for one in asset.renditions.all() if one.kind == "small"), None)
        if small is None:
            return EMPTY
        url = media_urls.build_media_url(door, small.kind, asset.sha256, small.recipe)
        return format_html('<img src="{}" height="48" alt="" loading="lazy">', url)

    def render_leading_thumbnail(self, door, picture):
        leading = next((one for one in picture.versions.all() if one.leads), None)
        return self.render_thumbnail(door, leading.asset) if leading else EMPTY


def prefetch_versions(path):
    """Prefetch the versions at a path, with all that thumbnails and names need."""
    versions = Version.objects.select_related("asset").prefetch_related("asset__renditions")
    return Prefetch(path, versions.in_arrival_order())


def join_names(versions):
    return ", ".join(version.name for version in versions) or EMPTY


class ConditionFilter(admin.SimpleListFilter):
    title, parameter_name = _("condition"), "condition"

    def lookups(self, request, model_admin):
        return [("lost", _("Missing or damaged")), ("doomed", _("About to be deleted"))]

    def queryset(self, request, assets):
        return {"lost": assets.lost, "doomed": assets.doomed}.get(self.value(), assets.all)()


class ProblemsInline(admin.TabularInline):
    model = ProcessingProblem
    extra = 0
    can_delete = False
    fields = readonly_fields = ("description", "detail", "found_at")

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=_("problem"))
    def description(self, problem):
        return steps.describe(problem)


@admin.register(Asset)
class AssetAdmin(ThumbnailMixin, ReadOnlyAdmin):
    list_display = (
        *("thumbnail", "__str__", "names", "kind", "state", "problems"),
        *("bytes", "verified_at"),
    )
    list_display_links = ("__str__",)
    list_filter = ("kind", "state", ConditionFilter, "kept_at", "camera")
    search_fields = ("sha256__startswith", "camera", "lens", "versions__name")
    search_help_text = _("SHA-256, file name, camera or lens")
    ordering = ("-kept_at", "sha256")
    inlines = (ProblemsInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("renditions", "versions", "problems")

    @admin.display(description=_("photo"))
    def thumbnail(self, asset):
        return self.render_thumbnail(asset.door, asset)

    @admin.display(description=_("problems"))
    def problems(self, asset):
        return " ".join(map(steps.describe, asset.problems.all()))

    @admin.display(description=_("file names"))
    def names(self, asset):
        return join_names(asset.versions.all())

    @admin.display(description=_("size"), ordering="size")
    def bytes(self, asset):
        return filesizeformat(asset.size)


class VersionsInline(admin.TabularInline):
    model = Version
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "name",
        "folder",
        "role",
        "leads",
        "file",
        "uploader",
        "arrived_at",
    )

    def has_add_permission(self, request, obj=None):
        return False

    @admin.display(description=_("file"))
    def file(self, version):
        url = reverse("admin:assets_asset_change", args=[version.asset_id])
        return format_html('<a href="{}">{}</a>', url, version.asset)


@admin.register(Picture)
class PictureAdmin(ThumbnailMixin, NoDeleteAdmin):
    """Pictures can be edited here, but deleted only through the trash of their albums."""

    list_display = ("thumbnail", "names", "caption", "rotation", "created_at")
    list_display_links = ("thumbnail", "names")
    list_filter = ("rotation", "created_at", ("discarded_at", admin.EmptyFieldListFilter))
    search_fields = ("caption", "versions__name", "versions__asset__sha256__startswith")
    search_help_text = _("Caption, file name or SHA-256")
    ordering = ("-created_at", "id")
    fields = ("caption", "rotation", "taken_override", "merged_into", "discarded_at", "created_at")
    readonly_fields = ("merged_into", "discarded_at", "created_at")
    inlines = (VersionsInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(prefetch_versions("versions"))

    def has_add_permission(self, request):
        return False

    def save_model(self, request, picture, form, change):
        super().save_model(request, picture, form, change)
        # A new rotation needs new renditions.
        if "rotation" in form.changed_data:
            process_soon(picture.versions.values_list("asset", flat=True))

    @admin.display(description=_("photo"))
    def thumbnail(self, picture):
        return self.render_leading_thumbnail(picture.door, picture)

    @admin.display(description=_("files"))
    def names(self, picture):
        return join_names(picture.versions.all())


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "role", "leads", "folder", "uploader", "arrived_at")
    list_filter = ("role", "leads", "arrived_at", "uploader")
    list_select_related = ("uploader",)
    search_fields = ("name", "folder", "asset__sha256__startswith")
    ordering = ("-arrived_at", "id")


@admin.register(Rendition)
class RenditionAdmin(ReadOnlyAdmin):
    list_display = ("asset", "kind", "recipe", "width", "height", "bytes", "created_at")
    list_filter = ("kind", "recipe")
    list_select_related = ("asset",)
    search_fields = ("asset__sha256__startswith",)
    ordering = ("-created_at", "id")

    @admin.display(description=_("size"), ordering="size")
    def bytes(self, rendition):
        return filesizeformat(rendition.size)


@admin.register(Metadata)
class MetadataAdmin(ReadOnlyAdmin):
    list_display = ("asset", "read_at")
    list_select_related = ("asset",)
    search_fields = ("asset__sha256__startswith", "asset__versions__name")
    ordering = ("-read_at", "asset_id")


@admin.register(Verification)
class VerificationAdmin(ReadOnlyAdmin):
    list_display = ("started_at", "finished_at", "files_checked", "read", "scope")
    ordering = ("-started_at", "id")

    @admin.display(description=_("read"))
    def read(self, verification):
        return filesizeformat(verification.bytes_checked)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("key", "problem", "found_at", "repaired_at")
    list_filter = ("problem", ("repaired_at", admin.EmptyFieldListFilter))
    search_fields = ("key",)
    ordering = ("-found_at", "id")
