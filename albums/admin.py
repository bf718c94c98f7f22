from django.contrib import admin
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import NoDeleteAdmin
from albums.models import Action, Album, FormerSlug, Placement, Section
from albums.trash import disposal
from assets.admin import (
    EMPTY,
    AssetAdmin,
    PictureAdmin,
    ReadOnlyAdmin,
    ThumbnailMixin,
    join_names,
    prefetch_versions,
)
from assets.models import Asset, Picture, Version

admin.site.unregister([Asset, Picture])


class StudioLinkMixin:
    """Link each row to its page in the studio. What is in the trash has none."""

    def get_list_display(self, request):
        return (*super().get_list_display(request), "studio_link")

    def view_on_site(self, row):
        return self.studio_page(row)

    @admin.display(description=_("Studio"))
    def studio_link(self, row):
        page = self.studio_page(row)
        return format_html('<a href="{}">{}</a>', page, _("Open")) if page else EMPTY


def picture_url(picture):
    """Return the URL of a picture: in its first album, or its own page if it is in none."""
    if picture.merged_into_id or picture.discarded_at:
        return None
    for placement in picture.placements.all():
        if not placement.trashed_at and not placement.album.trashed_at:
            return reverse("picture", args=[placement.album.slug, picture.pk])
    return None if picture.placements.all() else reverse("standalone-picture", args=[picture.pk])


def prefetch_placements(path):
    placements = Placement.objects.select_related("album").order_by("placed_at", "id")
    return Prefetch(path, placements)


@admin.register(Asset)
class PlacedAssetAdmin(StudioLinkMixin, AssetAdmin):
    """Files, linked to the page of the picture that they are part of."""

    def get_queryset(self, request):
        versions = Version.objects.select_related("picture").in_arrival_order()
        placements = prefetch_placements("picture__placements")
        rows = super().get_queryset(request).prefetch_related(None)
        versions = Prefetch("versions", versions.prefetch_related(placements))
        return rows.prefetch_related("renditions", "problems", versions)

    def studio_page(self, asset):
        pages = (picture_url(version.picture) for version in asset.versions.all())
        return next(filter(None, pages), None)


@admin.register(Picture)
class PlacedPictureAdmin(StudioLinkMixin, PictureAdmin):
    """Pictures. Moving one to the trash removes it from all its albums."""

    actions = ("to_trash",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(prefetch_placements("placements"))

    def studio_page(self, picture):
        return picture_url(picture)

    @admin.action(description=_("Move to trash in all albums"))
    def to_trash(self, request, pictures):
        placements = Placement.objects.filter(picture__in=pictures.values("pk")).alive()
        report_trashed(self, request, disposal.trash_placements(placements, timezone.now()))


class SectionsInline(admin.TabularInline):
    model = Section
    extra = 0
    can_delete = False
    fields = ("title", "order_key")


@admin.register(Album)
class AlbumAdmin(StudioLinkMixin, NoDeleteAdmin):
    list_display = ("title", "state", "pictures", "happened_on", "created_at", "trashed_at")
    list_filter = ("state", "happened_on", ("trashed_at", admin.EmptyFieldListFilter))
    search_fields = ("title", "slug", "former_slugs__slug", "description")
    ordering = ("-created_at", "id")
    fields = (
        ("title", "slug"),
        ("state", "happened_on"),
        ("description", "uploaders"),
        ("created_by", "created_at", "trashed_at"),
    )
    prepopulated_fields = {"slug": ("title",)}
    readonly_fields = ("created_by", "created_at", "trashed_at")
    filter_horizontal = ("uploaders",)
    inlines = (SectionsInline,)
    actions = ("to_trash", "restore")

    def get_queryset(self, request):
        count = Count("placements", filter=Q(placements__trashed_at=None))
        return super().get_queryset(request).annotate(placement_count=count)

    def get_prepopulated_fields(self, request, album=None):
        return {} if album else {"slug": ("title",)}

    def get_readonly_fields(self, request, album=None):
        # The settings page changes the slug: it also redirects from the old one.
        return (*self.readonly_fields, "slug") if album else self.readonly_fields

    def save_model(self, request, album, form, change):
        if not change:
            album.created_by = request.user
        super().save_model(request, album, form, change)

    def studio_page(self, album):
        return None if album.trashed_at else reverse("album", args=[album.slug])

    @admin.display(description=_("photos"), ordering="placement_count")
    def pictures(self, album):
        return album.placement_count

    @admin.action(description=_("Move to trash"))
    def to_trash(self, request, albums):
        for album in albums.alive():
            disposal.trash_album(album, timezone.now())

    @admin.action(description=_("Restore from trash"))
    def restore(self, request, albums):
        for album in albums.trashed():
            disposal.restore_album(album, timezone.now())


@admin.register(Section)
class SectionAdmin(NoDeleteAdmin):
    list_display = ("title", "album", "order_key")
    list_select_related = ("album",)
    search_fields = ("title", "album__title")
    ordering = ("album__title", "order_key", "id")
    autocomplete_fields = ("album",)


@admin.register(Placement)
class PlacementAdmin(StudioLinkMixin, ThumbnailMixin, ReadOnlyAdmin):
    list_display = ("thumbnail", "names", "album", "section", "hidden", "placed_at", "trashed_at")
    list_display_links = ("thumbnail", "names")
    list_filter = ("hidden", ("trashed_at", admin.EmptyFieldListFilter), "album")
    list_select_related = ("album", "picture", "section")
    search_fields = ("album__title", "picture__versions__name", "picture__caption")
    ordering = ("album_id", "order_key", "id")
    actions = ("to_trash", "revive")

    def get_queryset(self, request):
        return (
            super().get_queryset(request).prefetch_related(prefetch_versions("picture__versions"))
        )

    def studio_page(self, placement):
        if placement.trashed_at or placement.album.trashed_at:
            return None
        return reverse("picture", args=[placement.album.slug, placement.picture_id])

    @admin.display(description=_("photo"))
    def thumbnail(self, placement):
        return self.render_leading_thumbnail(placement.door, placement.picture)

    @admin.display(description=_("files"))
    def names(self, placement):
        return join_names(placement.picture.versions.all())

    @admin.action(description=_("Move to trash"))
    def to_trash(self, request, placements):
        report_trashed(
            self, request, disposal.trash_placements(placements.alive(), timezone.now())
        )

    @admin.action(description=_("Restore from trash"))
    def revive(self, request, placements):
        disposal.restore_placements(placements.trashed())


@admin.register(Action)
class ActionAdmin(ReadOnlyAdmin):
    list_display = ("done_at", "album", "by", "verb", "picture_count", "undone_at")
    list_filter = ("verb", "done_at", ("undone_at", admin.EmptyFieldListFilter))
    list_select_related = ("album", "by")
    search_fields = ("album__title", "by__email")
    exclude = ("undo_data",)
    ordering = ("-done_at", "id")


@admin.register(FormerSlug)
class FormerSlugAdmin(ReadOnlyAdmin):
    list_display = ("slug", "album")
    list_select_related = ("album",)
    search_fields = ("slug", "album__title")
    ordering = ("slug",)


def report_trashed(page, request, count):
    text = ngettext(
        "%d photo moved to trash for 30 days.", "%d photos moved to trash for 30 days.", count
    )
    page.message_user(request, text % count)
