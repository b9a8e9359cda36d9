"""Markdown as safe HTML: no raw HTML in, our own short list of tags out."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "a", "h2", "h3", "h4", "code", "hr",
}  # fmt: skip
HEADINGS = {"heading_open", "heading_close"}
INLINE_TAGS = {"em", "strong", "code"}
MOST_KEPT = 4096
_reader = MarkdownIt("commonmark", {"html": False, "typographer": True})
_reader.disable("image").enable("smartquotes")
# Plain typing must come through: an indented line is no code, a line of dashes makes no heading.
_notebook = MarkdownIt("commonmark", {"html": False, "breaks": True})
_notebook.disable(["image", "code", "fence", "lheading"])


def to_html(text: str) -> Markup:
    """Render a text of our authors."""
    return _cleaned(_reader.render(text))


def noted(text: str) -> Markup:
    """Render what a person writes in their log, line by line. Nothing of it stays in memory."""
    marks = _notebook.parse(text)
    for mark in marks:
        if mark.type in HEADINGS:
            mark.tag = f"h{min(int(mark.tag[1]) + 2, 4)}"
    return _cleaned(_notebook.renderer.render(marks, _notebook.options, {}))


def _cleaned(html: str) -> Markup:
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(clean)  # noqa: S704 - cleaned on the line above


@lru_cache(maxsize=MOST_KEPT)
def authored(text: str) -> Markup:
    """Render a text of our authors. It is the same for everybody, so it is kept."""
    return to_html(text)


@lru_cache(maxsize=MOST_KEPT)
def to_line(text: str) -> Markup:
    """Render a sentence of our authors that stands inside a line: a choice, an option, a reason."""
    html = nh3.clean(_reader.renderInline(text), tags=INLINE_TAGS, attributes={})
    return Markup(html)  # noqa: S704 - cleaned on the line above
