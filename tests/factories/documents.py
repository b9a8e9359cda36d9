from datetime import date
from itertools import count

from cpd.documents import service
from cpd.documents.models import DeclarationMade, Paper
from cpd.documents.rules.declarations import Declared
from cpd.documents.rules.papers import Written

_number = count(1)


def a_paper(work, person, document="signed_undertaking", **given) -> Paper:
    """Somebody's paper, as they would have added it."""
    days = {"issued_on": date(2026, 1, 15)}
    if document == "indemnity_insurance":
        days = {"first_on": date(2025, 4, 1), "last_on": date(2026, 3, 31)}
    written = Written(document=document, **(days | given))
    return service.add(work, person.id, person.time_zone, written, f"form:{next(_number):032x}")


def a_declaration(work, person, declaration="complaint_upheld", **given) -> DeclarationMade:
    usual = {"happened_on": date(2026, 2, 1)}
    declared = Declared(declaration=declaration, **(usual | given))
    source = f"form:{next(_number):032x}"
    return service.declare(work, person.id, person.time_zone, declared, source)
