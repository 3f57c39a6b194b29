"""The tables of a store, the same for SQLite and PostgreSQL.

A document has one row with its text and its record; each finding of the record has one row in `items` with the fields that
questions ask for, and its whole body as JSON. The tables are made and changed by `migrations`; here they are named for queries.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()


def _document(**options: Any) -> Column[int]:
    return Column("document_id", Integer, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, **options)


def _item() -> Column[int]:
    return Column("item_id", Integer, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)


def _contact(**options: Any) -> Column[int]:
    return Column("contact_id", Integer, ForeignKey("contacts.id", ondelete="CASCADE"), **options)


documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    # Where it came from: an address, a path, or the id that its line of JSON gives. The same key again is the same document.
    Column("key", Text, nullable=False, unique=True),
    # SHA-256 of what was taken in and of what was said of it (date, title, source).
    Column("digest", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text),
    Column("published", Text),
    Column("source", Text),
    Column("url", Text),
    # Version of the program and of the model that read it.
    Column("reader", Text, nullable=False),
    Column("read_at", Text, nullable=False),
    # The document that this one is a copy of; see `dragoman.store.copies`.
    Column("copy_of", Integer, ForeignKey("documents.id", ondelete="SET NULL")),
    # What is long stands last: SQLite reads through it to get at a column behind.
    Column("text", Text, nullable=False),
    # The record as JSON without its text, as it is shown.
    Column("record", Text, nullable=False),
    # The record as the program read it; null where that is the one shown.
    Column("machine", Text),
    Index("documents_published", "published"),
    Index("documents_copy_of", "copy_of"),
)

# A hash of the words of each sentence.
document_sentences = Table(
    "document_sentences",
    metadata,
    _document(primary_key=True),
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Index("document_sentences_hash", "hash", "document_id"),
)

# Hashes that reports share which may be the same in other words; see `dragoman.store.rewording`.
document_marks = Table(
    "document_marks",
    metadata,
    _document(primary_key=True),
    Column("mark", BigInteger, primary_key=True, autoincrement=False),
    Index("document_marks_mark", "mark", "document_id"),
)

versions = Table(
    "versions",
    metadata,
    _document(primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("title", Text),
    Column("published", Text),
    Column("text", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("read_at", Text, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("id", Integer, primary_key=True),
    _document(),
    Column("layer", Text, nullable=False),
    # Its id in the record: "c1".
    Column("item", Text, nullable=False),
    # Kind of a contact, outcome; act of a statement; stance of a position; type of an event.
    Column("kind", Text),
    Column("status", Text),
    # First and last day of its date, YYYY-MM-DD.
    Column("first_day", Text),
    Column("last_day", Text),
    Column("place", Text),
    Column("country", Text),
    Column("geonames_id", Integer),
    # Degrees north and east.
    Column("lat", Float),
    Column("lon", Float),
    # What it says or is about, verbatim: the content of a statement, the issue of a position, the phrases that tell of a contact.
    Column("words", Text),
    Column("score", Float, nullable=False),
    # What a person did to it: accepted, edited, added.
    Column("review", Text),
    Column("body", Text, nullable=False),
    UniqueConstraint("document_id", "item"),
    Index("items_layer_day", "layer", "first_day"),
    Index("items_queue", "score", sqlite_where=text("review IS NULL"), postgresql_where=text("review IS NULL")),
)

item_parties = Table(
    "item_parties",
    metadata,
    _item(),
    Column("party", Text, primary_key=True),
    # side, mediator, speaker, holder, party, actor, recipient, account
    Column("role", Text, primary_key=True),
    Index("item_parties_party", "party", "item_id"),
)

item_people = Table(
    "item_people",
    metadata,
    _item(),
    Column("name", Text, primary_key=True),
    # The name in lower case without accents and marks, blanks around each word: "lavrov" is looked for as " lavrov ".
    Column("folded", Text, nullable=False),
    Column("party", Text),
)

# What the words of a statement mean: a unit vector of 384 numbers in steps of 1/127, one signed byte each.
item_vectors = Table("item_vectors", metadata, _item(), Column("vector", LargeBinary, nullable=False))

# Of each statement of some documents that has a vector its number and the signs of the vector; see `dragoman.store.meanings`.
meaning_codes = Table(
    "meaning_codes",
    metadata,
    Column("block", Integer, primary_key=True, autoincrement=False),
    Column("codes", LargeBinary, nullable=False),
)

# A contact of the world, told of by one finding or many; its fields are the best supported ones.
contacts = Table(
    "contacts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("first_day", Text),
    Column("last_day", Text),
    Column("place", Text),
    Column("country", Text),
    Column("sources", Integer, nullable=False),
    # The smallest number of the contacts that it is chained with; see `dragoman.store.processes`.
    Column("process", Integer),
    Index("contacts_day", "first_day"),
    Index("contacts_process", "process"),
    # The number of a contact that is gone is never given again.
    sqlite_autoincrement=True,
)

contact_members = Table(
    "contact_members",
    metadata,
    _item(),
    _contact(nullable=False),
    Index("contact_members_contact", "contact_id", "item_id"),
)

# Two of its sides with a month or year of its date: what may be the same contact shares one.
contact_keys = Table(
    "contact_keys",
    metadata,
    _contact(primary_key=True),
    Column("key", Text, primary_key=True),
    Index("contact_keys_key", "key", "contact_id"),
)

# What the contacts of a report are about, and what their process is called; see `dragoman.store.topics`.
item_topics = Table(
    "item_topics",
    metadata,
    _item(),
    Column("place", Integer, primary_key=True, autoincrement=False),
    # issue, name
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    # Of an issue, as in `item_vectors`.
    Column("vector", LargeBinary),
)

# What a report says of two contacts that it tells of: the one is planned at the other, follows it, is part of it.
item_links = Table(
    "item_links",
    metadata,
    _item(),
    Column("other_id", Integer, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Index("item_links_other", "other_id"),
)

# What contacts are filed under to be chained; see `dragoman.store.chaining.keys`.
process_keys = Table(
    "process_keys",
    metadata,
    _contact(primary_key=True),
    Column("key", Text, primary_key=True),
    Index("process_keys_key", "key", "contact_id"),
)

# Two contacts of one process, the smaller number first. No foreign keys: the links of a contact that is gone must still be seen.
contact_links = Table(
    "contact_links",
    metadata,
    Column("contact_id", Integer, primary_key=True, autoincrement=False),
    Column("other_id", Integer, primary_key=True, autoincrement=False),
    Column("reason", Text, primary_key=True),
    # The words that show it, and the finding in which they stand.
    Column("words", Text, nullable=False),
    Column("item_id", Integer, nullable=False),
    Index("contact_links_other", "other_id"),
)

# What a person says of the store; rows are only added. See `dragoman.store.corrections`.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    # merge, split, accept, edit, reject, insert, undo
    Column("action", Text, nullable=False),
    # What it is about, as JSON: documents by key and the words that tell, not by numbers, so that it outlives a new reading.
    Column("payload", Text, nullable=False),
    # The correction that an undo takes back.
    Column("undoes", Integer),
    Index("corrections_action", "action"),
    Index("corrections_undoes", "undoes"),
)

# The contacts that a merge or split names, by the numbers that they had then.
correction_contacts = Table(
    "correction_contacts",
    metadata,
    Column("correction_id", Integer, ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True),
    Column("contact_id", Integer, primary_key=True, autoincrement=False),
    Index("correction_contacts_contact", "contact_id"),
)

# The documents that a correction names, and in the present reading the finding, by its id in the record.
correction_keys = Table(
    "correction_keys",
    metadata,
    Column("correction_id", Integer, ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("item", Text),
    # Whether the words that it names are gone.
    Column("unplaced", Boolean, nullable=False),
    Index("correction_keys_key", "key"),
)

failures = Table(
    "failures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    # What to take in again: a path, an address, or a path and the line in it.
    Column("origin", Text, nullable=False),
    Column("digest", Text),
    Column("kind", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failed_at", Text, nullable=False),
    CheckConstraint("attempts > 0", name="failures_attempts"),
)
