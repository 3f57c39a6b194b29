"""What the desk is started with."""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass, field

from dragoman.errors import DragomanError

# Characters that a token must have at least: short ones can be guessed.
SHORTEST_TOKEN = 16
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Settings:
    """How the desk is reached and what it allows.

    Attributes:
        host: the address that it is bound to.
        names: host names besides the loopback ones under which it may be called.
        token: what a visitor must know; None lets everybody on this machine in.
        read_only: nothing is written to the store.
        who: whose name stands in forms until a visitor gives another one.
        csrf: what each form must carry; made anew at each start.
    """

    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    token: str | None = None
    read_only: bool = False
    who: str = ""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    def __post_init__(self) -> None:
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise DragomanError(f"the token has {len(self.token)} characters: give one of {SHORTEST_TOKEN} or more")
        if not is_loopback(self.host) and self.token is None:
            raise DragomanError(
                f"{self.host} can be reached from other machines: give a --token of {SHORTEST_TOKEN} or more characters"
            )

    @property
    def hosts(self) -> frozenset[str]:
        """Host names, in lower case and without port, that a request may be addressed to."""
        own = set() if is_everything(self.host) else {self.host.lower()}
        return _LOOPBACK | own | {name.lower() for name in self.names}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_everything(host: str) -> bool:
    """Whether an address stands for all that the machine has: 0.0.0.0, ::."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
