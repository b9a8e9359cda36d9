"""Which views take more than a form: files, up to a size that each of them names."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def takes_up_to(size: int) -> Callable[[View], View]:
    """Mark a view with the size in bytes of what may be sent to it."""

    def mark(view: View) -> View:
        view.takes_up_to = size  # type: ignore[attr-defined] # read back by make_room()
        return view

    return mark


def make_room() -> None:
    """Raise the limit before anything reads the form; whoever asks for its token reads it all."""
    view = current_app.view_functions.get(request.endpoint or "")
    size = getattr(view, "takes_up_to", None)
    if size is not None:
        request.max_content_length = size


def init_app(app: Flask) -> None:
    app.before_request(make_room)
