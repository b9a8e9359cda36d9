import errno
import os
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from cpd.audit.models import AuditEntry
from cpd.evidence import service, store
from cpd.evidence import storage as keeping
from cpd.evidence.cleaner import clean
from cpd.evidence.models import Evidence, StoredFile
from cpd.evidence.service import FileToKeep
from cpd.evidence.storage import Folder
from cpd.kernel.errors import NotFoundError, RuleError
from cpd.records import service as records
from cpd.work import Work
from tests.factories import files
from tests.factories.people import a_person
from tests.factories.records import an_entry

PICTURE = clean(files.a_picture())
OTHER = clean(files.a_picture(size=(7, 7)))


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "evidence")


@pytest.fixture
def person(session):
    return a_person(session)


@pytest.fixture
def entry(work, person):
    return an_entry(work, person)


def add(work, person, entry, folder, clean=PICTURE, label="Certificate"):
    return service.add_file(work, person.id, entry.id, label, FileToKeep(clean, folder))


def later(work, **after) -> Work:
    return Work(work.session, work.actor, work.at + timedelta(**after), work.followers)


def kinds(session) -> list[str]:
    query = select(AuditEntry.kind).where(AuditEntry.kind.regexp_match("evidence|file"))
    return list(session.scalars(query))


def on_disk(folder) -> list[str]:
    return sorted(path.name for path in folder.root.glob("??/*"))


def test_a_file_is_on_the_disk_and_its_row_says_what_it_is(work, person, entry, folder, session):
    evidence = add(work, person, entry, folder).evidence
    assert on_disk(folder) == [evidence.sha256]
    assert folder.read(evidence.sha256) == PICTURE.content
    file = session.get(StoredFile, evidence.sha256)
    assert (file.media_type, file.size) == ("image/png", len(PICTURE.content))
    assert kinds(session) == ["evidence.added"]


def test_only_its_owner_can_read_a_file_on_the_disk(work, person, entry, folder):
    evidence = add(work, person, entry, folder).evidence
    path = folder.path(evidence.sha256)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_same_file_is_stored_once_and_added_once_to_an_entry(
    work, person, entry, folder, session
):
    """As when a button is pressed twice, or another entry has the same proof."""
    first, again = (add(work, person, entry, folder) for _ in range(2))
    elsewhere = add(work, person, an_entry(work, person), folder)
    assert (first.is_new, again.is_new, elsewhere.is_new) == (True, False, True)
    assert again.evidence.id == first.evidence.id
    assert len(session.scalars(select(StoredFile)).all()) == 1
    assert len(on_disk(folder)) == 1


def test_a_link_and_a_number_are_added_once_too(work, person, entry):
    ways = (
        partial(service.add_link, work, person.id, entry.id, "Proof", "https://a.example/x"),
        partial(service.add_certificate, work, person.id, entry.id, "77", "Harbour"),
    )
    assert [[way().is_new for _ in range(2)] for way in ways] == [[True, False]] * 2


def test_somebody_elses_entry_is_not_there(work, entry, folder, session):
    stranger = a_person(session)
    with pytest.raises(NotFoundError):
        add(work, stranger, entry, folder)
    assert on_disk(folder) == []


def test_a_withdrawn_entry_takes_no_evidence(work, person, entry, folder):
    records.withdraw(work, person.id, entry.id)
    with pytest.raises(RuleError, match="withdrawn"):
        add(work, person, entry, folder)


def test_an_entry_has_room_for_twenty(work, person, entry):
    for number in range(20):
        service.add_link(work, person.id, entry.id, "x", f"https://a.example/{number}")
    with pytest.raises(RuleError, match="20 pieces"):
        service.add_link(work, person.id, entry.id, "x", "https://a.example/20")
    assert not service.add_link(work, person.id, entry.id, "x", "https://a.example/3").is_new


def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    work, person, entry, folder, session, monkeypatch
):
    def full(_descriptor) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    # The disk cannot be filled for a test.
    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(RuleError, match="no room"), session.begin_nested():
        add(work, person, entry, folder)
    assert on_disk(folder) == []
    assert session.scalars(select(Evidence)).all() == []


def test_a_file_that_is_not_what_it_was_is_not_given_out(work, person, entry, folder, caplog):
    name = add(work, person, entry, folder).evidence.sha256
    folder.path(name).write_bytes(b"evil")
    assert folder.read(name) is None
    assert "not what it was" in caplog.text
    add(work, person, entry, folder)
    assert folder.read(name) == PICTURE.content


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_no_name_leads_out_of_the_folder(folder, name):
    with pytest.raises(ValueError, match="SHA-256"):
        folder.read(name)


