"""A step of processing that does whatever a test wants."""

NAME = LABEL = "fake"
IS_REQUIRED = False
ACTIONS = []


def applies_to(asset):
    return bool(ACTIONS)


def look(asset, path, folder, report_progress):
    for action in ACTIONS:
        action(asset, path, folder)


def keep(asset, result):
    """Save nothing."""


def install(settings, monkeypatch, action, *, is_required=False):
    """Run the action before all other steps from now on."""
    monkeypatch.setattr(f"{__name__}.ACTIONS", [action])
    monkeypatch.setattr(f"{__name__}.IS_REQUIRED", is_required)
    steps = [step for step in settings.PROCESSING_STEPS if step != __name__]
    settings.PROCESSING_STEPS = [__name__, *steps]
