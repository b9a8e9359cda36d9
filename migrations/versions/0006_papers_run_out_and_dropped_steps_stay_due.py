"""Letters about papers that run out; a step whose letter was dropped unsent is due again."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What a hold or a renewal dropped; what somebody gave up by hand had been tried before.
DROPPED_UNTRIED = "SELECT id FROM letter WHERE phase = 'dropped' AND tries = 0"


def upgrade() -> None:
    op.create_table(
        "paper_reminder",
        sa.Column("paper_id", sa.Uuid(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_paper_reminder_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_paper_reminder_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint(
            "paper_id", "last_on", "days_before", name=op.f("pk_paper_reminder")
        ),
    )
    with op.batch_alter_table("paper_reminder") as paper_reminder:
        paper_reminder.create_index(op.f("ix_paper_reminder_letter_id"), ["letter_id"])
    with op.batch_alter_table("reminder") as reminder:
        reminder.create_index(op.f("ix_reminder_letter_id"), ["letter_id"])
    op.execute(f"DELETE FROM reminder WHERE letter_id IN ({DROPPED_UNTRIED})")


def downgrade() -> None:
    with op.batch_alter_table("reminder") as reminder:
        reminder.drop_index(op.f("ix_reminder_letter_id"))
    with op.batch_alter_table("paper_reminder") as paper_reminder:
        paper_reminder.drop_index(op.f("ix_paper_reminder_letter_id"))
    op.drop_table("paper_reminder")
