"""The log holds every kind of entry, and what is owed to whom: evidence, attestation, standing."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

MINUTES = "ck_entry_minutes_are_positive"
CHECKS = {
    "ck_entry_ends_after_it_begins": "ended_on IS NULL OR ended_on >= done_on",
    "ck_entry_own_minutes_are_part_of_it": "own_minutes BETWEEN 0 AND minutes",
    "ck_entry_contracted_is_positive": "contracted > 0",
    "ck_entry_attended_is_positive": "attended > 0",
}
UNTIMED = "minutes > 0 OR minutes = 0 AND kind IN ('reflection', 'feedback', 'plan', 'dilemma')"
NEW_KINDS = "('practice', 'reflection', 'feedback', 'plan', 'dilemma')"
REFUSED = (("attestation_update", "UPDATE"), ("attestation_delete", "DELETE"))


def upgrade() -> None:
    op.create_table('judging',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('after', sa.Uuid(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judging'))
    )
    op.create_table('stored_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('media_type', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('stored_at', sa.DateTime(), nullable=False),
    sa.Column('erased_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_stored_file'))
    )
    op.create_table('absence',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('parental', 'illness', 'caring', 'sabbatical', 'other', 'no_clients', name='absencekind', native_enum=False, length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('source_ref', sa.String(length=200), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('until >= since', name=op.f('ck_absence_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)

    op.create_table('calendar_event',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('sequence >= 0', name=op.f('ck_calendar_event_sequence_counts_up')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_event_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'key', name=op.f('pk_calendar_event'))
    )
    op.create_table('calendar_feed',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('refreshed_at', sa.DateTime(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_calendar_feed_token_sha256'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_refreshed_at'), ['refreshed_at'], unique=False)
        batch_op.create_index('uq_calendar_feed_current', ['person_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.create_table('closed_month',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('is_none', sa.Boolean(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_closed_month_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'month', name=op.f('pk_closed_month'))
    )
    op.create_table('declaration_made',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('declaration', sa.String(length=80), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=True),
    sa.Column('declared_on', sa.Date(), nullable=True),
    sa.Column('declared_to', sa.String(length=200), nullable=True),
    sa.Column('requirement', sa.String(length=200), nullable=True),
    sa.Column('pack_id', sa.String(length=80), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('verdict', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('source_ref', sa.String(length=200), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_declaration_made_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declaration_made'))
    )
    with op.batch_alter_table('declaration_made', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_declaration_made_person_id'), ['person_id'], unique=False)

    op.create_table('entry_template',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('activity', 'supervision', 'practice', 'reflection', 'feedback', 'plan', 'dilemma', name='entrykind', native_enum=False, length=40), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_entry_template_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_template'))
    )
    with op.batch_alter_table('entry_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_template_person_id'), ['person_id'], unique=False)

    op.create_table('following',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('pack_id', sa.String(length=80), nullable=False),
    sa.Column('grade', sa.String(length=80), nullable=True),
    sa.Column('joined_on', sa.Date(), nullable=True),
    sa.Column('anchors', sa.JSON(), nullable=False),
    sa.Column('working_share', sa.String(length=1000), nullable=True),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_following_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_following'))
    )
    with op.batch_alter_table('following', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_following_pack_id'), ['pack_id'], unique=False)
        batch_op.create_index('uq_following_current', ['person_id', 'pack_id'], unique=True, sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('import_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('source', sa.String(length=8), nullable=False),
    sa.Column('stage', sa.Enum('columns', 'checking', 'checked', 'importing', 'imported', 'undone', 'given_up', name='stage', native_enum=False, length=40), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('found', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('choices', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(), nullable=False),
    sa.Column('imported_at', sa.DateTime(), nullable=True),
    sa.Column('entries', sa.Integer(), nullable=False),
    sa.Column('left_out', sa.Integer(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_import_batch_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch'))
    )
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_batch_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_import_batch_stage'), ['stage'], unique=False)

    op.create_table('paper',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('document', sa.String(length=80), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('first_on', sa.Date(), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('version_of', sa.String(length=200), nullable=True),
    sa.Column('level', sa.String(length=200), nullable=True),
    sa.Column('seen_by', sa.String(length=200), nullable=True),
    sa.Column('country', sa.String(length=80), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('source_ref', sa.String(length=200), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('issued_on IS NOT NULL OR first_on IS NOT NULL', name=op.f('ck_paper_is_dated')),
    sa.CheckConstraint('last_on >= first_on', name=op.f('ck_paper_ends_after_it_begins')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_paper_person_id_person')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_paper_sha256_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper'))
    )
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_person_id'), ['person_id'], unique=False)

    op.create_table('supervisor',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('accredited', sa.JSON(), nullable=False),
    sa.Column('relations', sa.JSON(), nullable=False),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_supervisor_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supervisor'))
    )
    with op.batch_alter_table('supervisor', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supervisor_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_supervisor_person_id'), ['person_id'], unique=False)

    op.create_table('timer',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('activity', 'supervision', 'practice', 'reflection', 'feedback', 'plan', 'dilemma', name='entrykind', native_enum=False, length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('running_since', sa.DateTime(), nullable=True),
    sa.Column('paused_at', sa.DateTime(), nullable=True),
    sa.Column('gathered', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_timer_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_timer'))
    )
    op.create_table('standing',
    sa.Column('following_id', sa.Uuid(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('pack_version', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(length=40), nullable=False),
    sa.Column('next_date', sa.Date(), nullable=True),
    sa.Column('verdicts', sa.JSON(), nullable=False),
    sa.Column('judged_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['following_id'], ['following.id'], name=op.f('fk_standing_following_id_following')),
    sa.PrimaryKeyConstraint('following_id', name=op.f('pk_standing'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_standing_as_of'), ['as_of'], unique=False)
        batch_op.create_index(batch_op.f('ix_standing_next_date'), ['next_date'], unique=False)
        batch_op.create_index(batch_op.f('ix_standing_verdict'), ['verdict'], unique=False)

    op.create_table('attestation_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('entry_version', sa.Integer(), nullable=False),
    sa.Column('supervisor_name', sa.String(length=200), nullable=False),
    sa.Column('supervisor_email', sa.String(length=200), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('token_sha256', sa.String(length=64), nullable=False),
    sa.Column('reminder_sha256', sa.String(length=64), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('recalled_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_attestation_request_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attestation_request_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attestation_request')),
    sa.UniqueConstraint('reminder_sha256', name=op.f('uq_attestation_request_reminder_sha256')),
    sa.UniqueConstraint('token_sha256', name=op.f('uq_attestation_request_token_sha256'))
    )
    with op.batch_alter_table('attestation_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attestation_request_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attestation_request_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attestation_request_supervisor_email'), ['supervisor_email'], unique=False)
        batch_op.create_index('uq_attestation_request_waiting', ['entry_id'], unique=True, sqlite_where=sa.text('answered_at IS NULL AND recalled_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND recalled_at IS NULL'))

    op.create_table('draft',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.Enum('activity', 'supervision', 'practice', 'reflection', 'feedback', 'plan', 'dilemma', name='entrykind', native_enum=False, length=40), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=True),
    sa.Column('entry_version', sa.Integer(), nullable=True),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('thrown_away_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_draft_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_draft_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'place', name=op.f('pk_draft'))
    )
    op.create_table('evidence',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('sort', sa.Enum('file', 'link', 'certificate', name='evidencesort', native_enum=False, length=40), nullable=False),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('url', sa.String(length=2000), nullable=True),
    sa.Column('provider', sa.String(length=200), nullable=True),
    sa.Column('certificate_number', sa.String(length=200), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('removed_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('sha256 IS NOT NULL OR url IS NOT NULL OR certificate_number IS NOT NULL', name=op.f('ck_evidence_shows_something')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_evidence_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_evidence_person_id_person')),
    sa.ForeignKeyConstraint(['sha256'], ['stored_file.sha256'], name=op.f('fk_evidence_sha256_stored_file')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evidence'))
    )
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_evidence_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_evidence_sha256'), ['sha256'], unique=False)

    op.create_table('attestation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('entry_version', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('answer', sa.Enum('agreed', 'disagreed', name='answer', native_enum=False, length=40), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('supervisor_name', sa.String(length=200), nullable=False),
    sa.Column('supervisor_email', sa.String(length=200), nullable=False),
    sa.Column('by_person_id', sa.Uuid(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_person_id'], ['person.id'], name=op.f('fk_attestation_by_person_id_person')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_attestation_entry_id_entry')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attestation_person_id_person')),
    sa.ForeignKeyConstraint(['request_id'], ['attestation_request.id'], name=op.f('fk_attestation_request_id_attestation_request')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attestation')),
    sa.UniqueConstraint('request_id', name=op.f('uq_attestation_request_id'))
    )
    with op.batch_alter_table('attestation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attestation_by_person_id'), ['by_person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attestation_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_attestation_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('begins', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('ends', sa.Time(), nullable=True))
        batch_op.add_column(sa.Column('own_minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('planned', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('acted', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('evaluated', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('outcomes', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('provider', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('category', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('categories', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('tags', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('topic', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('mode', sa.Enum('live', 'live_online', 'recorded', 'self_paced', name='mode', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('part', sa.Enum('received', 'delivered', 'presented', name='part', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('setting', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('certificate_number', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('contracted', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('attended', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('facilitated', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('recused', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('supervisor_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('feedback_from', sa.Enum('client', 'colleague', 'supervisor', 'other', name='feedbackfrom', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('due_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('plan_state', sa.Enum('open', 'done', 'dropped', name='planstate', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('dilemma_sort', sa.Enum('conflict', 'dilemma', 'relationship', name='dilemmasort', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('taken_to_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('clauses', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('counts_for', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('identity_reason', sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column('batch_id', sa.Uuid(), nullable=True))
        batch_op.drop_constraint(op.f(MINUTES), type_='check')
        batch_op.create_check_constraint(op.f(MINUTES), UNTIMED)
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), condition)
        batch_op.create_index('ix_entry_batch_id', ['batch_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_entry_supervisor_id_supervisor'), 'supervisor', ['supervisor_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_entry_taken_to_id_entry'), 'entry', ['taken_to_id'], ['id'])

    op.execute("UPDATE entry SET part = 'received' WHERE kind = 'supervision'")
    refuse_changes_of_attestations()


def refuse_changes_of_attestations() -> None:
    """What a supervisor has said stays as it was said, whoever asks."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    message = "an attestation stays as it was made"
    for name, event in REFUSED:
        trigger = f"CREATE TRIGGER refuse_{name} BEFORE {event} ON attestation "
        if is_sqlite:
            op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, '{message}'); END")
            continue
        op.execute(
            f"CREATE FUNCTION refuse_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{message}'; END $$"
        )
        op.execute(f"{trigger} FOR EACH ROW EXECUTE FUNCTION refuse_{name}()")



