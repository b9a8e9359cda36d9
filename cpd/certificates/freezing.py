"""What a certificate will say, taken down at the moment it is earned."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from cpd.attempts.models import Completion
from cpd.catalogue.models import ModuleVersion
from cpd.catalogue.rules.items import CodeEdition
from cpd.catalogue.service import module_of
from cpd.certificates.models import Approval
from cpd.certificates.rules.facts import (
    CategoryFact,
    CodeFact,
    Delivery,
    Design,
    Facts,
    NumberFact,
)
from cpd.certificates.rules.validity import issuer_day
from cpd.certificates.store import issuers
from cpd.codes.files import register
from cpd.kernel.clock import local_date
from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after
from cpd.people.models import Organisation, Person
from cpd.people.rules import SITE, OrganisationKind
from cpd.people.service import establish
from cpd.settings import Settings
from cpd.work import Work

ETHICS = "Ethics"


@dataclass(frozen=True)
class Frozen:
    """The facts, and what still stands in the way of printing them: a sentence for the holder."""

    facts: Facts
    trouble: str | None = None


def issuing_organisation(work: Work) -> Organisation:
    """Return the organisation that runs this site, whose name stands on what it issues."""
    return establish(work, SITE, Settings.site_name, OrganisationKind.PROVIDER)


def facts_of(work: Work, completion: Completion, person: Person, issuer: Organisation) -> Frozen:
    """Return what is to be printed; serial and token are still to be given.

    It is completed on the holder's day and issued on the issuer's, but never before completion.
    """
    version = completion.module_version
    module = module_of(version)
    completed_on = local_date(completion.completed_at, ZoneInfo(person.time_zone))
    issued_on = max(issuer_day(work.at), completed_on)
    facts = Facts(
        name=person.name,
        title=module.title,
        minutes=module.minutes,
        outcomes=module.outcomes,
        codes=tuple(named(code) for code in module.codes),
        completed_on=completed_on,
        issued_on=issued_on,
        expires_on=months_after(issued_on, module.validity_months),
        issuer=issuer.name,
        serial="",
        token="",
    )
    facts = with_profile(work, with_kind(facts, version), issuer.id)
    return with_approvals(work, facts, version, issuer.id)


def with_kind(facts: Facts, version: ModuleVersion) -> Facts:
    """Say how the minutes count and how they were spent, as the module does or for want of it."""
    module = module_of(version)
    parts = tuple(CategoryFact(part.name, part.minutes) for part in module.categories)
    return replace(
        facts,
        categories=parts or (CategoryFact(ETHICS, facts.minutes),),
        delivery=module.delivery or Delivery.SELF_PACED,
    )


def with_profile(work: Work, facts: Facts, issuer_id: UUID) -> Facts:
    """Say of the issuer what its profile says today; as it is, where it has none."""
    profile = issuers.profile(work.session, issuer_id)
    if profile is None:
        return facts
    return replace(
        facts,
        design=Design(profile.design),
        address=profile.address,
        signatory=profile.signatory,
        signatory_title=profile.signatory_title,
        logo=profile.logo,
        provider_numbers=tuple(NumberFact(**one) for one in profile.provider_numbers),
    )


def completed(work: Work, facts: Facts, version: ModuleVersion, issuer_id: UUID) -> Facts:
    """Add to facts of a release before 0.3 what was not frozen then."""
    facts = with_profile(work, with_kind(facts, version), issuer_id)
    return replace(facts, achievement=achievement(issuer_id, version, facts.title))


def with_approvals(work: Work, facts: Facts, version: ModuleVersion, issuer_id: UUID) -> Frozen:
    """Say what bodies approved that hold on the day of issue, in the very words they approved.

    Where they approved other hours, or two of them other titles, nothing is printed until the
    provider has settled it: a body refuses certificates that differ from what it approved.
    """
    held = issuers.approvals(work.session, issuer_id, version.module_key, facts.issued_on)
    facts = replace(
        facts,
        title=held[0].title if held else module_of(version).title,
        approvals=tuple(NumberFact(one.body, one.number) for one in held),
    )
    facts = replace(facts, achievement=achievement(issuer_id, version, facts.title))
    for one in held:
        if one.minutes != facts.minutes:
            return Frozen(facts, other_hours(one, facts.minutes))
        if one.title != facts.title:
            return Frozen(facts, other_title(one, held[0], facts.issued_on))
    return Frozen(facts)


def other_hours(approval: Approval, minutes: int) -> str:
    return (
        f"{approval.body} approved this module for {approval.minutes} minutes, and it has {minutes}"
        " now. The provider has to settle this with them before your certificate can be issued."
    )[:500]


def other_title(one: Approval, other: Approval, day: date) -> str:
    return (
        f"{one.body} and {other.body} approved this module under different titles for "
        f"{day.isoformat()}. The provider has to settle this before your certificate can be issued."
    )[:500]


def achievement(issuer_id: UUID, version: ModuleVersion, title: str) -> str:
    """Name what was achieved: the same for all who pass this version under this title."""
    return uuid5(issuer_id, f"{version.module_key} {version.content_hash} {title}").urn


def named(code: CodeEdition) -> CodeFact:
    """Name a code as its register does; by its key, where the register holds it no more."""
    try:
        return CodeFact(register().code(code.code, code.edition).title, code.edition)
    except RuleError:
        return CodeFact(code.code, code.edition)
