"""Who clears away and who still wants a file, at the same moment, on a database of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import pytest

from cpd.evidence import service
from cpd.evidence.cleaner import clean
from cpd.evidence.models import StoredFile
from cpd.evidence.service import FileToKeep
from cpd.evidence.storage import Folder
from cpd.kernel.clock import FixedClock
from cpd.web.context import job
from cpd.work import Work
from tests.conftest import DATABASES, TODAY, settings
from tests.databases import an_app, its_own
from tests.factories import files
from tests.factories.people import a_person
from tests.factories.records import an_entry

PICTURE = clean(files.a_picture())
LONG_ENOUGH = timedelta(days=8)
UNTIL_THE_OTHER_WAITS = 0.5


@pytest.fixture(params=DATABASES)
def app(request, tmp_path):
    with (
        its_own(request.param, tmp_path, request) as url,
        an_app(settings(tmp_path, url), FixedClock(TODAY)) as app,
    ):
        yield app


def later(work) -> Work:
    return Work(work.session, work.actor, work.at + LONG_ENOUGH, work.followers)


def put_back(work, owner, _entry_id, evidence_id, _file):
    service.put_back(work, owner, evidence_id)


def add_again(work, owner, entry_id, _evidence_id, file):
    service.add_file(work, owner, entry_id, "Again", file)


@pytest.mark.parametrize("want", [put_back, add_again])
def test_a_file_somebody_wants_at_this_moment_is_not_erased(app, tmp_path, want):
    file = FileToKeep(PICTURE, Folder(tmp_path / "evidence"))
    with app.app_context(), job("test") as work:
        person = a_person(work.session)
        person_id, entry_id = person.id, an_entry(work, person).id
        evidence_id = service.add_file(work, person_id, entry_id, "Proof", file).evidence.id
        service.remove(work, person_id, evidence_id)

    def clear_away():
        with app.app_context(), job("clear") as work:
            return service.forget_removed(later(work))

    with ThreadPoolExecutor(1) as other, app.app_context():
        with job("test") as work:
            want(later(work), person_id, entry_id, evidence_id, file)
            cleared = other.submit(clear_away)
            sleep(UNTIL_THE_OTHER_WAITS)
        assert cleared.result(timeout=180) == 0
        with job("test") as work:
            assert work.session.get_one(StoredFile, file.name).erased_at is None
