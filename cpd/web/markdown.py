"""Markdown as safe HTML: no raw HTML in, our own short list of tags out."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "em", "strong", "ul", "ol", "li", "blockquote", "br", "a", "h2", "h3", "h4", "code", "hr",
}  # fmt: skip
_reader = MarkdownIt("commonmark", {"html": False}).disable("image")


def to_html(text: str) -> Markup:
    """Render text of our authors or of a person writing in their log."""
    html = nh3.clean(
        _reader.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704 - cleaned on the line above
