"""What a portfolio says of papers, declarations and certificates."""

from uuid import UUID

from sqlalchemy.orm import Session

from cpd.documents.models import DeclarationMade, Paper
from cpd.documents.rules.papers import SORTS
from cpd.transfers.rules.portfolios import Fact, Item, Part, Section
from cpd.transfers.store import wholes as store
from cpd.web.filters import on


def papers(session: Session, person_id: UUID) -> Part:
    found = [paper(one) for one in store.papers(session, person_id) if not one.withdrawn_at]
    made = [declaration(one) for one in store.declarations(session, person_id)
            if not one.withdrawn_at]  # fmt: skip
    return Part(Section.PAPERS, "Papers and declarations", items=(*found, *made))


def paper(one: Paper) -> Item:
    facts = {
        "Issued": one.issued_on and on(one.issued_on),
        "From": one.first_on and on(one.first_on),
        "To the end of": one.last_on and on(one.last_on),
        "Version": one.version_of,
        "Level": one.level,
        "Seen by": one.seen_by,
    }
    sort = SORTS.get(one.document)
    return Item(
        one.title or (sort.word if sort else one.document),
        note=sort.word if sort and one.title != sort.word else "",
        facts=tuple(Fact(word, text) for word, text in facts.items() if text),
    )


def declaration(one: DeclarationMade) -> Item:
    facts = {
        "Happened": one.happened_on and on(one.happened_on),
        "Declared": one.declared_on and on(one.declared_on),
        "To": one.declared_to,
    }
    return Item(
        one.declaration.replace("_", " ").capitalize(),
        note="Declaration",
        facts=tuple(Fact(word, text) for word, text in facts.items() if text),
    )


def certificates(session: Session, person_id: UUID) -> Part:
    items = tuple(
        Item(
            one.title,
            on(one.issued_on),
            f"Serial {one.serial}" + (", on hold" if one.suspended_at else ""),
            (Fact("Valid to the end of", on(one.expires_on)),),
        )
        for one in store.certificates(session, person_id)
        if one.withdrawn_at is None and one.replaced_at is None
    )
    return Part(Section.CERTIFICATES, "Certificates", items=items)
