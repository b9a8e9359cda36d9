"""Providers and accreditation bodies: made, and called by another name."""

from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people import store
from cpd.people.events import OrganisationAdded, OrganisationRenamed
from cpd.people.models import Organisation
from cpd.people.rules import SITE, OrganisationKind, checked_key, checked_name
from cpd.work import Work


def establish(work: Work, key: str, name: str, kind: OrganisationKind) -> Organisation:
    """Return the organisation with this key, made if there is none yet."""
    organisation = store.organisation_by_key(work.session, key)
    if organisation is not None:
        return organisation
    is_new = store.add_organisation_once(work.session, {"key": key, "name": name, "kind": kind})
    organisation = store.organisation_by_key(work.session, key)
    if organisation is None:
        raise LookupError(f"the organisation {key} was added and does not show")
    if is_new:
        work.announce(OrganisationAdded(organisation=organisation.id, kind_of=kind))
    return organisation


def site_organisation(work: Work, site_name: str) -> Organisation:
    """Return the site's own provider, to which everybody belongs who confirmed their address."""
    return establish(work, SITE, site_name, OrganisationKind.PROVIDER)


def add(work: Work, key: str, name: str, kind: OrganisationKind) -> Organisation:
    """Make an organisation; a key that is taken is refused."""
    key, name = checked_key(key), checked_name(name)
    if store.organisation_by_key(work.session, key) is not None:
        raise RuleError(f"There is an organisation with the key “{key}” already.")
    return establish(work, key, name, kind)


def rename(work: Work, key: str, name: str) -> Organisation:
    """Call it by another name from now on. Issued certificates keep the name they bear."""
    organisation = store.organisation_by_key(work.session, key)
    if organisation is None:
        raise NotFoundError(f"There is no organisation with the key “{key}”.")
    organisation.name = checked_name(name)
    work.session.flush()
    work.announce(OrganisationRenamed(organisation=organisation.id))
    return organisation
