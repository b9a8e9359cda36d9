"""Certificates that prove themselves: keys, a log, credentials, cohorts, and who may ask."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

SUSPENDED = "ck_certificate_suspended_with_a_reason"
ERASED = (
    "NOT EXISTS (SELECT 1 FROM certificate WHERE certificate.id = OLD.certificate_id "
    "AND certificate.erased_at IS NOT NULL)"
)
FILE_STAYS = "an issued file stays as it is"
LOG_STAYS = "the log is append-only"
LOG_REFUSALS = (
    ("log_leaf_update", "log_leaf", "UPDATE"),
    ("log_leaf_delete", "log_leaf", "DELETE"),
    ("log_node_update", "log_node", "UPDATE"),
    ("log_node_delete", "log_node", "DELETE"),
)
CERTIFICATES_WITHOUT_MODULE = "SELECT id FROM certificate WHERE completion_id IS NULL"


def refuse(name: str, table: str, event: str, message: str, condition: str = "") -> None:
    """Let the database refuse an event on a table; with a condition, only where it holds."""
    if op.get_bind().dialect.name == "sqlite":
        when = f"WHEN {condition} " if condition else ""
        op.execute(
            f"CREATE TRIGGER refuse_{name} BEFORE {event} ON {table} {when}"
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
        return
    answer = "OLD" if event == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition or 'true'} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {answer}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER refuse_{name} BEFORE {event} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_{name}()"
    )


def allow(name: str, table: str) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER refuse_{name}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        op.execute(f"DROP FUNCTION refuse_{name}()")


def upgrade() -> None:
    # A trigger that reads a table would stand in the way of that table being made anew on SQLite.
    allow("certificate_file_delete", "certificate_file")
    op.create_table('issuer_logo',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('png', sa.LargeBinary(), nullable=False),
    sa.Column('kept_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_issuer_logo'))
    )
    op.create_table('log_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_head'))
    )
    op.create_table('log_leaf',
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(length=32), nullable=False),
    sa.Column('appended_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('position', name=op.f('pk_log_leaf'))
    )
    with op.batch_alter_table('log_leaf', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_leaf_appended_at'), ['appended_at'], unique=False)

    op.create_table('log_node',
    sa.Column('level', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sha256', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('level', 'position', name=op.f('pk_log_node'))
    )
    op.create_table('log_witness',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('verifier_key', sa.String(length=200), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_log_witness'))
    )
    op.create_table('signing_key',
    sa.Column('id', sa.String(length=60), nullable=False),
    sa.Column('purpose', sa.Enum('credential', 'seal', 'log', 'token', name='keypurpose', native_enum=False, length=40), nullable=False),
    sa.Column('algorithm', sa.Enum('ed25519', 'rsa', name='algorithm', native_enum=False, length=40), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('certificates', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('retired_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_as_of', sa.DateTime(), nullable=True),
    sa.CheckConstraint('(revoked_at IS NULL) = (revoked_as_of IS NULL)', name=op.f('ck_signing_key_revoked_as_of')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signing_key'))
    )
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.create_index('uq_signing_key_current', ['purpose'], unique=True, sqlite_where=sa.text('retired_at IS NULL'), postgresql_where=sa.text('retired_at IS NULL'))

    op.create_table('status_list',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('bits', sa.Integer(), nullable=False),
    sa.Column('given', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_status_list'))
    )
    op.create_table('api_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('prefix', sa.String(length=20), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_api_key_created_by_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_api_key_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
    sa.UniqueConstraint('sha256', name=op.f('uq_api_key_sha256'))
    )
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_key_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('approval',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('module_key', sa.String(length=200), nullable=False),
    sa.Column('body', sa.String(length=200), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_approval_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('bulk_check',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'cancelled', name='bulkstate', native_enum=False, length=40), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('watch', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_bulk_check_created_by_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_bulk_check_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_check'))
    )
    with op.batch_alter_table('bulk_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_check_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bulk_check_state'), ['state'], unique=False)

    op.create_table('cohort',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('course', sa.JSON(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('state', sa.Enum('draft', 'running', 'paused', 'done', 'cancelled', name='cohortstate', native_enum=False, length=40), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_cohort_created_by_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_cohort_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort'))
    )
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('ix_cohort_state', ['state', 'changed_at'], unique=False)

    op.create_table('issuer_profile',
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('design', sa.Enum('portrait', 'landscape', name='design', native_enum=False, length=40), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('signatory', sa.String(length=200), nullable=False),
    sa.Column('signatory_title', sa.String(length=200), nullable=False),
    sa.Column('logo', sa.String(length=64), nullable=True),
    sa.Column('provider_numbers', sa.JSON(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['logo'], ['issuer_logo.sha256'], name=op.f('fk_issuer_profile_logo_issuer_logo')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_issuer_profile_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_issuer_profile'))
    )
    op.create_table('log_checkpoint',
    sa.Column('size', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('root', sa.LargeBinary(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('key_id', sa.String(length=60), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('renewed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['key_id'], ['signing_key.id'], name=op.f('fk_log_checkpoint_key_id_signing_key')),
    sa.PrimaryKeyConstraint('size', name=op.f('pk_log_checkpoint'))
    )
    with op.batch_alter_table('log_checkpoint', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_log_checkpoint_made_at'), ['made_at'], unique=False)

    op.create_table('status_entry',
    sa.Column('list_number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.Column('suspended_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['list_number'], ['status_list.number'], name=op.f('fk_status_entry_list_number_status_list')),
    sa.PrimaryKeyConstraint('list_number', 'position', name=op.f('pk_status_entry'))
    )
    with op.batch_alter_table('status_entry', schema=None) as batch_op:
        batch_op.create_index('ix_status_entry_set', ['list_number', 'revoked_at', 'suspended_at'], unique=False)

    op.create_table('webhook',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('secret', sa.String(length=200), nullable=False),
    sa.Column('of_members', sa.Boolean(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('failing_since', sa.DateTime(), nullable=True),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_webhook_created_by_person')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_webhook_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook'))
    )
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_webhook_organisation_id'), ['organisation_id'], unique=False)

    op.create_table('bulk_line',
    sa.Column('check_id', sa.Uuid(), nullable=False),
    sa.Column('line', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('answer', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['check_id'], ['bulk_check.id'], name=op.f('fk_bulk_line_check_id_bulk_check')),
    sa.PrimaryKeyConstraint('check_id', 'line', name=op.f('pk_bulk_line'))
    )
    op.create_table('log_cosignature',
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('witness', sa.String(length=120), nullable=False),
    sa.Column('line', sa.String(length=200), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('latest_line', sa.String(length=200), nullable=False),
    sa.Column('latest_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['size'], ['log_checkpoint.size'], name=op.f('fk_log_cosignature_size_log_checkpoint')),
    sa.ForeignKeyConstraint(['witness'], ['log_witness.name'], name=op.f('fk_log_cosignature_witness_log_witness')),
    sa.PrimaryKeyConstraint('size', 'witness', name=op.f('pk_log_cosignature'))
    )
    op.create_table('webhook_delivery',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('webhook_id', sa.Uuid(), nullable=False),
    sa.Column('event_id', sa.String(length=80), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('queued_at', sa.DateTime(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(), nullable=False),
    sa.Column('claimed_until', sa.DateTime(), nullable=True),
    sa.Column('last_answer', sa.String(length=300), nullable=True),
    sa.Column('delivered_at', sa.DateTime(), nullable=True),
    sa.Column('given_up_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhook.id'], name=op.f('fk_webhook_delivery_webhook_id_webhook')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_delivery')),
    sa.UniqueConstraint('webhook_id', 'event_id', name=op.f('uq_webhook_delivery_webhook_id_event_id'))
    )
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.create_index('ix_webhook_delivery_due', ['delivered_at', 'given_up_at', 'next_try_at'], unique=False)

    op.create_table('cohort_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=False),
    sa.Column('completed_on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('waiting', 'ordered', 'refused', 'left_out', name='linestate', native_enum=False, length=40), nullable=False),
    sa.Column('problem', sa.Text(), nullable=True),
    sa.Column('certificate_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_cohort_line_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_line_cohort_id_cohort')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_line')),
    sa.UniqueConstraint('cohort_id', 'line', name=op.f('uq_cohort_line_cohort_id_line'))
    )
    with op.batch_alter_table('cohort_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_line_certificate_id'), ['certificate_id'], unique=False)
        batch_op.create_index('ix_cohort_line_state', ['cohort_id', 'state', 'line'], unique=False)

    op.create_table('watched_certificate',
    sa.Column('organisation_id', sa.Uuid(), nullable=False),
    sa.Column('certificate_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_watched_certificate_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_watched_certificate_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('organisation_id', 'certificate_id', name=op.f('pk_watched_certificate'))
    )
    op.create_table('withdrawal_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certificate_id', sa.Uuid(), nullable=False),
    sa.Column('reason_class', sa.Enum('issued_in_error', 'conduct', 'holders_request', name='reasonclass', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.Enum('confirmed', 'declined', name='outcome', native_enum=False, length=40), nullable=True),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> asked_by', name=op.f('ck_withdrawal_request_two_persons')),
    sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_withdrawal_request_asked_by_person')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_withdrawal_request_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_withdrawal_request_decided_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_withdrawal_request'))
    )
    with op.batch_alter_table('withdrawal_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_withdrawal_request_certificate_id'), ['certificate_id'], unique=False)
        batch_op.create_index('uq_withdrawal_request_open', ['certificate_id'], unique=True, sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))

    op.create_table('certificate_note',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certificate_id', sa.Uuid(), nullable=False),
    sa.Column('about', sa.Enum('suspended', 'reinstated', 'replaced', 'declined', name='noted', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('written_by', sa.Uuid(), nullable=False),
    sa.Column('written_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_note_certificate_id_certificate')),
    sa.ForeignKeyConstraint(['written_by'], ['person.id'], name=op.f('fk_certificate_note_written_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_note'))
    )
    with op.batch_alter_table('certificate_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_note_certificate_id'), ['certificate_id'], unique=False)

    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('order_key', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('subject_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('in_bulk', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('paused_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('stage', sa.Enum('credential', 'schema', 'signing', 'self_check', 'rendering', 'conformance', 'sealing', 'keeping', name='stage', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column('try_after', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('claimed_by', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('claimed_until', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('status_list', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('status_position', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('salt', sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column('leaf', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('shown', sa.Enum('full', 'initials', 'match', name='nameshown', native_enum=False, length=40), nullable=False, server_default="full"))
        batch_op.add_column(sa.Column('suspended_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('suspension_reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(), nullable=True))
        batch_op.drop_index('uq_certificate_completion')
    fill()
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.alter_column('order_key', existing_type=sa.String(length=120), nullable=False)
        batch_op.alter_column('subject_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column('in_bulk', existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column('tries', existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column('shown', existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column('completion_id', existing_type=sa.Uuid(), nullable=True)
        batch_op.alter_column('module_key', existing_type=sa.String(length=200), nullable=True)
        batch_op.create_check_constraint(op.f(SUSPENDED), "(suspended_at IS NULL) = (suspension_reason IS NULL)")
        batch_op.create_unique_constraint(op.f('uq_certificate_status_list_status_position'), ['status_list', 'status_position'])
        batch_op.create_index(op.f('ix_certificate_completion_id'), ['completion_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_sha256'), ['sha256'], unique=False)
        batch_op.create_index('ix_certificate_waiting', ['issued_at', 'in_bulk', 'try_after', 'ordered_at'], unique=False)
        batch_op.create_index('uq_certificate_order_key', ['order_key'], unique=True, sqlite_where=sa.text('replaces_id IS NULL'), postgresql_where=sa.text('replaces_id IS NULL'))

    with op.batch_alter_table('certificate_file', schema=None) as batch_op:
        batch_op.add_column(sa.Column('credential', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('credential_sha256', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('token', sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_certificate_file_credential_sha256'), ['credential_sha256'], unique=False)

    for name, table, event in LOG_REFUSALS:
        refuse(name, table, event, LOG_STAYS)
    refuse("certificate_file_delete", "certificate_file", "DELETE", FILE_STAYS, ERASED)


def fill() -> None:
    """Name what earned each certificate, and give each holder an identifier of their own."""
    certificate = sa.table(
        "certificate",
        sa.column("id", sa.Uuid()),
        sa.column("completion_id", sa.Uuid()),
        sa.column("order_key", sa.String()),
        sa.column("subject_id", sa.Uuid()),
    )
    connection = op.get_bind()
    rows = connection.execute(sa.select(certificate.c.id, certificate.c.completion_id)).all()
    values = [
        {"which": row.id, "key": f"completion:{row.completion_id}", "subject": uuid4()} for row in rows
    ]
    if values:
        connection.execute(
            certificate.update()
            .where(certificate.c.id == sa.bindparam("which"))
            .values(order_key=sa.bindparam("key"), subject_id=sa.bindparam("subject")),
            values,
        )


def downgrade() -> None:
    """Go back to certificates that only a database vouches for.

    Those of courses without a module go, as do keys, log and credentials. What was suspended is
    withdrawn rather than good again; what was erased stays withdrawn at its holder's request.
    """
    for name, table, _ in LOG_REFUSALS:
        allow(name, table)
    allow("certificate_file_delete", "certificate_file")
    op.execute("DELETE FROM bulk_line")
    op.execute("DELETE FROM watched_certificate")
    op.execute("DELETE FROM withdrawal_request")
    op.execute("DELETE FROM certificate_note")
    op.execute("DELETE FROM cohort_line")
    for table in ("reminder", "certificate_file"):
        op.execute(f"DELETE FROM {table} WHERE certificate_id IN ({CERTIFICATES_WITHOUT_MODULE})")  # noqa: S608 - our own words
    op.execute("UPDATE certificate SET replaces_id = NULL WHERE completion_id IS NULL")
    op.execute("DELETE FROM certificate WHERE completion_id IS NULL")
    op.execute(
        "UPDATE certificate SET withdrawn_at = suspended_at, reason_class = 'issued_in_error', "
        "reason = 'Suspended when an older release was put back.' "
        "WHERE suspended_at IS NOT NULL AND withdrawn_at IS NULL"
    )
    op.execute(
        "UPDATE certificate SET withdrawn_at = erased_at, reason_class = 'holders_request', "
        "reason = 'Erased.' WHERE erased_at IS NOT NULL AND withdrawn_at IS NULL"
    )
    with op.batch_alter_table('certificate_file', schema=None) as batch_op:
        batch_op.drop_index('ix_certificate_file_credential_sha256')
    for column in ("token", "credential_sha256", "credential"):  # in place: the triggers stay
        op.drop_column("certificate_file", column)
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_certificate_status_list_status_position'), type_='unique')
        batch_op.drop_constraint(op.f(SUSPENDED), type_='check')
        batch_op.drop_index('uq_certificate_order_key')
        batch_op.drop_index(batch_op.f('ix_certificate_sha256'))
        batch_op.drop_index('ix_certificate_waiting')
        batch_op.drop_index('ix_certificate_completion_id')
        batch_op.alter_column('module_key', existing_type=sa.String(length=200), nullable=False)
        batch_op.alter_column('completion_id', existing_type=sa.Uuid(), nullable=False)
        for column in ("erased_at", "suspension_reason", "suspended_at", "shown", "leaf", "salt",
                       "status_position", "status_list", "claimed_until", "claimed_by", "try_after",
                       "tries", "stage", "paused_at", "in_bulk", "subject_id", "order_key"):
            batch_op.drop_column(column)
        batch_op.create_index('uq_certificate_completion', ['completion_id'], unique=True, sqlite_where=sa.text('replaces_id IS NULL'), postgresql_where=sa.text('replaces_id IS NULL'))
    refuse("certificate_file_delete", "certificate_file", "DELETE", FILE_STAYS)

    with op.batch_alter_table('withdrawal_request', schema=None) as batch_op:
        batch_op.drop_index('uq_withdrawal_request_open', sqlite_where=sa.text('decided_at IS NULL'), postgresql_where=sa.text('decided_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_withdrawal_request_certificate_id'))

    op.drop_table('withdrawal_request')
    with op.batch_alter_table('certificate_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_note_certificate_id'))

    op.drop_table('certificate_note')
    op.drop_table('watched_certificate')
    with op.batch_alter_table('cohort_line', schema=None) as batch_op:
        batch_op.drop_index('ix_cohort_line_state')
        batch_op.drop_index(batch_op.f('ix_cohort_line_certificate_id'))

    op.drop_table('cohort_line')
    with op.batch_alter_table('webhook_delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_webhook_delivery_due')

    op.drop_table('webhook_delivery')
    op.drop_table('log_cosignature')
    op.drop_table('bulk_line')
    with op.batch_alter_table('webhook', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_webhook_organisation_id'))

    op.drop_table('webhook')
    with op.batch_alter_table('status_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_status_entry_set')

    op.drop_table('status_entry')
    with op.batch_alter_table('log_checkpoint', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_log_checkpoint_made_at'))

    op.drop_table('log_checkpoint')
    op.drop_table('issuer_profile')
    with op.batch_alter_table('cohort', schema=None) as batch_op:
        batch_op.drop_index('ix_cohort_state')
        batch_op.drop_index(batch_op.f('ix_cohort_organisation_id'))

    op.drop_table('cohort')
    with op.batch_alter_table('bulk_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_check_state'))
        batch_op.drop_index(batch_op.f('ix_bulk_check_organisation_id'))

    op.drop_table('bulk_check')
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_approval_organisation_id'))

    op.drop_table('approval')
    with op.batch_alter_table('api_key', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_key_organisation_id'))

    op.drop_table('api_key')
    op.drop_table('status_list')
    with op.batch_alter_table('signing_key', schema=None) as batch_op:
        batch_op.drop_index('uq_signing_key_current', sqlite_where=sa.text('retired_at IS NULL'), postgresql_where=sa.text('retired_at IS NULL'))

    op.drop_table('signing_key')
    op.drop_table('log_witness')
    op.drop_table('log_node')
    with op.batch_alter_table('log_leaf', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_log_leaf_appended_at'))

    op.drop_table('log_leaf')
    op.drop_table('log_head')
    op.drop_table('issuer_logo')
