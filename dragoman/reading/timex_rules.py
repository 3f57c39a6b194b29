"""Patterns of time expressions: small word lists build patterns, patterns build rules, rules become regular expressions.

The pattern language: words and marks stand for themselves; a space is white space; `~` is a space or a hyphen; `,` is an
optional comma; `[...]` may be absent; `(a|b)` is one of several; `{list}` is a word of a named list or a regular form, and
`{field:list}` gives the match another name. There is no repetition, so that matching cannot run away on any input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from dragoman import data
from dragoman.errors import RuleError

Conventions = Literal["dragoman", "timeml"]
Kind = Literal["calendar", "shift", "duration", "set", "value", "nothing"]

FOLDER = "rules/timex"
_GAP = r"\s{1,4}"
# What pads a misspelt name to its length, see `timex_find.clean`.
PAD = "\x01"


@dataclass(frozen=True)
class Rule:
    """One row of rules.yaml, compiled.

    Attributes:
        regex: matches the cleaned text at the start of a word.
        first: the words (lower case) it can begin with; "#" stands for a digit, "'" for an apostrophe.
        lists: for each group the list that gives its value; absent for groups whose value is the text itself. A group is named
            after its field and numbered, "month__2".
        fields: values set by the rule itself.
        guards: regular expressions over the text before (`preceded_by`) and after (`followed_by`) the match.
    """

    id: str
    regex: re.Pattern[str]
    first: frozenset[str]
    kind: Kind
    type: str
    lists: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, str]
    mod: str | None
    profile: str | None
    guards: Mapping[str, re.Pattern[str]]
    row: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class Modifier:
    """A phrase before ("more than") or after ("or so") an expression that becomes part of it and sets its `mod`.

    Attributes:
        guard: what must stand before it; None if anything may.
    """

    id: str
    regex: re.Pattern[str]
    first: frozenset[str]
    of: frozenset[str]
    mod: str | None
    fields: Mapping[str, str]
    profile: str | None
    after: bool
    guard: re.Pattern[str] | None
    row: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class _Piece:
    """A compiled part of a pattern. `gap`: white space separates it from the next part."""

    regex: str
    first: frozenset[str]
    optional: bool = False
    gap: bool = False


class _Parser:
    """Reads one pattern from left to right; see the module's docstring for the language."""

    def __init__(self, text: str, where: str, sources: _Sources) -> None:
        self.text, self.at, self.where, self.sources = text, 0, where, sources
        self.lists: dict[str, Mapping[str, str]] = {}
        self.groups = 0

    def parse(self) -> _Piece:
        piece = self._alternatives("")
        if self.at < len(self.text):
            raise RuleError(f"{self.where}: unexpected {self.text[self.at]!r} at {self.at} in {self.text!r}")
        return piece

    def _alternatives(self, closing: str) -> _Piece:
        options = [self._sequence()]
        while self.at < len(self.text) and self.text[self.at] == "|":
            self.at += 1
            options.append(self._sequence())
        if closing:
            if self.text[self.at : self.at + 1] != closing:
                raise RuleError(f"{self.where}: {closing!r} is missing in {self.text!r}")
            self.at += 1
        regex = options[0].regex if len(options) == 1 else "(?:" + "|".join(o.regex for o in options) + ")"
        return _Piece(regex, frozenset().union(*(o.first for o in options)))

    def _sequence(self) -> _Piece:
        pieces: list[_Piece] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)]":
            piece = self._piece()
            gap = self.text[self.at : self.at + 1] == " "
            while self.text[self.at : self.at + 1] == " ":
                self.at += 1
            pieces.append(_Piece(piece.regex, piece.first, piece.optional, gap))
        return _join(pieces, f"{self.where}: {self.text!r}")

    def _piece(self) -> _Piece:
        char = self.text[self.at]
        if char in "([":
            self.at += 1
            inner = self._alternatives(")" if char == "(" else "]")
            return _Piece(f"(?:{inner.regex})", inner.first, optional=char == "[")
        if char == "{":
            return self._reference()
        if char == ",":
            self.at += 1
            return _Piece(r"\s?,?", frozenset())
        match = re.compile(r"[^\s()\[\]{}|,]+").match(self.text, self.at)
        if match is None:
            raise RuleError(f"{self.where}: cannot read {self.text[self.at :]!r}")
        self.at = match.end()
        return _Piece(_literal(match.group()), frozenset({_first_word(match.group())}))

    def _reference(self) -> _Piece:
        end = self.text.index("}", self.at)
        group, _, name = self.text[self.at + 1 : end].rpartition(":")
        self.at = end + 1
        group = f"{group or name}__{self.groups}"
        self.groups += 1
        if name in self.sources.regexes:
            entry = self.sources.regexes[name]
            return _Piece(f"(?P<{group}>{entry['form']})", frozenset(entry["first"]))
        if name in self.sources.lists:
            words = self.sources.lists[name]
            self.lists[group] = words
            return _Piece(f"(?P<{group}>{_any_of(words)})", frozenset(map(_first_word, words)))
        raise RuleError(f"{self.where}: unknown list {name!r}; known: {', '.join(sorted(self.sources.known()))}")


