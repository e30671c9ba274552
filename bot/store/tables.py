"""The tables. What a person typed or chose is in a column named `sealed`, or a keyed hash."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOLD = timedelta(seconds=25)  # a sender gives up before this, or another process sends it as well
SKEW = timedelta(seconds=60)  # by so much the clocks of two processes may differ


def believable(now: datetime, claim: timedelta) -> datetime:
    """A claim that ends later was made before the clock went back. Another process's present is not
    quite ours: without `SKEW` whoever is a moment behind takes what was claimed a moment ago."""
    return now + claim + SKEW


class Moment(TypeDecorator[datetime]):
    """An instant, as microseconds since 1970 in UTC: alike, exact and comparable everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else moment(value)


def moment(value: int) -> datetime:
    """As it stands in a row, if it was read as the driver gives it."""
    return EPOCH + timedelta(microseconds=value)


def _id(name: str = "id") -> Column[bytes]:
    return Column(name, LargeBinary, primary_key=True)


def _of() -> Column[bytes]:
    return Column("person", LargeBinary, ForeignKey("people.id"), nullable=False)


def _sealed() -> Column[bytes]:
    return Column("sealed", LargeBinary, nullable=False)


def _at(name: str) -> Column[datetime]:
    return Column(name, Moment, nullable=False)


metadata = MetaData()

people = Table(
    "people",
    metadata,
    _id(),
    Column("lookup", LargeBinary, nullable=False, unique=True),  # keyed hash of the chat
    Column("turn", BigInteger, nullable=False),
    Column("said", BigInteger, nullable=False),
    _at("active_at"),
    Column("blocked", Boolean, nullable=False),
    _sealed(),
)
data_keys = Table(
    "data_keys",
    metadata,
    Column("person", LargeBinary, ForeignKey("people.id"), primary_key=True),
    Column("ring", String, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
entries = Table(
    "entries",
    metadata,
    _id(),
    _of(),
    _at("kept_at"),
    _sealed(),
    Index("entries_of_person", "person", "id"),
)
items = Table(
    "items",
    metadata,
    _id(),
    _of(),
    Column("kind", LargeBinary, nullable=False),  # keyed hash
    _at("kept_at"),
    _sealed(),
    Index("items_of_person", "person", "kind", "id"),
)
appointments = Table(
    "appointments",
    metadata,
    _id(),
    _of(),
    Column("kind", LargeBinary, nullable=False),  # keyed hashes; in clear only when opened
    Column("key", LargeBinary, nullable=False),
    _at("due_at"),
    Column("claimed_until", Moment),
    _sealed(),
    UniqueConstraint("person", "kind", "key", name="one_appointment_of_a_kind"),
    Index("appointments_due", "due_at"),
)
prompts_sent = Table(
    "prompts_sent",
    metadata,
    Column("person", LargeBinary, ForeignKey("people.id"), primary_key=True),
    Column("kind", LargeBinary, primary_key=True),  # keyed hash
    Column("day", Integer, primary_key=True, autoincrement=False),  # proleptic ordinal, local
    sqlite_with_rowid=False,
)

WAITING, SENT = text("outbox.sent_at IS NULL"), text("outbox.sent_at IS NOT NULL")
outbox = Table(
    "outbox",
    metadata,
    # No foreign key: a farewell outlives its person, under an id that was never theirs.
    Column("person", LargeBinary, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("urgency", SmallInteger, nullable=False),
    _at("not_before"),
    Column("expires_at", Moment),
    Column("attempts", SmallInteger, nullable=False),
    Column("unknown", Boolean, nullable=False),
    Column("claimed_until", Moment),
    Column("claimed_by", String),
    Column("sent_at", Moment),
    Column("message", BigInteger),
    Column("slot", LargeBinary),  # keyed hash
    Column("farewell", Boolean, nullable=False),
    Column("sealed", LargeBinary),  # goes when the message has gone
    Index("outbox_in_order", "person", "position", sqlite_where=WAITING, postgresql_where=WAITING),
    Index(
        "outbox_by_urgency",
        "urgency",
        "not_before",
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    ),
    Index("outbox_sent", "sent_at", sqlite_where=SENT, postgresql_where=SENT),
    sqlite_with_rowid=False,
)

TYPED = text("message > 0")
seen = Table(
    "seen",
    metadata,
    Column(
        "update_id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("person", LargeBinary),
    Column("message", BigInteger, nullable=False),
    _at("at"),
    Index("seen_at", "at"),
    Index("seen_of_person", "person", sqlite_where=TYPED, postgresql_where=TYPED),
)
aside = Table(
    "aside",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lookup", LargeBinary, index=True),
    _at("at"),
    _sealed(),
)
house = Table(
    "house",
    metadata,
    Column("name", String, primary_key=True),
    Column("ring", String, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)
erased = Table("erased", metadata, Column("hash", LargeBinary, primary_key=True), _at("at"))
minors = Table("minors", metadata, Column("hash", LargeBinary, primary_key=True), _at("until"))
leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("holder", String, nullable=False),
    _at("until"),
)
