"""Documents, their findings, what failed, and full text."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _document(**options: Any) -> sa.Column[int]:
    return sa.Column("document_id", sa.Integer, sa.ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, **options)


def _item() -> sa.Column[int]:
    return sa.Column("item_id", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)


def _contact(**options: Any) -> sa.Column[int]:
    return sa.Column("contact_id", sa.Integer, sa.ForeignKey("contacts.id", ondelete="CASCADE"), **options)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("read_at", sa.Text, nullable=False),
        sa.Column("copy_of", sa.Integer, sa.ForeignKey("documents.id", ondelete="SET NULL")),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("machine", sa.Text),
    )
    op.create_index("documents_published", "documents", ["published"])
    op.create_index("documents_copy_of", "documents", ["copy_of"])
    op.create_table(
        "document_sentences",
        _document(primary_key=True),
        sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_index("document_sentences_hash", "document_sentences", ["hash", "document_id"])
    op.create_table(
        "document_marks", _document(primary_key=True), sa.Column("mark", sa.BigInteger, primary_key=True, autoincrement=False)
    )
    op.create_index("document_marks_mark", "document_marks", ["mark", "document_id"])
    op.create_table(
        "versions",
        _document(primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("reader", sa.Text, nullable=False),
        sa.Column("read_at", sa.Text, nullable=False),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer, primary_key=True),
        _document(),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("status", sa.Text),
        sa.Column("first_day", sa.Text),
        sa.Column("last_day", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("geonames_id", sa.Integer),
        sa.Column("lat", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("words", sa.Text),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("review", sa.Text),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("document_id", "item"),
    )
    op.create_index("items_layer_day", "items", ["layer", "first_day"])
    unseen = sa.text("review IS NULL")
    op.create_index("items_queue", "items", ["score"], sqlite_where=unseen, postgresql_where=unseen)
    op.create_table(
        "item_parties", _item(), sa.Column("party", sa.Text, primary_key=True), sa.Column("role", sa.Text, primary_key=True)
    )
    op.create_index("item_parties_party", "item_parties", ["party", "item_id"])
    op.create_table(
        "item_people",
        _item(),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("party", sa.Text),
    )
    op.create_table("item_vectors", _item(), sa.Column("vector", sa.LargeBinary, nullable=False))
    op.create_table(
        "meaning_codes",
        sa.Column("block", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("codes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("first_day", sa.Text),
        sa.Column("last_day", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("sources", sa.Integer, nullable=False),
        sa.Column("process", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_index("contacts_day", "contacts", ["first_day"])
    op.create_index("contacts_process", "contacts", ["process"])
    op.create_table("contact_members", _item(), _contact(nullable=False))
    op.create_index("contact_members_contact", "contact_members", ["contact_id", "item_id"])
    op.create_table("contact_keys", _contact(primary_key=True), sa.Column("key", sa.Text, primary_key=True))
    op.create_index("contact_keys_key", "contact_keys", ["key", "contact_id"])
    op.create_table(
        "item_topics",
        _item(),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary),
    )
    op.create_table(
        "item_links",
        _item(),
        sa.Column("other_id", sa.Integer, sa.ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("item_links_other", "item_links", ["other_id"])
    op.create_table("process_keys", _contact(primary_key=True), sa.Column("key", sa.Text, primary_key=True))
    op.create_index("process_keys_key", "process_keys", ["key", "contact_id"])
    op.create_table(
        "contact_links",
        sa.Column("contact_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("other_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("reason", sa.Text, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("item_id", sa.Integer, nullable=False),
    )
    op.create_index("contact_links_other", "contact_links", ["other_id"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer),
    )
    op.create_index("corrections_action", "corrections", ["action"])
    op.create_index("corrections_undoes", "corrections", ["undoes"])
    op.create_table(
        "correction_contacts",
        sa.Column("correction_id", sa.Integer, sa.ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("contact_id", sa.Integer, primary_key=True, autoincrement=False),
    )
    op.create_index("correction_contacts_contact", "correction_contacts", ["contact_id"])
    op.create_table(
        "correction_keys",
        sa.Column("correction_id", sa.Integer, sa.ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("item", sa.Text),
        sa.Column("unplaced", sa.Boolean, nullable=False),
    )
    op.create_index("correction_keys_key", "correction_keys", ["key"])
    op.create_table(
        "failures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("digest", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("failed_at", sa.Text, nullable=False),
        sa.CheckConstraint("attempts > 0", name="failures_attempts"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _fts5("statements", "items", ("words",), "WHEN {row}.layer = 'statements'")
        _fts5("contacts", "items", ("words",), "WHEN {row}.layer = 'contacts'")
        _fts5("documents", "documents", ("title", "text"))
    else:
        for layer in ("statements", "contacts"):
            words = "to_tsvector('english', coalesce(words, ''))"
            op.execute(f"CREATE INDEX {layer}_text ON items USING gin ({words}) WHERE layer = '{layer}'")
        op.execute(
            "CREATE INDEX documents_text ON documents USING gin (to_tsvector('english', coalesce(title, '') || ' ' || text))"
        )


def _fts5(name: str, table: str, columns: tuple[str, ...], some: str = "") -> None:
    """A full-text index beside some rows of a table that triggers keep in step; it holds no second copy of the words."""
    names, new, old = (", ".join(f"{prefix}{column}" for column in columns) for prefix in ("", "new.", "old."))
    gone = f"INSERT INTO {name}_fts({name}_fts, rowid, {names}) VALUES ('delete', old.id, {old});"
    come = f"INSERT INTO {name}_fts(rowid, {names}) VALUES (new.id, {new});"
    op.execute(f"CREATE VIRTUAL TABLE {name}_fts USING fts5({names}, content='', tokenize='porter unicode61 remove_diacritics 2')")
    for event, row, does in (
        ("INSERT", "new", come), ("DELETE", "old", gone), (f"UPDATE OF {names}", "new", f"{gone} {come}"),
    ):  # fmt: skip
        trigger = f"{name}_fts_{event.split()[0].lower()}"
        op.execute(f"CREATE TRIGGER {trigger} AFTER {event} ON {table} {some.format(row=row)} BEGIN {does} END")


def downgrade() -> None:
    raise NotImplementedError("a store is not taken back: keep a copy of the file before an upgrade")
