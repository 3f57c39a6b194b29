"""`dragoman serve`: the desk, pages in a browser over a store."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from dragoman.commands import common
from dragoman.errors import DragomanError

PORT = 8642


@click.command()
@common.options(
    common.db,
    click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on."),
    click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any that is free."),
    click.option(
        "--name", "names", multiple=True, metavar="NAME", help="A host name besides localhost under which it may be called."
    ),
    click.option(
        "--token", envvar="DRAGOMAN_TOKEN", help="What visitors must give; needed if other machines can reach it. "
        "Better from the environment variable DRAGOMAN_TOKEN: others on this machine can see what a command is given.",
    ),
    click.option("--read-only", is_flag=True, help="Write nothing to the store."),
    click.option(
        "--who", envvar="DRAGOMAN_WHO", default="", metavar="NAME",
        help="The name with which corrections are kept until a visitor gives another one; also from DRAGOMAN_WHO.",
    ),
    click.option("--open", "shown", is_flag=True, help="Open it in the browser."),
)  # fmt: skip
def serve(
    where: str, host: str, port: int, names: tuple[str, ...], token: str | None, read_only: bool, who: str, shown: bool
) -> None:
    """Open the desk: contacts, accounts side by side, documents and search, as pages in a browser on this machine.

    Nothing is fetched from elsewhere, and only this machine can reach it. Reports may be added meanwhile. Needs the extra:
    pip install 'dragoman[web]'. Ctrl-C ends it.

    \b
    Example:
      dragoman serve
      dragoman serve --db talks.db --port 9000 --read-only
    """
    try:
        import uvicorn

        from dragoman.web.app import create_app
        from dragoman.web.settings import Settings
    except ModuleNotFoundError as error:
        raise DragomanError(f"the desk needs the extra: pip install 'dragoman[web]' ({error.name} is missing)") from error
    settings = Settings(host=host, names=names, token=token or None, read_only=read_only, who=who.strip())
    _make_sure_of(where, read_only)
    app = create_app(where, settings)
    with _listening(host, port) as listener:
        address = _address(*listener.getsockname()[:2])
        click.echo(f"The desk of {where} is at {address} (Ctrl-C ends it)", err=True)
        if shown:
            click.launch(address)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False, server_header=False)).run([listener])


def _make_sure_of(where: str, read_only: bool) -> None:
    """Make an empty store where there is none, so that reports can be read into it."""
    from dragoman.store import database

    is_new = not read_only and "://" not in where and not Path(where).exists()
    database.engine(where, create=is_new).dispose()
    if is_new:
        click.echo(f"Note: {where} is new and empty: read reports into it, or stop and give --db", err=True)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        raise DragomanError(f"cannot listen on {host} port {port}: {error.strerror}; try another --port") from error
    return listener


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
