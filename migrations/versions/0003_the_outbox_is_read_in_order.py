"""The outbox is read in order: the next letter and any page of the list are found without sorting."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter") as letter:
        letter.drop_index("ix_letter_phase")
        letter.drop_index("ix_letter_next_try_at")
        letter.create_index("ix_letter_phase_queued_at", ["phase", "queued_at", "id"])
        letter.create_index("ix_letter_queued_at", ["queued_at", "id"])


def downgrade() -> None:
    with op.batch_alter_table("letter") as letter:
        letter.drop_index("ix_letter_queued_at")
        letter.drop_index("ix_letter_phase_queued_at")
        letter.create_index("ix_letter_next_try_at", ["next_try_at"])
        letter.create_index("ix_letter_phase", ["phase"])
