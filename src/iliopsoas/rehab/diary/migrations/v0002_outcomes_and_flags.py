"""Schema 2: pain the next morning, outcome measures, warning signs; and rows that the database lets nobody change.

Entries of schema 1 keep everything they have; that nobody asked them about warning signs stays visible
(`flags_asked` is false).
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEPT = ("person", "device", "plan", "entry", "done_exercise", "outcome_value", "flag_answer")
REFUSAL = "the diary is append-only: write a correction instead"


def upgrade() -> None:
    """Add what schema 2 has more, then lock the rows."""
    with op.batch_alter_table("entry", recreate="never") as entry:
        entry.add_column(sa.Column("pain_next_morning", sa.Integer()))
        entry.add_column(sa.Column("flags_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "outcome_value",
        sa.Column("entry_id", sa.String(36), sa.ForeignKey("entry.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("measure", sa.String(120), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("side", sa.String(5), nullable=False),
    )
    op.create_table(
        "flag_answer",
        sa.Column("entry_id", sa.String(36), sa.ForeignKey("entry.id"), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("sign", sa.String(120), nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _lock_postgresql()
    else:
        _lock_sqlite()


def _lock_sqlite() -> None:
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
    op.execute(
        "CREATE TRIGGER entry_next_morning BEFORE INSERT ON entry WHEN NEW.pain_next_morning NOT BETWEEN 0 AND 10 "
        "BEGIN SELECT RAISE(ABORT, 'pain_next_morning must be 0 to 10'); END"
    )


def _lock_postgresql() -> None:
    op.create_check_constraint(
        "pain_next_morning_0_10",
        "entry",
        "pain_next_morning IS NULL OR (pain_next_morning >= 0 AND pain_next_morning <= 10)",
    )
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """There is no way back."""
    raise NotImplementedError("the diary migrates forwards only; restore the backup instead")
