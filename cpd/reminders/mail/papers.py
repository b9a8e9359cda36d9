"""The letter about a paper that runs out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cpd.documents.rules.papers import sort_of
from cpd.letters.rules import Draft
from cpd.reminders.rules.ladder import days_left_in_words
from cpd.reminders.rules.papers import End
from cpd.web.letterhead import compose, link_to


@dataclass(frozen=True, kw_only=True)
class About:
    """A paper and its holder, as the letter names them. `every`: how often bodies want it anew."""

    paper_id: UUID
    document: str
    title: str
    person_id: UUID
    name: str
    email: str
    end: End
    every: str


def paper_key(paper_id: UUID, last_on: date, days_before: int) -> str:
    return f"paper_expiring:{paper_id}:{last_on.isoformat()}:{days_before}"


def paper_expiring(about: About, days_before: int, today: date) -> Draft:
    """Say when a paper runs out. The subject, which others may see, names no check of anybody."""
    sort = sort_of(about.document)
    left = (about.end.last_on - today).days
    subject, text, html = compose(
        "emails/paper_expiring",
        name=about.name,
        title=about.title,
        word=sort.word,
        subject_word=sort.word if sort.is_file_kept else "A paper of yours",
        last_on=about.end.last_on,
        when=days_left_in_words(left),
        is_over=left < 0,
        bodies=about.end.bodies,
        every=about.every,
        papers_link=link_to("documents.index"),
        new_link=link_to("documents.new", document=about.document),
    )
    return Draft(
        key=paper_key(about.paper_id, about.end.last_on, days_before),
        person_id=about.person_id,
        recipient=about.email,
        subject=subject,
        text=text,
        html=html,
    )
