"""Judge one remark in parentheses: the mark of a gate, a mistake in one, or prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from mkdocs_deploy_plugin.template.gates import LONGEST_WAIT, UNITS, GateWords, duration, read_mark
from mkdocs_deploy_plugin.text import closest, comparable, one_of, quoted

INVALID, UNKNOWN_ROLE = "invalid-gate", "unknown-role"
"""The rules."""

_MOST_ROLES = 30
"""The maximum number of roles that a misspelt one is compared with, which bounds the time of a check."""

_MOST_NAMES = 8
"""The maximum number of roles that are listed in a message."""

_LONG_UNITS = [unit for unit in UNITS if len(unit) > 2]
_VAGUE_UNITS = frozenset({"while", "moment", "moments", "bit", "time"})
_AROUND = re.compile(
    r"(?:(?:for|about|around|another|roughly|approx\.?|approximately|at least)\s+|[~≈]\s*)+", re.I
)
_QUANTITY = re.compile(r"\d|(?:an?|one|two|three|four|five|six|ten|some|several|few|half|quarter)\b", re.I)
_BEFORE_ROLE = re.compile(r"(?:[-–—=,;]\s*|(?:for|by|until|from|the)\s+){1,3}", re.I)
_COLON = re.compile("[:\uff1a]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Roles:
    """The roles that a procedure names in its front matter.

    Attributes:
        names: The roles.
        complete: Whether every other role is unknown. Not in a draft, nor if a row has no role.
    """

    names: tuple[str, ...] = ()
    complete: bool = False

    @cached_property
    def _comparable(self) -> dict[str, str]:
        return {comparable(name): name for name in self.names}

    def find(self, role: str) -> str:
        """Return a role as the front matter spells it, or an empty string if it is unknown."""
        return self._comparable.get(comparable(role), "")

    def closest(self, role: str) -> str:
        """Return the role that was probably meant, or an empty string."""
        return self.find(role) or closest(role, list(self.names[:_MOST_ROLES]))


class Mistake(NamedTuple):
    """What is wrong with a mark.

    Attributes:
        message: What is wrong.
        help: What to write instead.
        rule: The rule.
        part: The part of the mark that it is about; empty for the whole mark.
        correct: The correct mark, if it can only be meant in one way; or empty.
    """

    message: str
    help: str
    rule: str = INVALID
    part: str = ""
    correct: str = ""


class Judgement(NamedTuple):
    """What a remark is: the kind of its gate, or empty for prose; and what is wrong with it."""

    kind: str = ""
    mistake: Mistake | None = None


_PROSE = Judgement()


def at_end(remark: str, words: GateWords, roles: Roles) -> Judgement:
    """Return what a remark at the end of a task item or of a numbered heading is."""
    remark = " ".join(remark.split())
    mark = read_mark(remark, words)
    if mark is None:
        return _misspelt(remark, words, roles)
    word = getattr(words, mark.kind)
    if mark.kind == "wait":
        return _wait(mark.value, mark.colon, word)
    if mark.colon:
        return Judgement(mark.kind, _role(mark.value, roles) if mark.value else _no_role(remark, word, roles))
    if not mark.value:
        return Judgement(mark.kind, _no_role(remark, word, roles)) if mark.kind == "hold" else _PROSE
    role = _BEFORE_ROLE.sub("", mark.value, count=1) if mark.kind == "hold" else mark.value
    if known := roles.find(role):
        correct = f"({word}: {known})"
        return Judgement(
            mark.kind, Mistake(f"({remark}) needs a colon", f"Write {correct}.", correct=correct)
        )
    if mark.kind == "hold" and (near := roles.closest(role)):
        return Judgement(
            mark.kind, Mistake(f"({remark}) needs a colon and a known role", _did(f"({word}: {near})"))
        )
    return _PROSE


def elsewhere(remark: str, words: GateWords, roles: Roles, in_item: bool) -> Judgement:
    """Return what a remark is where no gate can be: in the middle of a text, or outside task items."""
    mark = read_mark(remark, words)
    if mark is None:
        return _PROSE
    if mark.kind == "wait":
        is_gate = in_item and bool(duration(mark.value))
    else:
        is_gate = mark.colon and bool(roles.find(mark.value) or (in_item and mark.kind == "hold"))
    return Judgement(mark.kind, misplaced(remark, mark.kind)) if is_gate else _PROSE


def misplaced(remark: str, kind: str) -> Mistake:
    """Return the mistake of a mark in a place where it has no effect."""
    place = "a task item, phase heading or step heading" if kind == "by" else "a task item"
    return Mistake(f"({remark}) has no effect here", f"Move it to the end of {place}.")


def _did(correct: str) -> str:
    return f"Did you mean {quoted(correct)}?"


def _no_role(remark: str, word: str, roles: Roles) -> Mistake:
    example = roles.names[0] if roles.names else "Deployment Lead"
    return Mistake(f"({remark}) names no role", f"Name a role of the contacts, as in ({word}: {example}).")


def _role(role: str, roles: Roles) -> Mistake | None:
    if roles.find(role):
        return None
    near = "" if role.startswith("[") and not roles.complete else roles.closest(role)
    if not near and not roles.complete:
        return None
    listed = one_of([quoted(name) for name in roles.names[:_MOST_NAMES]])
    return Mistake(
        f"Unknown role {quoted(role)}",
        _did(near) if near else f"Add a row with this role to the contacts, or use {listed}.",
        UNKNOWN_ROLE,
        part=role,
    )


def _wait(value: str, colon: bool, word: str) -> Judgement:
    seconds = duration(value)
    mistake: Mistake | None = None
    example = f"Write a number and a unit, as in ({word} 30 minutes)."
    if seconds is None:
        if value and not colon and not _means_duration(value):
            return _PROSE
        if not value:
            mistake = Mistake(f"({word}) has no duration", example)
        elif duration(meant := _corrected(value)):
            correct = f"({word} {meant})"
            mistake = Mistake(f"{quoted(value)} is not a duration", _did(meant), part=value, correct=correct)
        elif value.isdecimal():
            mistake = Mistake(
                f"{quoted(value)} has no unit", f"Add one, as in ({word} {value[:5]} minutes).", part=value
            )
        else:
            mistake = Mistake(f"{quoted(value)} is not a duration", example, part=value)
    elif seconds == 0:
        mistake = Mistake(f"{quoted(value)} is too short for a wait", example, part=value)
    elif seconds > LONGEST_WAIT:
        mistake = Mistake(f"{quoted(value)} is longer than 30 days", "Write a shorter wait.", part=value)
    return Judgement("wait", mistake)


def _means_duration(value: str) -> bool:
    """Return whether a text after "wait" is meant as a duration, unlike "until the lag is zero"."""
    around = _AROUND.match(value)
    rest = value[around.end() :] if around else value
    if not _QUANTITY.match(rest):
        return False
    last = rest.split()[-1].casefold()
    return (
        (rest[0].isdigit() and around is None) or last in UNITS or last in _VAGUE_UNITS or bool(_unit(last))
    )


def _corrected(value: str) -> str:
    """Return a duration without the words around it and with its units spelt correctly."""
    return _WORD.sub(lambda match: _unit(match[0].casefold()) or match[0], _AROUND.sub("", value, count=1))


def _unit(word: str) -> str:
    """Return the unit that a word probably means, or an empty string."""
    return word if word in UNITS else closest(word, _LONG_UNITS) if len(word) > 2 else ""


def may_be_mark(remark: str, words: GateWords) -> bool:
    """Return whether one of the first words of a remark is close to a word of a gate."""
    return any(_kinds(each, words) for each in _head(remark))


@lru_cache(maxsize=4096)
def may_begin_mark(head: str, words: GateWords) -> bool:
    """Return whether one of these words, which begin a remark, is close to a word of a gate."""
    return any(_kinds(each, words) for each in head.split())


def _head(remark: str) -> list[str]:
    """Return the first words of a remark: at most three in front of a colon, or else one."""
    if ":" in remark or "\N{FULLWIDTH COLON}" in remark:
        return _COLON.split(remark, maxsplit=1)[0].split(maxsplit=3)[:3]
    return remark.split(maxsplit=1)[:1]


@lru_cache(maxsize=4096)
def _kinds(word: str, words: GateWords) -> tuple[str, ...]:
    """Return the kinds of gates whose words are close to a word."""
    pairs = zip(GateWords._fields, words, strict=True)
    # Most words are too long, and comparing them takes time.
    return tuple(kind for kind, meant in pairs if len(word) * 3 <= len(meant) * 5 and closest(word, [meant]))


def _misspelt(remark: str, words: GateWords, roles: Roles) -> Judgement:
    """Return the mistake in a remark whose value is right and whose word is close to that of a gate."""
    head = _head(remark)
    kinds = {kind for each in head for kind in _kinds(each, words)}
    parts = _COLON.split(remark, maxsplit=1)
    value = parts[1].strip() if len(parts) == 2 else remark.partition(" ")[2]
    for kind in sorted(kinds if len(parts) == 2 else kinds - {"by"}):
        word = getattr(words, kind)
        if kind == "wait":
            correct = f"({word} {value})" if duration(value) else ""
        else:
            correct = f"({word}: {known})" if (known := roles.find(value)) else ""
        if correct:
            message = f"({remark}) is not a mark"
            return Judgement(kind, Mistake(message, _did(correct), correct=correct))
    return _PROSE


def other_brackets(words: GateWords) -> re.Pattern[str]:
    """Return the pattern of a mark at the end of a text that is in brackets of another kind."""
    names = "|".join(re.escape(word) for word in words)
    return re.compile(
        rf"[\[{{（【](?P<mark>(?:{names})\b[^()\[\]{{}}（）【】]{{1,200}})[\]}}）】][ .;,]*$", re.I
    )
