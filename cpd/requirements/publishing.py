"""Which packs are published. A published one never changes; a change is a new version."""

import json
from collections.abc import Mapping
from functools import cache

from cpd.kernel.errors import RuleError
from cpd.places import PACKS
from cpd.requirements.files import drafts, path_of
from cpd.requirements.pack_files import Draft

PUBLISHED = PACKS / "published.json"


@cache
def published() -> Mapping[str, Mapping[str, str]]:
    """Return the sum of each published version, by id and version."""
    if not PUBLISHED.is_file():
        return {}
    held: Mapping[str, Mapping[str, str]] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return held


def is_published(draft: Draft) -> bool:
    return str(draft.pack.version) in published().get(draft.pack.id, {})


def changed(draft: Draft) -> bool:
    """Tell whether a published version no longer says what it said."""
    return (
        is_published(draft) and published()[draft.pack.id][str(draft.pack.version)] != draft.digest
    )


def missing() -> list[str]:
    """Name published versions whose documents are gone."""
    return [
        f"{id_} {version}"
        for id_, versions in published().items()
        for version in versions
        if int(version) not in {draft.pack.version for draft in drafts(id_)}
    ]


def publish(id_: str) -> list[int]:
    """Note new versions, and say which. If one has changed it is refused, and nothing noted."""
    path_of(id_)
    found = drafts(id_)
    held = {key: dict(versions) for key, versions in published().items()}
    before = held.setdefault(id_, {})
    for draft in found:
        noted = before.get(str(draft.pack.version), draft.digest)
        if noted != draft.digest:
            raise RuleError(
                f"Version {draft.pack.version} of {id_} is published and has changed."
                " Put it back, and write the change as a new version."
            )
    new = [draft for draft in found if str(draft.pack.version) not in before]
    before |= {str(draft.pack.version): draft.digest for draft in new}
    text = json.dumps(dict(sorted(held.items())), indent=2) + "\n"
    PUBLISHED.write_text(text, encoding="utf-8")
    published.cache_clear()
    return [draft.pack.version for draft in new]
