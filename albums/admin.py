from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin import NeverDeleted
from albums import disposal
from albums.models import Album, FormerSlug, Placement, Section
from assets.admin import OnlyRead, PictureAdmin, SeenThroughADoor, files_of, names_of
from assets.models import Picture

admin.site.unregister(Picture)


@admin.register(Picture)
class PlacedPictureAdmin(PictureAdmin):
    """A picture has no trash of its own: it goes from every album that it lies in."""

    actions = ("to_trash",)

    @admin.action(description=_("Move to the trash, from every album"))
    def to_trash(self, request, pictures):
        placements = Placement.objects.filter(picture__in=pictures.values("pk")).alive()
        say_trashed(self, request, disposal.trash(placements, timezone.now()))


class SectionsInline(admin.TabularInline):
    model = Section
    extra = 0
    can_delete = False
    fields = ("title", "order_key")


@admin.register(Album)
class AlbumAdmin(NeverDeleted):
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
        lying = Count("placements", filter=Q(placements__trashed_at=None))
        return super().get_queryset(request).annotate(lying=lying)

    def get_prepopulated_fields(self, request, album=None):
        return {} if album else {"slug": ("title",)}

    def get_readonly_fields(self, request, album=None):
        """Links lead to the address: it is changed where the old one is remembered."""
        return (*self.readonly_fields, "slug") if album else self.readonly_fields

    def save_model(self, request, album, form, change):
        if not change:
            album.created_by = request.user
        super().save_model(request, album, form, change)

    @admin.display(description=_("pictures"), ordering="lying")
    def pictures(self, album):
        return album.lying

    @admin.action(description=_("Move to the trash"))
    def to_trash(self, request, albums):
        for album in albums.alive():
            disposal.trash_album(album, timezone.now())

    @admin.action(description=_("Take out of the trash"))
    def restore(self, request, albums):
        for album in albums.trashed():
            disposal.restore_album(album, timezone.now())


@admin.register(Section)
class SectionAdmin(NeverDeleted):
    list_display = ("title", "album", "order_key")
    list_select_related = ("album",)
    search_fields = ("title", "album__title")
    ordering = ("album__title", "order_key", "id")
    autocomplete_fields = ("album",)


@admin.register(Placement)
class PlacementAdmin(SeenThroughADoor, OnlyRead):
    list_display = ("thumbnail", "names", "album", "section", "hidden", "placed_at", "trashed_at")
    list_display_links = ("thumbnail", "names")
    list_filter = ("hidden", ("trashed_at", admin.EmptyFieldListFilter), "album")
    list_select_related = ("album", "picture", "section")
    search_fields = ("album__title", "picture__versions__name", "picture__caption")
    ordering = ("album_id", "order_key", "id")
    actions = ("to_trash", "revive")

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(files_of("picture__versions"))

    @admin.display(description=_("picture"))
    def thumbnail(self, placement):
        return self.leading_picture(placement.door, placement.picture)

    @admin.display(description=_("files"))
    def names(self, placement):
        return names_of(placement.picture.versions.all())

    @admin.action(description=_("Move to the trash"))
    def to_trash(self, request, placements):
        say_trashed(self, request, disposal.trash(placements.alive(), timezone.now()))

    @admin.action(description=_("Take out of the trash"))
    def revive(self, request, placements):
        disposal.revive(placements.trashed())


@admin.register(FormerSlug)
class FormerSlugAdmin(OnlyRead):
    list_display = ("slug", "album")
    list_select_related = ("album",)
    search_fields = ("slug", "album__title")
    ordering = ("slug",)


def say_trashed(page, request, count):
    said = ngettext("%d is in the trash for 30 days.", "%d are in the trash for 30 days.", count)
    page.message_user(request, said % count)
