"""A step of developing in which whatever a test wants happens."""

NAME = "chore"
IS_NEEDED = False
WANTED = []


def concerns(asset):
    return bool(WANTED)


def look(asset, path, into, tell):
    for happens in WANTED:
        happens(asset, path, into)


def keep(asset, nothing):
    """There is nothing to write down."""


def ask_for(settings, monkeypatch, happens, *, is_needed=False):
    """Let it happen before all other steps, from now on."""
    monkeypatch.setattr(f"{__name__}.WANTED", [happens])
    monkeypatch.setattr(f"{__name__}.IS_NEEDED", is_needed)
    steps = [step for step in settings.PROCESSING_STEPS if step != __name__]
    settings.PROCESSING_STEPS = [__name__, *steps]
