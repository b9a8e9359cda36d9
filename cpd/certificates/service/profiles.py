"""Changes what an organisation's next certificates say. Those issued stay as they are."""

import hashlib
from dataclasses import asdict
from uuid import UUID

from cpd.certificates.models import Approval, IssuerProfile
from cpd.certificates.rules.facts import NumberFact
from cpd.certificates.rules.profiles import NewApproval, Profile
from cpd.certificates.service.events import (
    ApprovalAdded,
    ApprovalRemoved,
    IssuerProfileChanged,
)
from cpd.certificates.store import issuers, profiles
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.people.rules import Role
from cpd.web.access import Me
from cpd.work import Work

CHANGED_ELSEWHERE = "Somebody changed this meanwhile. Look at it again before you save."


def profile_of(row: IssuerProfile | None) -> Profile:
    """Return what stands today; what every certificate says where nobody has said anything."""
    if row is None:
        return Profile()
    return Profile(
        design=row.design,
        address=row.address,
        signatory=row.signatory,
        signatory_title=row.signatory_title,
        provider_numbers=tuple(NumberFact(**one) for one in row.provider_numbers),
    )


def version_of(row: IssuerProfile | None) -> str:
    return row.changed_at.isoformat() if row else ""


def refuse_stranger(me: Me, organisation_id: UUID) -> None:
    if organisation_id not in me.organisations(Role.ADMINISTRATOR):
        raise NotFoundError("You administer no such organisation.")


def change_profile(
    work: Work, me: Me, organisation_id: UUID, profile: Profile, version: str
) -> None:
    """Let the next certificates say this, unless somebody else changed it since `version`."""
    row = held(work, me, organisation_id, expected=version)
    row.design, row.address = profile.design, profile.address
    row.signatory, row.signatory_title = profile.signatory, profile.signatory_title
    row.provider_numbers = [asdict(one) for one in profile.provider_numbers]
    changed(work, row)


def change_logo(work: Work, me: Me, organisation_id: UUID, png: bytes | None) -> None:
    """Put this logo on the next certificates, or none. Those issued keep theirs."""
    row = held(work, me, organisation_id)
    sha256 = hashlib.sha256(png).hexdigest() if png is not None else None
    if png is not None and sha256 is not None:
        profiles.add_logo(work.session, sha256, png, work.at)
    row.logo = sha256
    changed(work, row)


def held(
    work: Work, me: Me, organisation_id: UUID, *, expected: str | None = None
) -> IssuerProfile:
    """Return the profile, made if there was none, held until the transaction ends."""
    refuse_stranger(me, organisation_id)
    before = issuers.profile(work.session, organisation_id)
    if expected and version_of(before) != expected:
        raise RuleError(CHANGED_ELSEWHERE)
    profiles.add_once(work.session, organisation_id, Profile(), work.at)
    row = profiles.locked(work.session, organisation_id)
    if expected and version_of(row) != expected:
        raise RuleError(CHANGED_ELSEWHERE)
    return row


def changed(work: Work, row: IssuerProfile) -> None:
    row.changed_at = work.at
    work.session.flush()
    work.announce(IssuerProfileChanged(organisation=row.organisation_id))


def approve(work: Work, me: Me, organisation_id: UUID, new: NewApproval) -> Approval:
    """Note that a body approved a module. The same number of the same body stands once."""
    refuse_stranger(me, organisation_id)
    profiles.add_once(work.session, organisation_id, Profile(), work.at)
    profiles.locked(work.session, organisation_id)
    if profiles.same_approval(work.session, organisation_id, new) is not None:
        raise RuleError(f"This approval of {new.body} is noted already.")
    approval = Approval(organisation_id=organisation_id, **asdict(new))
    work.session.add(approval)
    work.session.flush()
    work.announce(
        ApprovalAdded(organisation=organisation_id, approval=approval.id, module=new.module_key)
    )
    return approval


def remove_approval(work: Work, me: Me, organisation_id: UUID, approval_id: UUID) -> None:
    """Let the next certificates name it no more. Twice is the same as once."""
    refuse_stranger(me, organisation_id)
    approval = profiles.approval_held(work.session, organisation_id, approval_id)
    if approval is None:
        raise NotFoundError("There is no such approval.")
    if approval.removed_at is not None:
        return
    approval.removed_at = work.at
    work.announce(
        ApprovalRemoved(
            organisation=organisation_id, approval=approval.id, module=approval.module_key
        )
    )
