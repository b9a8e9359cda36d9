"""Composes a letter from its three templates: subject, plain text and HTML."""

import unicodedata

from flask import current_app

from cpd.web.context import parts

LONGEST_SUBJECT = 150


def compose(name: str, /, **facts: object) -> tuple[str, str, str]:
    """Return subject, text and HTML of the letter in a folder, like `emails/reset_password`.

    Flask escapes by the template's ending: `body.html` is escaped, `subject.txt` and `body.txt`
    are not, so that O'Neill does not read O&#39;Neill in a plain letter. Needs no request, so
    jobs write letters too; write days with `on`, not instants with `at`, which asks who is looking.
    """
    settings = parts().settings
    known = {"site_name": settings.site_name, "base_url": settings.base_url} | facts

    def filled(part: str) -> str:
        return current_app.jinja_env.get_template(f"{name}/{part}").render(known)

    return one_line(filled("subject.txt")), tidy(filled("body.txt")), filled("body.html")


def link_to(endpoint: str, **values: object) -> str:
    """Return the full address of a page under the configured one, whatever Host a request named."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return parts().settings.base_url + path


def one_line(text: str) -> str:
    """Make the text fit for a header: one line, nothing that ends or steers it, not too long."""
    kept = (" " if unicodedata.category(mark) in {"Cc", "Zl", "Zp"} else mark for mark in text)
    line = " ".join("".join(kept).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


def tidy(text: str) -> str:
    """Drop what template blocks leave behind: spaces at line ends, piled-up empty lines."""
    lines: list[str] = []
    for line in (raw.rstrip() for raw in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
