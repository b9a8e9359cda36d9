"""What is written stays: the trail, issued files and handed-in answers refuse to be changed."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# (trigger, table, event, condition on which it refuses, what it says)
CLOSED = "EXISTS (SELECT 1 FROM attempt WHERE attempt.id = {row}.attempt_id AND attempt.state <> 'open')"
REFUSALS = (
    ("audit_entry_update", "audit_entry", "UPDATE", None, "the trail is append-only"),
    ("audit_entry_delete", "audit_entry", "DELETE", None, "the trail is append-only"),
    ("certificate_file_update", "certificate_file", "UPDATE", None, "an issued file stays as it is"),
    ("certificate_file_delete", "certificate_file", "DELETE", None, "an issued file stays as it is"),
    ("answer_insert", "answer", "INSERT", CLOSED.format(row="NEW"), "the attempt is closed"),
    ("answer_update", "answer", "UPDATE", CLOSED.format(row="NEW"), "the attempt is closed"),
    ("answer_delete", "answer", "DELETE", CLOSED.format(row="OLD"), "the attempt is closed"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, table, event, condition, message in REFUSALS:
            when = f"WHEN {condition} " if condition else ""
            op.execute(
                f"CREATE TRIGGER refuse_{name} BEFORE {event} ON {table} {when}"
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, table, event, condition, message in REFUSALS:
        answer = "OLD" if event == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition or 'true'} THEN RAISE EXCEPTION '{message}'; END IF; "
            f"RETURN {answer}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER refuse_{name} BEFORE {event} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
        )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name, table, *_ in REFUSALS:
        op.execute(f"DROP TRIGGER refuse_{name}" + ("" if sqlite else f" ON {table}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION refuse_{name}()")
