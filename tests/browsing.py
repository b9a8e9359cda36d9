"""The test browser: it signs people in, and looks at every page it is given."""

import secrets
from collections import Counter
from itertools import pairwise

import html5lib
from flask.testing import FlaskClient

from cpd.kernel.tokens import sha256
from cpd.people.models import SignIn

XHTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "image", "reset"}


class CheckedClient(FlaskClient):
    """A client whose every HTML answer is parsed and held to what all pages promise."""

    person = None

    def open(self, *args, **kwargs):
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and answer.data and not answer.location:
            problems = page_problems(answer.text)
            assert not problems, f"{answer.request.path}: {problems}"
        return answer


def sign_in(client, session, person, at) -> None:
    """Sign somebody in as the sign-in page would, without its cost."""
    token = secrets.token_urlsafe(16)
    session.add(
        SignIn(
            person_id=person.id, token_sha256=sha256(token), browser="Test", began_at=at, seen_at=at
        )
    )
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True


def page_problems(html: str) -> list[str]:
    """Say what is wrong with a page: the promises that hold for all of them."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree = parser.parse(html)
    elements = [e for e in tree.iter() if isinstance(e.tag, str)]
    by_tag = Counter(e.tag.removeprefix(XHTML) for e in elements)
    problems = [f"not well formed: {error}" for error in parser.errors[:3]]
    if by_tag["h1"] != 1:
        problems.append(f"{by_tag['h1']} h1 headings")
    titles = [e.text for e in elements if e.tag == XHTML + "title" and (e.text or "").strip()]
    if not titles:
        problems.append("no title")
    ids = Counter(e.get("id") for e in elements if e.get("id"))
    problems += [f"id {name} is there {n} times" for name, n in ids.items() if n > 1]
    problems += [f"inline script or style: {e.tag}" for e in elements if is_inline(e)]
    return (
        problems + unlabelled(elements) + heading_jumps(elements) + loose_ends(elements, set(ids))
    )


def unlabelled(elements) -> list[str]:
    labels = [e for e in elements if e.tag == XHTML + "label"]
    named = {label.get("for") for label in labels}
    inside = {child for label in labels for child in label.iter()}
    return [
        f"no label for {e.get('name')}"
        for e in elements
        if needs_label(e) and e.get("id") not in named and e not in inside
    ]


def loose_ends(elements, known: set[str]) -> list[str]:
    """Name references to an id that is not on the page."""
    return [
        f"{attribute}={target} points nowhere"
        for e in elements
        for attribute in ("for", "aria-describedby", "aria-labelledby")
        for target in (e.get(attribute) or "").split()
        if target not in known
    ]


def is_inline(element) -> bool:
    tag = element.tag.removeprefix(XHTML)
    if tag == "style" or element.get("style") is not None:
        return True
    if tag == "script" and (element.text or "").strip():
        return True
    return any(name.startswith("on") for name in element.keys() if isinstance(name, str))  # noqa: SIM118 - an Element is no dict


def needs_label(element) -> bool:
    tag = element.tag.removeprefix(XHTML)
    if tag not in LABELLED or element.get("type") in UNLABELLED_TYPES:
        return False
    return not element.get("aria-label") and not element.get("aria-labelledby")


def heading_jumps(elements) -> list[str]:
    names = [f"{XHTML}h{n}" for n in range(1, 7)]
    levels = [names.index(e.tag) + 1 for e in elements if e.tag in names]
    return [f"a heading jumps from h{a} to h{b}" for a, b in pairwise(levels) if b > a + 1]
