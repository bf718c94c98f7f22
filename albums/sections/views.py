from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from albums.actions import descriptions
from albums.actions.responses import forbid_when_archived, respond, wants_json
from albums.actions.verbs import section_assignment
from albums.permissions import album_owner_required
from albums.sections import section_list
from albums.sections.section_list import TitleRefused

HTTP_UNPROCESSABLE = 422


@album_owner_required
@forbid_when_archived
def sections(request, album):
    """Show the sections of an album, and add one."""
    form = section_list.NewSectionForm(request.POST or None, album=album)
    if form.is_valid():
        form.save()
        return redirect("album-sections", album.slug)
    return _render_sections(request, album, form)


@album_owner_required
@require_POST
@forbid_when_archived
def edit_section(request, album, pk):
    """Rename, move or remove a section."""
    section = get_object_or_404(album.sections, pk=pk)
    verb = request.POST.get("verb")
    if verb == "remove":
        action = section_assignment.remove(album, section, request.user)
        text = descriptions.describe_result(action) if action else _("Section removed.")
        return respond(request, album, text, action)
    # The buttons of a row are in the form of its title: what was typed there is saved with them.
    title = request.POST.get("title", section.title)
    try:
        section_list.rename(section, title)
    except TitleRefused as problem:
        return _refuse_title(request, album, section, title, str(problem))
    if wants_json(request):
        return JsonResponse({"title": title.strip()})
    if verb in {"up", "down"}:
        section_list.move(album, section, -1 if verb == "up" else 1)
    return redirect("album-sections", album.slug)


def _refuse_title(request, album, section, title, problem):
    """Say what is wrong with a title, without losing what was typed."""
    if wants_json(request):
        return JsonResponse({"error": problem}, status=HTTP_UNPROCESSABLE)
    refused = {"pk": section.pk, "title": title, "problem": problem}
    form = section_list.NewSectionForm(album=album)
    return _render_sections(request, album, form, refused=refused, status=HTTP_UNPROCESSABLE)


def _render_sections(request, album, form, refused=None, status=200):
    context = {
        "album": album,
        "sections": section_list.list_with_counts(album),
        "form": form,
        "refused": refused,
    }
    return render(request, "albums/sections/sections.html", context, status=status)
