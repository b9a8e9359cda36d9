"""Markdown as safe HTML: no raw HTML in, our own short list of tags out."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "a", "h2", "h3", "h4", "code", "hr",
}  # fmt: skip
INLINE_TAGS = {"em", "strong", "code"}
MOST_KEPT = 4096
_reader = MarkdownIt("commonmark", {"html": False, "typographer": True})
_reader.disable("image").enable("smartquotes")


def to_html(text: str) -> Markup:
    """Render what a person writes in their log. Nothing of it stays in memory."""
    html = nh3.clean(
        _reader.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - cleaned on the line above


@lru_cache(maxsize=MOST_KEPT)
def authored(text: str) -> Markup:
    """Render a text of our authors. It is the same for everybody, so it is kept."""
    return to_html(text)


@lru_cache(maxsize=MOST_KEPT)
def to_line(text: str) -> Markup:
    """Render a sentence of our authors that stands inside a line: a choice, an option, a reason."""
    html = nh3.clean(_reader.renderInline(text), tags=INLINE_TAGS, attributes={})
    return Markup(html)  # noqa: S704 - cleaned on the line above
