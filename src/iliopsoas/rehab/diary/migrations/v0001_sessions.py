"""Schema 1: people, devices, plans, and entries with exercises and pain. No database can be taken back before it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table("person", sa.Column("id", sa.String(120), primary_key=True))
    op.create_table("device", sa.Column("id", sa.String(36), primary_key=True))
    op.create_table(
        "plan",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("person_id", sa.String(120), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("person_id", sa.String(120), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("device_id", sa.String(36), sa.ForeignKey("device.id"), nullable=False),
        sa.Column("plan_id", sa.String(36), sa.ForeignKey("plan.id")),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pain_before", sa.Integer()),
        sa.Column("pain_during", sa.Integer()),
        sa.Column("effort", sa.Integer()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.String(36), sa.ForeignKey("entry.id", deferrable=True, initially="DEFERRED")),
        *(
            sa.CheckConstraint(f"{name} IS NULL OR ({name} >= 0 AND {name} <= 10)", name=f"{name}_0_10")
            for name in ("pain_before", "pain_during", "effort")
        ),
    )
    op.create_index("entry_person_day", "entry", ["person_id", "day"])
    op.create_index("ix_entry_replaces_id", "entry", ["replaces_id"])
    op.create_table(
        "done_exercise",
        sa.Column("entry_id", sa.String(36), sa.ForeignKey("entry.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("exercise", sa.String(120), nullable=False),
        sa.Column("side", sa.String(5), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("repetitions", sa.Integer(), nullable=False),
        sa.Column("load_kg", sa.Double(), nullable=False),
        sa.Column("hold_s", sa.Double(), nullable=False),
        sa.CheckConstraint("sets >= 1", name="sets_positive"),
        sa.CheckConstraint("repetitions >= 1", name="repetitions_positive"),
        sa.CheckConstraint("load_kg >= 0", name="load_not_negative"),
        sa.CheckConstraint("hold_s >= 0", name="hold_not_negative"),
    )


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("the diary migrates forwards only; restore the backup instead")
