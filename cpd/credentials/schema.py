"""Whether a document has the form that Open Badges 3.0 asks of a credential."""

from typing import Any


def problems(document: dict[str, Any]) -> list[str]:
    raise NotImplementedError
