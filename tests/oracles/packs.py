"""Packs for the examples: those of the paper, and small ones for shapes without a body."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

PAPER = Path(__file__).parent / "packs" / "paper.yaml"
_KEPT = TemporaryDirectory(prefix="cpd-oracles-")


class _Reader(yaml.SafeLoader):
    """Reads `on` as the word it is: in a pack it is a key."""


_Reader.yaml_implicit_resolvers = {
    letter: [one for one in known if one[0] != "tag:yaml.org,2002:bool"]
    if letter in "oO"
    else known
    for letter, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _a_file(text):
    file = Path(_KEPT.name) / f"{sha256(text.encode()).hexdigest()[:16]}.yaml"
    if not file.exists():
        file.write_text(text)
    return file


@cache
def _documents():
    texts = PAPER.read_text().split("\n---\n")
    return {read(text)["id"]: text for text in texts}


def paper(id_):
    """The paper's own text of this pack, word for word, in a file."""
    return _a_file(_documents()[id_])


def written(*versions):
    return _a_file(yaml.safe_dump_all(versions, sort_keys=False, allow_unicode=True))


def paper_with(id_, *, only=(), **changes):
    """The paper's pack with some keys of the pack replaced, and perhaps few of its requirements."""
    pack = read(_documents()[id_]) | {key: read(it) for key, it in changes.items()}
    if only:
        pack["requirements"] = [one for one in pack["requirements"] if one["id"] in only]
    return written(pack)


def gallery(*only, **changes):
    return paper_with("shapes.gallery", only=only, **changes)


def a_pack(*requirements, **changes):
    """A pack of these requirements, each written as a line of YAML, over the gallery's measures."""
    found = [read(one) for one in requirements]
    return paper_with("shapes.gallery", id="oracles.own", requirements=found, **changes)


def read(value):
    return _Reader(value).get_single_data() if isinstance(value, str) else value
