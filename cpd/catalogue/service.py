"""Loading modules from their files, and reading a version back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.orm import Session

from cpd.catalogue import store
from cpd.catalogue.models import ContentFinding, ModuleVersion
from cpd.catalogue.reading import ReadModule
from cpd.catalogue.rules.modules import Module, canonical, content_hash, from_canonical
from cpd.codes.files import register
from cpd.codes.rules.registers import Code
from cpd.codes.service import CitedBy, replace_citations
from cpd.kernel.errors import NotFoundError
from cpd.kernel.events import Event
from cpd.work import Work


@dataclass(frozen=True, kw_only=True)
class ModuleLoaded(Event):
    kind: ClassVar[str] = "module.loaded"

    module: str
    content_hash: str


@dataclass(frozen=True)
class Loading:
    """What a loading did: modules with a new version, unchanged ones, and broken ones.

    Those whose files are gone stay open: attempts are under way, and letters lead there.
    """

    new: tuple[str, ...]
    unchanged: tuple[str, ...]
    broken: tuple[str, ...]
    gone: tuple[str, ...] = ()


MOST_KEPT = 64
_kept: dict[str, Module] = {}


def module_of(version: ModuleVersion) -> Module:
    """Return the content of a version.

    A version never changes, so it is kept: the long column is read once in the life of the
    process, not with every answer that is saved.
    """
    module = _kept.get(version.content_hash)
    if module is None:
        module = from_canonical(version.canonical)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[version.content_hash] = module
    return module


def module_by_hash(session: Session, content_hash: str) -> Module:
    """Return the content that has this name; most often without asking the database."""
    kept = _kept.get(content_hash)
    if kept is not None:
        return kept
    version = store.by_hash(session, content_hash)
    if version is None:
        raise LookupError(f"no version of a module has the content {content_hash}")
    return module_of(version)


def current_modules(session: Session) -> Sequence[ModuleVersion]:
    return store.current(session)


def current_module(session: Session, module_key: str) -> ModuleVersion:
    """Return the current version, or say that there is no such module."""
    version = store.current_one(session, module_key)
    if version is None:
        raise NotFoundError("There is no such module.")
    return version


def codes_of(version: ModuleVersion) -> list[Code]:
    """Return the codes a module is drawn from, as far as the registers still hold the edition."""
    held = {(code.key, code.edition): code for code in register().codes}
    named = [(one.code, one.edition) for one in module_of(version).codes]
    return [held[one] for one in named if one in held]


def load(work: Work, modules: Iterable[ReadModule]) -> Loading:
    """Make each sound module's content its current version; a broken one keeps its old version."""
    new, unchanged, broken = [], [], []
    gone = dict.fromkeys(version.module_key for version in store.current(work.session))
    store.forget_findings(work.session)
    for read in modules:
        gone.pop(read.name, None)
        if read.module is None or read.findings:
            note_findings(work, read)
            broken.append(read.name)
        elif publish(work, read.module):
            new.append(read.module.id)
        else:
            unchanged.append(read.module.id)
    return Loading(tuple(new), tuple(unchanged), tuple(broken), tuple(gone))


def note_findings(work: Work, read: ReadModule) -> None:
    work.session.add_all(
        ContentFinding(
            module_key=read.name,
            file=finding.file,
            line=finding.line,
            rule=finding.rule,
            message=finding.message,
            found_at=work.at,
        )
        for finding in read.findings
    )


def publish(work: Work, module: Module) -> bool:
    """Make this content the current version. False if it is already."""
    name = content_hash(module)
    now_current = store.current_one(work.session, module.id)
    if now_current is not None and now_current.content_hash == name:
        return False
    if now_current is not None:
        now_current.retired_at = work.at
        work.session.flush()
    version = store.by_hash(work.session, name)
    if version is None:
        version = ModuleVersion(module_key=module.id, content_hash=name, **shown(module))
        work.session.add(version)
    version.loaded_at, version.retired_at = work.at, None
    work.session.flush()
    replace_citations(work, module.id, module.title, citations(module))
    work.announce(ModuleLoaded(module=module.id, content_hash=name))
    return True


def shown(module: Module) -> dict[str, object]:
    """Return what lists show, kept beside the content so that they need not read it."""
    return {
        "title": module.title,
        "summary": module.summary,
        "minutes": module.minutes,
        "validity_months": module.validity_months,
        "canonical": canonical(module),
    }


def citations(module: Module) -> Iterator[CitedBy]:
    for scene in module.case.scenes:
        for choice in scene.choices:
            for cited in choice.clauses:
                yield CitedBy(cited.code, cited.number, "scenario", f"{scene.id}/{choice.id}")
    for item in module.bank.items:
        refs = {item.clause, *(cited.ref for cited in item.clauses)}
        refs |= {cited.ref for option in item.options for cited in option.clauses}
        for ref in refs:
            code, _, number = ref.partition(":")
            yield CitedBy(code, number, "quiz", item.id)
