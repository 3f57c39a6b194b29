"""Opening a store: a SQLite file, or a PostgreSQL database by its address.

SQLite runs in WAL mode: one process writes while others read. What the engines do differently is told apart here and in
`search`, and nowhere else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from dragoman.errors import StoreError

HEAD = "0001"
"""The newest migration. A test holds it equal to the scripts in `migrations`."""
DEFAULT = "dragoman.db"
# Milliseconds that a writer waits for another one before it gives up.
_PATIENCE = 30_000
# Kilobytes of a store that a process keeps at hand.
_CACHE = 65_536
# Pages that are logged before they are written to their places: many are written once for many documents.
_LOG = 4_000
_APPLICATION_ID = 0x44726167  # "Drag", in the head of the file, so that `file` and this program know it


def engine(where: str | Path, *, create: bool = False, upgrade: bool = False) -> Engine:
    """Connect to a store of the present form.

    Args:
        where: path of a SQLite file, or an address `postgresql://...`.
        create: make the tables if there are none.
        upgrade: bring an older store to the present form.
    Raises:
        StoreError: if there is no store, it is no store, it is of another version, or it cannot be reached.
    """
    found = _engine(str(where), create)
    with errors(where):
        version = _version(found)
        if version is None and not create:
            raise StoreError(f"{where} holds no store: make one with `dragoman add`")
        if version is not None and version > HEAD:
            raise StoreError(
                f"{where} was made by a newer version of Dragoman (form {version}, known: up to {HEAD}): upgrade Dragoman"
            )
        if version is None or (upgrade and version != HEAD):
            _migrate(found)
        elif version != HEAD:
            raise StoreError(f"{where} is of an older form, {version}: run `dragoman db upgrade` (keep a copy first)")
    return found


def _engine(where: str, create: bool) -> Engine:
    if "://" in where:
        return _postgresql(where)
    path = Path(where)
    if not create and not path.exists():
        raise StoreError(f"{where}: there is no such store; make one with `dragoman add`")
    if path.is_dir():
        raise StoreError(f"{where} is a folder: give the path of a store, e.g. {path / DEFAULT}")
    made = create_engine(f"sqlite:///{path}", connect_args={"timeout": _PATIENCE / 1000})
    event.listen(made, "connect", _configure)
    event.listen(made, "begin", _begin)
    return made


def _postgresql(where: str) -> Engine:
    try:
        url = make_url(where)
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise StoreError(f"{where}: a store is a SQLite file or a postgresql:// address")
        return create_engine(url.set(drivername="postgresql+psycopg"))
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"{where} is no address of a store: {error}") from error
    except ModuleNotFoundError as error:
        raise StoreError("PostgreSQL needs the extra: pip install 'dragoman[postgres]'") from error


def _configure(connection: sqlite3.Connection, _: object) -> None:
    """Settings of each connection; transactions are begun by `_begin`, since the driver's own begin too late."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_PATIENCE}", "synchronous=NORMAL", "foreign_keys=ON", f"cache_size={-_CACHE}", f"wal_autocheckpoint={_LOG}"
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A transaction that writes takes the lock at once: none fails half-way because another writer came between."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it or nothing.

    Raises:
        StoreError: if the store cannot be written: read-only, full, locked by another writer.
    """
    with errors(engine.url.database), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the store, whatever is written meanwhile."""
    options: dict[str, Any] = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with errors(engine.url.database), engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextmanager
def errors(where: object) -> Iterator[None]:
    """Errors of the database as one line that says what to do."""
    try:
        yield
    except DBAPIError as error:
        message = " ".join(str(error.orig).split())
        raise StoreError(f"{where}: {_advice(message)}") from error


_ADVICE = {
    "readonly": "the store cannot be written: its file or folder is read-only",
    "read-only": "the store cannot be written: its file or folder is read-only",
    "disk is full": "the disk is full: nothing was lost; make room and run again",
    "No space left": "the disk is full: nothing was lost; make room and run again",
    "disk I/O error": "the disk cannot be written or read, perhaps because it is full: make room, or check it, and run again",
    "locked": "another process has been writing for too long: run again when it has ended",
    "not a database": "this is no store: it is not a SQLite file",
    "malformed": "the store is damaged: restore it from a copy",
    "unable to open": "the store cannot be opened: check that its folder exists and may be written",
}


def _advice(message: str) -> str:
    return next((advice for sign, advice in _ADVICE.items() if sign in message), message)


def _version(engine: Engine) -> str | None:
    """The form of the store; None if there are no tables of ours.

    Raises:
        StoreError: if the file holds tables of another program.
    """
    with engine.connect() as connection:
        tables = engine.dialect.get_table_names(connection)
        if "alembic_version" in tables and "documents" in tables:
            found: Any = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(found)
    if tables:
        raise StoreError(f"{engine.url.database} holds tables of another program: give another place for the store")
    return None


def _allow_readers(engine: Engine) -> None:
    """WAL mode, which a file keeps: readers and the writer do not wait for each other."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _migrate(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction."""
    if engine.dialect.name == "sqlite":
        _allow_readers(engine)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id={_APPLICATION_ID}")
