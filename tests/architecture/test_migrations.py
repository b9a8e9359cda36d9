import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Connection, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from cpd import places
from cpd.app import create_app
from cpd.db import Base
from tests.architecture.filling import contents, fill, tables
from tests.conftest import DATABASES, settings
from tests.databases import its_own

VERSIONS = places.MIGRATIONS / "versions"
NAME = re.compile(r"^(\d{4})_[a-z0-9]+(_[a-z0-9]+)*$")

# Each refuses a change in the database itself, whoever asks: (what may not be done, its refusal)
REFUSED = [
    ("UPDATE audit_entry SET kind = 'x'", "append-only"),
    ("DELETE FROM audit_entry", "append-only"),
    ("UPDATE certificate_file SET pdf = NULL", "stays as it is"),
    ("DELETE FROM certificate_file", "stays as it is"),
    ("UPDATE attestation SET answer = 'agreed'", "stays as it was made"),
    ("DELETE FROM attestation", "stays as it was made"),
]


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(places.MIGRATIONS))
    return ScriptDirectory.from_config(config)


def in_order() -> list[str]:
    return [script.revision for script in reversed(list(scripts().walk_revisions()))]


class Standing:
    """A database of its own that is moved up and down by the real migrations."""

    def __init__(self, folder, url: str) -> None:
        self.app = create_app(settings(folder, url))
        self.engine = create_engine(url, poolclass=NullPool)
        event.listen(self.engine, "connect", keys_on)

    def up(self, revision: str = "head") -> None:
        with self.app.app_context():
            upgrade(revision=revision)

    def down(self, revision: str = "-1") -> None:
        with self.app.app_context():
            downgrade(revision=revision)

    def begin(self):
        return self.engine.begin()

    def rows(self) -> dict[str, dict[str, list[str]]]:
        with self.begin() as connection:
            return contents(connection)

    def fill(self) -> None:
        with self.begin() as connection:
            fill(connection)


def keys_on(connection, _record) -> None:
    if "sqlite" in type(connection).__module__:
        connection.execute("PRAGMA foreign_keys = ON")


@pytest.fixture(params=DATABASES)
def standing(request, tmp_path):
    with its_own(request.param, tmp_path, request) as url:
        yield Standing(tmp_path, url)


def test_migrations_are_numbered_one_after_the_other():
    numbers = [script.revision for script in scripts().walk_revisions()]
    assert sorted(numbers) == [f"{n:04d}" for n in range(1, len(numbers) + 1)]


def test_migrations_stand_in_one_line():
    assert len(scripts().get_heads()) == 1
    assert [s.revision for s in scripts().walk_revisions() if s.is_branch_point] == []
    before = [script.down_revision for script in reversed(list(scripts().walk_revisions()))]
    assert before == [None, *in_order()[:-1]]


def test_every_file_is_named_for_its_number_and_what_it_does():
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    assert [name for name in names if not NAME.match(name)] == []
    assert [NAME.match(name)[1] for name in names] == in_order()


def test_no_migration_imports_code_of_ours():
    """The models of today are not those of the day a migration was written."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in VERSIONS.glob("*.py")}
    assert [name for name, source in sources.items() if re.search(r"\bcpd\.|import cpd", source)
            ] == []  # fmt: skip


def lost(before: dict, after: dict, meanwhile: dict) -> list[str]:
    """Name what changed in the columns that were there all the time."""
    return [
        f"{table}.{column}"
        for table, columns in before.items()
        for column, held in columns.items()
        if column in meanwhile.get(table, {}) and after[table][column] != held
    ]


def test_up_down_and_up_again_keeps_every_row(standing):
    """At every release's schema: a filled database survives the next step, and the step back."""
    for revision in in_order():
        before = standing.rows()
        standing.up(revision)
        assert lost(before, standing.rows(), before) == []
        standing.fill()
        full = standing.rows()
        assert [table for table, columns in full.items() if not all(columns.values())] == []
        standing.down()
        meanwhile = standing.rows()
        assert lost(full, full | meanwhile, meanwhile) == []
        standing.up(revision)
        assert lost(full, standing.rows(), meanwhile) == []
        standing.fill()


