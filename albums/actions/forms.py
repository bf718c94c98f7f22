"""Forms for what some actions have to know besides the photos."""

import uuid
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from albums.models import Action, Album, Section
from assets.models.fields import WallClockFormField

HOURS_PER_CENTURY = 100 * 366 * 24


class ActionForm(forms.Form):
    """A form for an action of one person in one album."""

    def __init__(self, *args, album, by, **kwargs):
        self.album, self.by = album, by
        super().__init__(*args, prefix="answer", **kwargs)

    def preselect(self, rows):
        """Set initial values that follow from the selected photos."""

    def get_arguments(self):
        """Return the keyword arguments of the action."""
        return self.cleaned_data


class ConfirmForm(ActionForm):
    def get_arguments(self):
        return {}


class TargetAlbumForm(ActionForm):
    to = forms.ModelChoiceField(
        Album.objects.none(), label=_("Album"), empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        albums = Album.objects.accessible_to(self.by).alive().exclude(pk=self.album.pk)
        albums = albums.exclude(state=Album.State.ARCHIVED)
        self.fields["to"].queryset = albums.newest_first()


class TargetSectionForm(ActionForm):
    # Django preselects the empty choice, "No section", unless the initial value is something else.
    NOT_CHOSEN = "-"

    section = forms.ModelChoiceField(
        Section.objects.none(),
        label=_("Section"),
        empty_label=_("No section"),
        widget=forms.RadioSelect,
        blank=True,
        required=False,
    )
    title = forms.CharField(label=_("New section"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = self.album.sections.in_order()

    def preselect(self, rows):
        """Preselect the section that all the photos are in, or else the last one chosen."""
        section, *others = {row.section for row in rows} or {None}
        if section is None or others:
            section = self._find_last_target()
        self.initial["section"] = section or self.NOT_CHOSEN

    def clean(self):
        # "No section" is sent as an empty value; nothing is sent while nothing is chosen.
        is_chosen = self.add_prefix("section") in self.data
        if not self.errors and not is_chosen and not self.cleaned_data["title"]:
            raise ValidationError(_("Choose a section, or enter a name for a new one."))
        return self.cleaned_data

    def _find_last_target(self):
        """Return the id of the section that this person last moved photos to, or None."""
        moves = Action.objects.filter(
            album=self.album, by=self.by, verb=Action.Verb.SECTION, undone_at=None
        )
        last = moves.order_by("-done_at", "-id").values_list("undo_data", flat=True).first()
        return uuid.UUID(last["to"]) if last and last.get("to") else None


class CaptureTimeForm(ActionForm):
    hours = forms.IntegerField(
        label=_("Hours"), min_value=-HOURS_PER_CENTURY, max_value=HOURS_PER_CENTURY, required=False
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=-59, max_value=59, required=False)
    first = WallClockFormField(
        label=_("Or set the time of the first photo"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}),
    )

    def clean(self):
        data = self.cleaned_data
        if not data.get("first") and not data.get("hours") and not data.get("minutes"):
            raise ValidationError(_("Enter hours or minutes, or the time of the first photo."))
        return data

    def get_arguments(self):
        hours, minutes = self.cleaned_data["hours"] or 0, self.cleaned_data["minutes"] or 0
        first = self.cleaned_data["first"]
        return {"first": first} if first else {"delta": timedelta(hours=hours, minutes=minutes)}


class PositionForm(ActionForm):
    """Where to move photos: next to a photo, to a number, or to the end of a section."""

    before = forms.UUIDField(required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)
    section = forms.ModelChoiceField(
        Section.objects.none(), label=_("Section"), empty_label=_("No section"), required=False
    )
    number = forms.IntegerField(
        label=_("Position"),
        help_text=_("The number of a photo in the section. Leave empty to move to the end."),
        min_value=1,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = self.album.sections.in_order()

    def get_arguments(self):
        arguments = dict(self.cleaned_data)
        number, section = arguments.pop("number"), arguments["section"]
        if number and not arguments["before"]:
            placements = self.album.placements.in_grid().filter(section=section).in_order()
            ids = placements.values_list("pk", flat=True)
            arguments["before"] = ids[number - 1 : number].first()
        return arguments
