"""What is asked of people about albums."""

from albums.forms.album import AlbumForm, NewAlbumForm
from albums.forms.ending import EndingForm
from albums.forms.inviting import InvitingForm
from albums.forms.preset import PresetForm

__all__ = ["AlbumForm", "EndingForm", "InvitingForm", "NewAlbumForm", "PresetForm"]
