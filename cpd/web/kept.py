"""What was typed is still there: a page that carries a form's fields over a lost session."""

from flask import request, session
from flask.typing import ResponseReturnValue

from cpd.web.asking import drawn

SECRET_WORDS = ("password", "csrf_token", "token")
OUR_FIELDS = frozenset({"act", "choice", "form_id", "next", "paper", "scene", "seq", "version"})
OUR_BEGINNINGS = ("item-", "seen-")


def fields() -> list[tuple[str, str]]:
    """Return what the posted form held, without its secrets."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name for word in SECRET_WORDS)
    ]


def typed() -> list[tuple[str, str]]:
    """Return of that what means something to its writer: not what was chosen by our own keys."""
    return [
        (name, value)
        for name, value in fields()
        if name not in OUR_FIELDS and not name.startswith(OUR_BEGINNINGS)
    ]


def same_form() -> dict[str, object]:
    """Return what a page needs to show the form's words and to send it again."""
    return {"fields": fields(), "typed": typed(), "to": request.full_path.rstrip("?")}


def may_be_sent_again() -> bool:
    """Say whether a page can send this form again just as it came: not a password, not a file."""
    return (
        request.method == "POST"
        and is_from_here()
        and not request.files
        and not any("password" in name for name in request.form)
    )


def is_from_here() -> bool:
    """Say whether the browser vouches that one of our own pages sent this form."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == request.host_url.rstrip("/")


def signed_out_page() -> ResponseReturnValue:
    """Ask to sign in, in another tab or here, and offer to send the same form again."""
    if not is_from_here():
        return drawn("problems/problem.html", **problem(403)), 403
    return drawn("problems/signed_out.html", **same_form()), 401


def send_again_page() -> ResponseReturnValue:
    """Offer the same form again with a fresh token, after the old one had run out."""
    if not is_from_here():
        return drawn("problems/problem.html", **problem(400)), 400
    session.modified = True
    return drawn("problems/send_again.html", **same_form()), 400


def problem(status: int) -> dict[str, object]:
    """Return the words for a refused request, by its status."""
    title, text = WORDS.get(status, WORDS[500])
    return {"status": status, "title": title, "text": text}


WORDS: dict[int, tuple[str, str]] = {
    400: (
        "That did not arrive as it should",
        "Nothing was changed. Go back, reload the page, and send it again.",
    ),
    403: (
        "This page is not open to you",
        "You are signed in, but your role does not include this page.",
    ),
    404: ("There is nothing here", "The address may have a typing mistake, or the page has moved."),
    405: ("That cannot be done here", "Go back and use the buttons on the page."),
    409: ("That is not possible", "Nothing was changed."),
    413: (
        "That is too large",
        "The form or file is larger than this page takes. Nothing was changed.",
    ),
    429: ("Please wait a little", "There were too many tries."),
    500: (
        "Something went wrong on our side",
        "Nothing you did caused this. What was saved before is safe. Please try again in a minute.",
    ),
    503: (
        "The service is catching its breath",
        "Nothing that was saved is lost. Please try again in a minute.",
    ),
}
NOT_SAVED_YET = "What you sent was not saved. Keep this page open and send it again in a minute."
