"""The Open Badges 3.0 credential of an award, unsigned.

Only terms that every published form of the contexts defines are used: an undefined one would stand
in the credential without being signed.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cpd.credentials.rules.awards import Award, CodeTaught, NumberGiven, StatusPlace
from cpd.credentials.rules.instants import instant, past_minute
from cpd.credentials.rules.purposes import StatusPurpose, list_url

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
]
SCHEMA_URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
Node = dict[str, Any]


def credential_of(award: Award) -> Node:
    credential = {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{award.certificate_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.title,
        "issuer": issuer_of(award),
        "validFrom": instant(past_minute(award.valid_from)),
        "validUntil": f"{award.valid_until.isoformat()}T23:59:59Z",
        "awardedDate": midnight(award.awarded_on),
        "credentialSubject": subject_of(award),
        "credentialSchema": [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if award.place is not None:
        credential["credentialStatus"] = status_of(award.site, award.place)
    return credential


def issuer_of(award: Award) -> Node:
    issuer: Node = {
        "id": award.issuer_did,
        "type": ["Profile"],
        "name": award.issuer_name,
        "url": award.site,
    }
    if award.signatory:
        issuer["official"] = award.signatory
    if award.address:
        issuer["address"] = {"type": ["Address"], "streetAddress": award.address}
    if award.provider_numbers:
        issuer["otherIdentifier"] = numbers(award.provider_numbers, "ext:ProviderNumber")
    return issuer


def subject_of(award: Award) -> Node:
    subject: Node = {
        "id": f"urn:uuid:{award.subject_id}",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": False,
                "identityHash": award.name,
            }
        ],
        "licenseNumber": award.serial,
        "activityEndDate": midnight(award.completed_on),
        "achievement": achievement_of(award),
        "result": results_of(award),
    }
    if award.started_on is not None:
        subject["activityStartDate"] = midnight(award.started_on)
    return subject


def achievement_of(award: Award) -> Node:
    achievement: Node = {
        "id": award.achievement,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": award.title,
        "description": f"Continuing professional development of {award.minutes} minutes.",
        "criteria": {"narrative": criteria_of(award)},
        "inLanguage": award.language,
        "resultDescription": [
            {
                "id": result_id(award, kind, name),
                "type": ["ResultDescription"],
                "name": name,
                "resultType": kind,
            }
            for kind, name, _ in measured(award)
        ],
    }
    if award.codes:
        achievement["alignment"] = [alignment_of(one) for one in award.codes]
    if award.approvals:
        achievement["otherIdentifier"] = numbers(award.approvals, "ext:ApprovalNumber")
    return achievement


def criteria_of(award: Award) -> str:
    criteria = "Every part of the programme was completed and its assessment passed."
    if not award.outcomes:
        return criteria
    return "\n".join([criteria, "", "Learning outcomes:", "", *(f"- {o}" for o in award.outcomes)])


def measured(award: Award) -> list[tuple[str, str, str]]:
    """Return what was measured: its kind, its name, its value. Minutes are whole and exact."""
    found = [("ext:Minutes", "Minutes", str(award.minutes))]
    found += [
        ("ext:CategoryMinutes", f"Minutes: {one.category}", str(one.minutes))
        for one in award.shares
    ]
    if award.delivery:
        found.append(("ext:Delivery", "Delivery", award.delivery))
    return found


def results_of(award: Award) -> list[Node]:
    return [
        {
            "type": ["Result"],
            "resultDescription": result_id(award, kind, name),
            "value": value,
        }
        for kind, name, value in measured(award)
    ]


def result_id(award: Award, kind: str, name: str) -> str:
    """Name what is measured: the same for all who earn the same achievement."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{award.achievement} {kind} {name}')}"


def alignment_of(code: CodeTaught) -> Node:
    return {
        "type": ["Alignment"],
        "targetName": f"{code.title}, {code.edition}",
        "targetFramework": code.title,
        "targetCode": code.edition,
        "targetType": "ext:CodeOfEthics",
        "targetUrl": code.url,
    }


def numbers(given: Sequence[NumberGiven], kind: str) -> list[Node]:
    """Write each number as it was given; the schema leaves only the type to say by whom."""
    return [
        {
            "type": "IdentifierEntry",
            "identifier": one.number,
            "identifierType": f"{kind}.{'_'.join(one.body.split())}",
        }
        for one in given
    ]


def status_of(site: str, place: StatusPlace) -> Node:
    """Point to the one list that everybody reads.

    Open Badges 3.0 lets a credential have one status entry, and its schema refuses two. What is on
    hold is therefore set in this list too, until it is reinstated; the list of suspensions, at the
    same place, tells the two apart.
    """
    url = list_url(site, StatusPurpose.REVOCATION, place.list_number)
    return {
        "id": f"{url}#{place.position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": str(StatusPurpose.REVOCATION),
        "statusListIndex": str(place.position),
        "statusListCredential": url,
    }


def midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