def downgrade() -> None:
    """Go back to the log of activities and supervision; the other kinds have no place in it.

    What was given as a supervisor would count as received: it stays, withdrawn.
    """
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, _ in REFUSED:
        op.execute(f"DROP TRIGGER refuse_{name}" + ("" if is_sqlite else " ON attestation"))
        if not is_sqlite:
            op.execute(f"DROP FUNCTION refuse_{name}()")
    with op.batch_alter_table('attestation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attestation_person_id'))
        batch_op.drop_index(batch_op.f('ix_attestation_entry_id'))
        batch_op.drop_index(batch_op.f('ix_attestation_by_person_id'))

    op.drop_table('attestation')
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_evidence_sha256'))
        batch_op.drop_index(batch_op.f('ix_evidence_person_id'))
        batch_op.drop_index(batch_op.f('ix_evidence_entry_id'))

    op.drop_table('evidence')
    op.drop_table('draft')
    with op.batch_alter_table('attestation_request', schema=None) as batch_op:
        batch_op.drop_index('uq_attestation_request_waiting', sqlite_where=sa.text('answered_at IS NULL AND recalled_at IS NULL'), postgresql_where=sa.text('answered_at IS NULL AND recalled_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_attestation_request_supervisor_email'))
        batch_op.drop_index(batch_op.f('ix_attestation_request_person_id'))
        batch_op.drop_index(batch_op.f('ix_attestation_request_entry_id'))

    op.drop_table('attestation_request')
    kept = f"kind IN {NEW_KINDS}"
    op.execute(f"DELETE FROM entry_version WHERE entry_id IN (SELECT id FROM entry WHERE {kept})")
    op.execute("UPDATE entry SET taken_to_id = NULL")
    op.execute(f"DELETE FROM entry WHERE {kept}")
    op.execute("UPDATE entry SET source = 'typed' WHERE source IN ('import', 'timer')")
    given = "kind = 'supervision' AND part = 'delivered' AND withdrawn_at IS NULL"
    op.execute(f"UPDATE entry SET withdrawn_at = changed_at WHERE {given}")
    op.execute("UPDATE entry SET minutes = 1440 WHERE minutes > 1440")
    with op.batch_alter_table('entry', schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_='check')
        batch_op.drop_constraint(op.f(MINUTES), type_='check')
        batch_op.create_check_constraint(op.f(MINUTES), "minutes > 0")
        batch_op.drop_constraint(batch_op.f('fk_entry_taken_to_id_entry'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_entry_supervisor_id_supervisor'), type_='foreignkey')
        batch_op.drop_index('ix_entry_batch_id')
        batch_op.drop_column('batch_id')
        batch_op.drop_column('identity_reason')
        batch_op.drop_column('counts_for')
        batch_op.drop_column('clauses')
        batch_op.drop_column('taken_to_id')
        batch_op.drop_column('dilemma_sort')
        batch_op.drop_column('plan_state')
        batch_op.drop_column('due_on')
        batch_op.drop_column('feedback_from')
        batch_op.drop_column('supervisor_id')
        batch_op.drop_column('recused')
        batch_op.drop_column('facilitated')
        batch_op.drop_column('attended')
        batch_op.drop_column('contracted')
        batch_op.drop_column('certificate_number')
        batch_op.drop_column('setting')
        batch_op.drop_column('part')
        batch_op.drop_column('mode')
        batch_op.drop_column('topic')
        batch_op.drop_column('tags')
        batch_op.drop_column('categories')
        batch_op.drop_column('category')
        batch_op.drop_column('provider')
        batch_op.drop_column('outcomes')
        batch_op.drop_column('evaluated')
        batch_op.drop_column('acted')
        batch_op.drop_column('planned')
        batch_op.drop_column('own_minutes')
        batch_op.drop_column('ends')
        batch_op.drop_column('begins')
        batch_op.drop_column('ended_on')

    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standing_verdict'))
        batch_op.drop_index(batch_op.f('ix_standing_next_date'))
        batch_op.drop_index(batch_op.f('ix_standing_as_of'))

    op.drop_table('standing')
    op.drop_table('timer')
    with op.batch_alter_table('supervisor', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supervisor_person_id'))
        batch_op.drop_index(batch_op.f('ix_supervisor_email'))

    op.drop_table('supervisor')
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_person_id'))

    op.drop_table('paper')
    with op.batch_alter_table('import_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_batch_stage'))
        batch_op.drop_index(batch_op.f('ix_import_batch_person_id'))

    op.drop_table('import_batch')
    with op.batch_alter_table('following', schema=None) as batch_op:
        batch_op.drop_index('uq_following_current', sqlite_where=sa.text('ended_at IS NULL'), postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_following_pack_id'))

    op.drop_table('following')
    with op.batch_alter_table('entry_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_template_person_id'))

    op.drop_table('entry_template')
    with op.batch_alter_table('declaration_made', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_declaration_made_person_id'))

    op.drop_table('declaration_made')
    op.drop_table('closed_month')
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_feed_refreshed_at'))
        batch_op.drop_index('uq_calendar_feed_current', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    op.drop_table('calendar_feed')
    op.drop_table('calendar_event')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_absence_person_id'))

    op.drop_table('absence')
    op.drop_table('stored_file')
    op.drop_table('judging')
