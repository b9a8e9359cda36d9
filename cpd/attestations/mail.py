"""The letters about attestations: a question, a reminder of several, and a disagreement."""

from collections.abc import Sequence
from uuid import UUID

from cpd.attestations.models import Attestation, AttestationRequest
from cpd.attestations.rules.facts import from_json
from cpd.attestations.saying import facts_of, for_letters, in_a_line, said
from cpd.letters.rules import Draft
from cpd.people.models import Person
from cpd.web.letterhead import compose, link_to


def asked_key(request_id: UUID) -> str:
    return f"attestation_asked:{request_id}"


def reminder_key(request_id: UUID) -> str:
    return f"attestation_reminder:{request_id}"


def asked(request: AttestationRequest, member: Person, token: str) -> Draft:
    """Ask. The link is good for whoever has it, so the letter is forgotten once it is sent."""
    subject, text, html = compose(
        "emails/attestation_asked",
        supervisor=request.supervisor_name,
        member=member.name,
        facts=said(for_letters(facts_of(request))),
        expires_on=request.expires_at.date(),
        link=link_to("attestations.answer", token=token),
        all_link=link_to("attestations.index"),
    )
    return Draft(
        key=asked_key(request.id),
        person_id=member.id,
        recipient=request.supervisor_email,
        subject=subject,
        text=text,
        html=html,
        is_secret=True,
    )


def reminder(asked: Sequence[tuple[AttestationRequest, str]]) -> Draft:
    """Remind one address of all that has waited a week, in one letter."""
    first = asked[0][0]
    subject, text, html = compose(
        "emails/attestation_reminder",
        supervisor=first.supervisor_name,
        questions=[
            {
                "member": request.person.name,
                "what": in_a_line(for_letters(facts_of(request))),
                "expires_on": request.expires_at.date(),
                "link": link_to("attestations.answer", token=token),
            }
            for request, token in asked
        ],
        all_link=link_to("attestations.index"),
    )
    return Draft(
        key=reminder_key(first.id),
        person_id=None,
        recipient=first.supervisor_email,
        subject=subject,
        text=text,
        html=html,
        is_secret=True,
    )


def disagreed(attestation: Attestation, member: Person) -> Draft:
    """Tell the member. What the supervisor wrote stands on the page, not in the letter."""
    subject, text, html = compose(
        "emails/attestation_disagreed",
        name=member.name,
        supervisor=attestation.supervisor_name,
        what=in_a_line(from_json(attestation.facts)),
        link=link_to("records.entry", entry_id=attestation.entry_id),
    )
    return Draft(
        key=f"attestation_disagreed:{attestation.id}",
        person_id=member.id,
        recipient=member.email,
        subject=subject,
        text=text,
        html=html,
    )