@dataclass(frozen=True)
class _Sources:
    """The word lists and regular forms by name."""

    lists: Mapping[str, Mapping[str, str]]
    regexes: Mapping[str, Mapping[str, Any]]

    def known(self) -> set[str]:
        return {*self.lists, *self.regexes}


def _first_word(text: str) -> str:
    match = re.match(r"[^\W\d_]+", text)
    if match:
        return match.group()
    return "#" if text[:1].isdigit() else text[:1]


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\~", "~").replace("~", r"(?:\s{1,4}|-)").replace(r"\-", "-")


def _any_of(words: Mapping[str, str]) -> str:
    """The words as alternatives, longest first; a three-letter name may be padded (it is misspelt in the text)."""
    forms = (re.escape(w).replace(r"\ ", _GAP).replace(" ", _GAP) for w in sorted(words, key=len, reverse=True))
    padded = f"{PAD}{{0,9}}"
    return "|".join(f + padded if len(f) == 3 and f.isalpha() else f for f in forms)


def _join(pieces: list[_Piece], where: str) -> _Piece:
    """Put the parts of a sequence together; white space belongs to the optional part beside it."""
    regex, first, mandatory = "", frozenset[str](), False
    for i, piece in enumerate(pieces):
        gap_before = _GAP if i and pieces[i - 1].gap and piece.regex != r"\s?,?" else ""
        if not mandatory:
            first |= piece.first
        if not piece.optional:
            regex += (gap_before if mandatory else "") + piece.regex
            mandatory = True
        elif mandatory:
            attached = not piece.gap and i + 1 < len(pieces)
            regex += f"{gap_before}(?:{piece.regex})?" if attached else f"(?:{gap_before}{piece.regex})?"
        else:
            regex += f"(?:{piece.regex}{_GAP if piece.gap else ''})?"
    if not mandatory:
        raise RuleError(f"{where}: a pattern with optional parts only")
    return _Piece(regex, first)


@cache
def names() -> re.Pattern[str]:
    """What names.yaml hides from the rules, as one expression."""
    return re.compile("|".join(f"(?:{row['regex']})" for row, _ in _rows("names", "names")))


_RULE_KEYS = frozenset(
    "id pattern kind type set mod profile preceded_by not_preceded_by followed_by not_followed_by yes timeml no source".split()
)
_MODIFIER_KEYS = frozenset("id pattern of mod set profile after preceded_by not_followed_by yes timeml no source".split())
_KINDS = frozenset(("calendar", "shift", "duration", "set", "value", "nothing"))
_TYPES = frozenset(("DATE", "TIME", "DURATION", "SET"))
_END = r"(?![\w])"


def _sources() -> _Sources:
    lists = data.load_yaml(f"{FOLDER}/lists.yaml")
    words = {name: {str(k): str(v) for k, v in entries.items()} for name, entries in lists["lists"].items()}
    regexes = {name: _filled(entry, words, lists["regex"]) for name, entry in lists["regex"].items()}
    return _Sources(words, regexes)


