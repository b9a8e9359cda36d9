"""How long a sign-in holds, where from, and where it leads on to."""

from datetime import datetime, timedelta

SIGN_IN_IDLE = timedelta(days=7)
SIGN_IN_LONGEST = timedelta(days=30)
PROGRAMS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS X", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def safe_next(text: str) -> str | None:
    """Return a place on this site to go on to, or None for what a browser may take elsewhere."""
    if not text.startswith("/") or text.startswith("//") or len(text) > 2000:
        return None
    if "\\" in text or not text.isprintable() or any(mark.isspace() for mark in text):
        return None
    return text


def browser_name(agent: str) -> str:
    """Say in words what a User-Agent header tells: “Firefox on Windows”."""
    program = next((word for sign, word in PROGRAMS if sign in agent), "A browser")
    system = next((word for sign, word in SYSTEMS if sign in agent), None)
    return f"{program} on {system}" if system else program


def ends_by_itself(*, began_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Say whether a sign-in has run out: a week unused, or a month old."""
    return at - seen_at > SIGN_IN_IDLE or at - began_at > SIGN_IN_LONGEST