def test_supervision_that_was_given_is_not_received_a_step_back(standing):
    standing.up("0004")
    standing.fill()
    giving = "UPDATE entry SET kind = 'supervision', part = 'delivered', withdrawn_at = NULL"
    with standing.begin() as connection:
        held = connection.execute(text(giving)).rowcount
    standing.down("0003")
    counting = "SELECT count(*), count(withdrawn_at) FROM entry WHERE kind = 'supervision'"
    with standing.begin() as connection:
        assert tuple(connection.execute(text(counting)).one()) == (held, held)
    assert held


def test_everything_can_be_taken_down_and_built_again(standing):
    standing.up()
    standing.fill()
    standing.down("base")
    assert standing.rows() == {}
    standing.up()
    standing.fill()
    assert triggers(standing) != set()


def test_an_upgrade_that_fails_midway_leaves_the_tables_as_they_were(standing):
    standing.up("0003")
    standing.fill()
    before = standing.rows()
    in_the_way = "log_leaf"  # a table of 0005, so that 0004 has been done when it fails
    with standing.begin() as connection:
        connection.execute(text(f"CREATE TABLE {in_the_way} (n INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        standing.up()
    with standing.begin() as connection:
        connection.execute(text(f"DROP TABLE {in_the_way}"))
    assert standing.rows() == before
    standing.up()
    assert lost(before, standing.rows(), standing.rows()) == []


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return compare_metadata(context, Base.metadata)


def test_the_tables_are_those_of_the_models(standing):
    standing.up()
    with standing.begin() as connection:
        assert differences(connection) == []
        assert {table.name for table in tables(connection)} == set(Base.metadata.tables)


def rules_of(inspector, table: str) -> tuple[set[str], set[str]]:
    """Name the checks and the partial indexes, which Alembic does not compare."""
    checks = {check["name"] for check in inspector.get_check_constraints(table)}
    partial = {
        index["name"]
        for index in inspector.get_indexes(table)
        if any(option.endswith("_where") for option in index["dialect_options"])
    }
    return checks, partial


def meant_for(table) -> tuple[set[str], set[str]]:
    checks = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint)}
    partial = {i.name for i in table.indexes if i.dialect_options["sqlite"]["where"] is not None}
    return checks, partial


def test_the_tables_keep_the_rules_of_the_models(standing):
    standing.up()
    with standing.begin() as connection:
        there = {name: rules_of(inspect(connection), name) for name in Base.metadata.tables}
    assert there == {name: meant_for(table) for name, table in Base.metadata.tables.items()}


def triggers(standing: Standing) -> set[str]:
    ask = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with standing.begin() as connection:
        return set(connection.scalars(text(ask[connection.dialect.name])))


def test_the_database_itself_refuses_what_may_not_change(standing):
    standing.up()
    standing.fill()
    assert {
        "refuse_answer_delete", "refuse_answer_insert", "refuse_answer_update",
        "refuse_audit_entry_delete", "refuse_audit_entry_update",
        "refuse_certificate_file_delete", "refuse_certificate_file_update",
    } <= triggers(standing)  # fmt: skip
    for change, refusal in REFUSED:
        with pytest.raises(DBAPIError, match=refusal), standing.begin() as connection:
            connection.execute(text(change))
    with standing.begin() as connection:
        connection.execute(
            text("UPDATE attempt SET state = 'submitted', submitted_at = started_at")
        )
    for change in ("UPDATE answer SET seq = seq + 1", "DELETE FROM answer"):
        with pytest.raises(DBAPIError, match="closed"), standing.begin() as connection:
            connection.execute(text(change))
