"""Everything that the first release keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WAITING, SENT = sa.text("outbox.sent_at IS NULL"), sa.text("outbox.sent_at IS NOT NULL")
TYPED = sa.text("message > 0")


def upgrade() -> None:
    _people()
    _journal()
    _later()
    _post()
    _house()


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("lookup", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("said", sa.BigInteger, nullable=False),
        sa.Column("active_at", sa.BigInteger, nullable=False),
        sa.Column("blocked", sa.Boolean, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "data_keys",
        sa.Column("person", sa.LargeBinary, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("ring", sa.String, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _journal() -> None:
    op.create_table(
        "entries",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.LargeBinary, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Index("entries_of_person", "person", "id"),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.LargeBinary, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Index("items_of_person", "person", "kind", "id"),
    )


def _later() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("person", sa.LargeBinary, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.LargeBinary, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("claimed_until", sa.BigInteger),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("person", "kind", "key", name="one_appointment_of_a_kind"),
        sa.Index("appointments_due", "due_at"),
    )
    op.create_table(
        "prompts_sent",
        sa.Column("person", sa.LargeBinary, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("kind", sa.LargeBinary, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _post() -> None:
    op.create_table(
        "outbox",
        sa.Column("person", sa.LargeBinary, primary_key=True),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("urgency", sa.SmallInteger, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("unknown", sa.Boolean, nullable=False),
        sa.Column("claimed_until", sa.BigInteger),
        sa.Column("claimed_by", sa.String),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("message", sa.BigInteger),
        sa.Column("slot", sa.LargeBinary),
        sa.Column("farewell", sa.Boolean, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    _part_index("outbox_in_order", "outbox", ["person", "position"], WAITING)
    _part_index("outbox_by_urgency", "outbox", ["urgency", "not_before"], WAITING)
    _part_index("outbox_sent", "outbox", ["sent_at"], SENT)
    op.create_table(
        "seen",
        sa.Column(
            "update_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("person", sa.LargeBinary),
        sa.Column("message", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("seen_at", "at"),
    )
    _part_index("seen_of_person", "seen", ["person"], TYPED)
    op.create_table(
        "aside",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("lookup", sa.LargeBinary, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def _house() -> None:
    op.create_table(
        "house",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("ring", sa.String, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
    )
    for name, when in (("erased", "at"), ("minors", "until")):
        op.create_table(
            name,
            sa.Column("hash", sa.LargeBinary, primary_key=True),
            sa.Column(when, sa.BigInteger, nullable=False),
        )
    op.create_table(
        "leases",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("holder", sa.String, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def _part_index(name: str, table: str, columns: list[str], part: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=part, postgresql_where=part)


def downgrade() -> None:
    tables = "leases minors erased house aside seen outbox prompts_sent appointments items"
    for name in (*tables.split(), "entries", "data_keys", "people"):
        op.drop_table(name)
