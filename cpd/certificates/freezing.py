"""What a certificate will say, taken down at the moment it is earned."""

from zoneinfo import ZoneInfo

from cpd.attempts.models import Completion
from cpd.catalogue.rules.items import CodeEdition
from cpd.catalogue.service import module_of
from cpd.certificates.rules.facts import CodeFact, Facts
from cpd.certificates.rules.validity import issuer_day
from cpd.codes.files import register
from cpd.kernel.clock import local_date
from cpd.kernel.errors import RuleError
from cpd.kernel.periods import months_after
from cpd.people.models import Organisation, Person
from cpd.people.rules import SITE, OrganisationKind
from cpd.people.service import establish
from cpd.settings import Settings
from cpd.work import Work


def issuing_organisation(work: Work) -> Organisation:
    """Return the organisation that runs this site, whose name stands on what it issues."""
    return establish(work, SITE, Settings.site_name, OrganisationKind.PROVIDER)


def facts_of(work: Work, completion: Completion, person: Person, issuer: Organisation) -> Facts:
    """Return what is to be printed; serial and token are still to be given.

    It is completed on the holder's day and issued on the issuer's, but never before completion.
    """
    module = module_of(completion.module_version)
    completed_on = local_date(completion.completed_at, ZoneInfo(person.time_zone))
    issued_on = max(issuer_day(work.at), completed_on)
    return Facts(
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


def named(code: CodeEdition) -> CodeFact:
    """Name a code as its register does; by its key, where the register holds it no more."""
    try:
        return CodeFact(register().code(code.code, code.edition).title, code.edition)
    except RuleError:
        return CodeFact(code.code, code.edition)
