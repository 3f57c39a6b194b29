"""Making what must not act in a terminal or a page visible: control, bidirectional and other invisible characters."""

from __future__ import annotations

import unicodedata

# Joiners that scripts and emoji need, and the sign that a word may be broken at.
_KEPT = frozenset("\u200c\u200d\u00ad")
_NAMES = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM",
}  # fmt: skip


def _shown(character: str) -> str | None:
    """What stands for a character; None if it may stand itself."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category in ("Cc", "Cf", "Co", "Zl", "Zp") and character not in _KEPT:
        return f"⟨{_NAMES.get(character, f'U+{code:04X}')}⟩"
    return None


class _Table(dict[int, str]):
    """Filled as characters are met; most texts hold none of these."""

    def __missing__(self, code: int) -> str:
        found = _shown(chr(code))
        self[code] = chr(code) if found is None else found
        return self[code]


_TABLE = _Table()


def visible(text: str) -> str:
    """The text with every character that could act on a terminal, or hide, shown as a sign: ESC as "␛", U+202E as "⟨RLO⟩".

    Line breaks and tabs are such characters too; take them out first where they are wanted as white space.
    """
    return text if text.isascii() and text.isprintable() else text.translate(_TABLE)


def line(text: str) -> str:
    """The text on one line: white space as single spaces, the rest made visible."""
    return visible(" ".join(text.split()))