def test_what_is_removed_shows_nothing_and_can_be_put_back(work, person, entry, folder, session):
    evidence = add(work, person, entry, folder).evidence
    assert store.entries_with(session, [person.id]) == {entry.id}
    for _ in range(2):
        service.remove(work, person.id, evidence.id)
    assert store.entries_with(session, [person.id]) == set()
    for _ in range(2):
        service.put_back(work, person.id, evidence.id)
    assert store.entries_with(session, [person.id]) == {entry.id}
    assert kinds(session) == ["evidence.added", "evidence.removed", "evidence.restored"]


def test_somebody_elses_evidence_is_not_there(work, person, entry, folder, session):
    evidence, stranger = add(work, person, entry, folder).evidence, a_person(session)
    assert store.mine(session, stranger.id, evidence.id) is None
    for act in (service.remove, service.put_back):
        with pytest.raises(NotFoundError):
            act(work, stranger.id, evidence.id)


# --- clearing away


def clear(work, folder) -> int:
    @contextmanager
    def begin():
        yield work

    return service.clear(begin, folder)


def aged(folder, name: str, work) -> None:
    """Let a file be of two days ago, by the clock of the test."""
    then = (work.at - timedelta(days=2)).timestamp()
    os.utime(folder.path(name), (then, then))


def test_a_file_whose_row_was_never_committed_is_cleared_away(work, person, entry, folder):
    kept = add(work, person, entry, folder).evidence.sha256
    orphan = folder.keep(OTHER.content)
    for name in (kept, orphan):
        aged(folder, name, work)
    assert clear(work, folder) == 1
    assert on_disk(folder) == [kept]
    assert clear(work, folder) == 0


def test_a_young_file_may_still_be_on_its_way_to_its_row(work, folder):
    folder.keep(OTHER.content)
    assert clear(work, folder) == 0
    assert len(on_disk(folder)) == 1


def test_a_file_that_was_half_written_is_cleared_away(work, folder):
    name = folder.keep(OTHER.content)
    half = folder.path(name).with_name(f"{name}.abcd.part")
    half.write_bytes(b"half")
    aged(folder, name, work)
    os.utime(half, (0, 0))
    clear(work, folder)
    assert on_disk(folder) == []


def test_a_removed_file_is_deleted_for_good_after_a_week(work, person, entry, folder, session):
    evidence = add(work, person, entry, folder).evidence
    service.remove(work, person.id, evidence.id)
    assert service.forget_removed(later(work, days=6)) == 0
    assert service.forget_removed(later(work, days=8)) == 1
    aged(folder, evidence.sha256, work)
    assert clear(later(work, days=8), folder) == 1
    assert on_disk(folder) == []
    assert "file.erased" in kinds(session)
    with pytest.raises(RuleError, match="for good"):
        service.put_back(later(work, days=8), person.id, evidence.id)


def test_a_file_that_something_else_still_shows_stays(work, person, entry, folder, session):
    evidence = add(work, person, entry, folder).evidence
    add(work, person, an_entry(work, person), folder)
    service.remove(work, person.id, evidence.id)
    assert service.forget_removed(later(work, days=30)) == 0


def test_a_file_that_a_paper_holds_stays(work, person, entry, folder, session):
    evidence = add(work, person, entry, folder).evidence
    service.remove(work, person.id, evidence.id)
    paper = {"id": entry.id, "person_id": person.id, "document": "x", "title": "x",
             "issued_on": work.at.date(), "added_at": work.at, "version": 1,
             "sha256": evidence.sha256}  # fmt: skip
    table = StoredFile.metadata.tables["paper"]
    session.execute(table.insert().values(paper))
    assert service.forget_removed(later(work, days=30)) == 0


def test_a_file_that_was_deleted_for_good_can_be_added_anew(work, person, entry, folder, session):
    evidence = add(work, person, entry, folder).evidence
    service.remove(work, person.id, evidence.id)
    service.forget_removed(later(work, days=8))
    again = add(later(work, days=9), person, entry, folder)
    assert again.is_new
    session.expire_all()
    assert session.get(StoredFile, evidence.sha256).erased_at is None
    aged(folder, evidence.sha256, work)
    assert clear(later(work, days=12), folder) == 0
    assert folder.read(evidence.sha256) == PICTURE.content
