from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from albums.actions import descriptions
from albums.actions.responses import forbid_when_archived, respond
from albums.actions.verbs import section_assignment
from albums.permissions import album_owner_required
from albums.sections import section_list


@album_owner_required
@forbid_when_archived
def sections(request, album):
    """The chapters of an album: named, ordered, made and taken away."""
    form = section_list.NewSectionForm(request.POST or None, album=album)
    if form.is_valid():
        form.save()
        return redirect("album-sections", album.slug)
    context = {"album": album, "sections": section_list.list_with_counts(album), "form": form}
    return render(request, "albums/sections/sections.html", context)


@album_owner_required
@require_POST
@forbid_when_archived
def edit_section(request, album, pk):
    """One of them gets another name, goes up or down, or away."""
    row = get_object_or_404(album.sections, pk=pk)
    verb = request.POST.get("verb")
    if verb == "remove":
        act = section_assignment.remove(album, row, request.user)
        words = descriptions.describe_result(act) if act else _("The section is gone.")
        return respond(request, album, words, act)
    if verb in {"up", "down"}:
        section_list.move(album, row, -1 if verb == "up" else 1)
    elif not section_list.rename(row, request.POST.get("title", "")):
        return respond(request, album, _("There is a section of that name already."))
    return redirect("album-sections", album.slug)
