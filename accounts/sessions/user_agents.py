"""What a browser says of itself, in two words that a person recognises."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def describe_user_agent(agent: str) -> str:
    """Like "Firefox, Windows"; empty where nothing is known."""
    known = [_find_name(agent, BROWSERS), _find_name(agent, SYSTEMS)]
    return ", ".join(word for word in known if word)


def _find_name(agent: str, words: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in words if mark in agent), "")
