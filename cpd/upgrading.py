"""Brings the database's tables and the modules to this release."""

from pathlib import Path

from flask_migrate import upgrade as migrate

from cpd import places
from cpd.catalogue.checking import linted
from cpd.catalogue.files import read_modules
from cpd.catalogue.service import Loading, load
from cpd.codes.files import register
from cpd.db import db
from cpd.web.context import job


def upgrade_now() -> Loading:
    """Migrate, then load the content. Needs an app context."""
    migrate()
    db.session.remove()
    return load_content()


def load_content(scenarios: Path = places.SCENARIOS, quizzes: Path = places.QUIZZES) -> Loading:
    """Read, lint and load; a broken module keeps its old version. Needs an app context."""
    known = register().known_clauses()
    modules = [linted(one, known) for one in read_modules(scenarios, quizzes)]
    with job("load-content") as work:
        return load(work, modules)