def _filled(entry: Mapping[str, Any], words: Mapping[str, Mapping[str, str]], forms: Mapping[str, Any]) -> dict[str, Any]:
    """A regular form with `<list>` and `<form>` replaced by what they stand for."""

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        return _any_of(words[name]) if name in words else re.sub(r"<(\w+)>", fill, str(forms[name]["form"]))

    form = re.sub(r"<(\w+)>", fill, entry["form"]).replace(" ", _GAP)
    first = {w for f in entry["first"] for w in (map(_first_word, words[f[1:-1]]) if f[0] == "<" else [f])}
    return {"form": form, "first": first}


def word_list(name: str) -> Mapping[str, str]:
    """The named list of lists.yaml, words to values."""
    return all_lists()[name]


@cache
def all_lists() -> Mapping[str, Mapping[str, str]]:
    return _sources().lists


def _guards(row: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    before = {k: re.compile(rf"(?:{row[k]})\s*$") for k in ("preceded_by", "not_preceded_by") if k in row}
    after = {k: re.compile(rf"(?:{row[k]})") for k in ("followed_by", "not_followed_by") if k in row}
    return before | after


def _rule(row: dict[str, Any], where: str, sources: _Sources) -> Rule:
    data.check_keys(row, _RULE_KEYS, where)
    kind, type_ = row["kind"], row.get("type", "DATE")
    if kind not in _KINDS or type_ not in _TYPES:
        raise RuleError(f"{where}: unknown kind {kind!r} or type {type_!r}; known: {sorted(_KINDS)}, {sorted(_TYPES)}")
    parser = _Parser(row["pattern"], where, sources)
    piece = parser.parse()
    fields = {str(k): str(v) for k, v in row.get("set", {}).items()}
    return Rule(
        row["id"], _compile(piece.regex + _END, where), piece.first, kind, type_, parser.lists, fields, row.get("mod"),
        row.get("profile"), _guards(row), row,
    )  # fmt: skip


def _modifier(row: dict[str, Any], where: str, sources: _Sources) -> Modifier:
    data.check_keys(row, _MODIFIER_KEYS, where)
    parser = _Parser(row["pattern"], where, sources)
    piece = parser.parse()
    after = bool(row.get("after", False))
    stop = rf"(?!{row['not_followed_by']})" if "not_followed_by" in row else ""
    regex = rf"{_GAP}{piece.regex}{_END}" if after else rf"{piece.regex}(?:{_GAP}|(?<=-)){stop}"
    fields = {str(k): str(v) for k, v in row.get("set", {}).items()}
    guard = re.compile(rf"(?:{row['preceded_by']})$") if "preceded_by" in row else None
    return Modifier(
        row["id"], _compile(regex, where), piece.first, frozenset(row["of"]), row.get("mod"), fields, row.get("profile"), after,
        guard, row,
    )  # fmt: skip


def _compile(regex: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(regex)
    except re.error as error:
        raise RuleError(f"{where}: {error} in {regex!r}") from error


def _rows(file: str, key: str) -> Iterator[tuple[dict[str, Any], str]]:
    seen: set[str] = set()
    for row in data.load_yaml(f"{FOLDER}/{file}.yaml")[key]:
        where = f"{FOLDER}/{file}.yaml: {row.get('id', '?')}"
        if "id" not in row or row["id"] in seen:
            raise RuleError(f"{where}: a row needs an id of its own")
        seen.add(row["id"])
        yield row, where


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in file order, compiled once.

    Raises:
        RuleError: naming file, row and the unknown key, list, kind or malformed pattern.
    """
    sources = _sources()
    return tuple(_rule(row, where, sources) for row, where in _rows("rules", "rules"))


@cache
def modifiers() -> tuple[Modifier, ...]:
    """All modifiers in file order, compiled once; raises as `rules`."""
    sources = _sources()
    return tuple(_modifier(row, where, sources) for row, where in _rows("modifiers", "modifiers"))
