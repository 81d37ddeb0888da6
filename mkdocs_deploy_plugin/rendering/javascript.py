"""JavaScript as tokens, and without its comments.

What is a comment is told from tokens, never from lines: `//` stands in texts, templates and regular
expressions as well. Whether a slash begins one of those or divides is told from what stands before it,
and where that could be either, the source is refused. So nothing is ever cut that is no comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class ScriptError(ValueError):
    """A script that cannot be handled as it is. The message says what and where, for who writes it."""


class Token(NamedTuple):
    """A piece of a script.

    Attributes:
        kind: `space`, `comment`, `word`, `text`, `template`, `pattern` or `sign`. A template with expressions
            in it is several pieces, and numbers are words.
        text: The piece.
        start: Its first character.
        depth: How many brackets are open around it; both brackets of a pair have that of what is around them.
    """

    kind: str
    text: str
    start: int
    depth: int

    @property
    def counts(self) -> bool:
        """Whether it is neither white space nor a comment."""
        return self.kind not in ("space", "comment")


_PIECE = re.compile(
    r"""(?P<space>[\s\ufeff]+)
    | (?P<comment>//[^\n\r\u2028\u2029]*|/\*[\s\S]*?\*/)
    | (?P<text>"(?:[^"\\\n\r]|\\(?:\r\n|[\s\S]))*"|'(?:[^'\\\n\r]|\\(?:\r\n|[\s\S]))*')
    | (?P<word>[\w$\#\u200c\u200d]+)
    | (?P<sign>=>|\?\.|\+\+|--|[-+*%=<>!&|^~?:;,.()\[\]{}])""",
    re.X,
)
_LINE = r"\n\r\u2028\u2029"
_PATTERN = re.compile(rf"/(?:[^\\/\[{_LINE}]|\\[^{_LINE}]|\[(?:[^\]\\{_LINE}]|\\[^{_LINE}])*\])+/\w*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)")
_LINE_END = re.compile(f"[{_LINE}]")
_CLOSING = {")": "(", "]": "[", "}": "{"}
_CONDITIONS = frozenset({"if", "while", "for", "with"})
_BEFORE_VALUES = frozenset(
    {"return", "typeof", "instanceof", "in", "new", "delete", "void", "throw", "case", "do", "else"}
)
_APART = frozenset([*"()[]{},;:=&|", "=>"])
_OPEN = frozenset([*"([{,;:=&|?", "=>"])
_CLOSED = frozenset(")]},;:=&|?")
_EITHER = frozenset({"of", "yield", "await", "async", "let"})


class _Reader:
    """Reads tokens, and knows what a slash means at the place where it is."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.last = Token("sign", ";", 0, 0)
        self.open: list[tuple[str, bool]] = []  # brackets, and whether a condition stands in them
        self.begins_pattern: bool | None = True

    def read(self) -> Iterator[Token]:
        while self.at < len(self.source):
            token = self.next()
            self.at += len(token.text)
            if token.counts:
                self.last = token
            yield token
        if self.open:
            raise ScriptError(f"{self.open[-1][0]} has no end")

    def next(self) -> Token:
        """Give the token at this place, and note what a slash behind it means."""
        char = self.source[self.at]
        if char == "`" or (char == "}" and self.open and self.open[-1][0] == "${"):
            return self.template(char)
        match = _PIECE.match(self.source, self.at)
        if match is None:
            return self.slash()
        kind, text = match.lastgroup or "", match[0]
        if kind == "text":
            self.begins_pattern = False
        elif kind == "word":
            self.begins_pattern = self.behind_word(text)
        elif kind == "sign":
            return self.sign(text)
        return Token(kind, text, self.at, len(self.open))

    def template(self, char: str) -> Token:
        if char == "}":
            self.open.pop()
        depth = len(self.open)
        match = _TEMPLATE.match(self.source, self.at + 1)
        if match is None:
            raise self.error("this template has no end")
        if match[0].endswith("${"):
            self.open.append(("${", False))
        self.begins_pattern = match[0].endswith("${")
        return Token("template", self.source[self.at : match.end()], self.at, depth)

    def slash(self) -> Token:
        if self.source[self.at] != "/":
            raise self.error(f"there is no end of, or no sense in, {self.source[self.at]!r}")
        if self.begins_pattern is None:
            raise self.error("this slash may divide or begin a regular expression: put parentheses around it")
        if not self.begins_pattern:
            self.begins_pattern = True
            return Token("sign", "/", self.at, len(self.open))
        match = _PATTERN.match(self.source, self.at)
        if match is None:
            raise self.error("this regular expression has no end")
        self.begins_pattern = False
        return Token("pattern", match[0], self.at, len(self.open))

    def behind_word(self, word: str) -> bool | None:
        if self.last.text in (".", "?."):
            return False
        return None if word in _EITHER else word in _BEFORE_VALUES

    def sign(self, text: str) -> Token:
        if self.source.startswith(("<!--", "-->"), self.at):
            raise self.error("in a script, this is a comment of HTML: put a space into it")
        if text in _CLOSING.values():
            depth = len(self.open)
            self.open.append((text, self.last.text in _CONDITIONS))
            self.begins_pattern = True
            return Token("sign", text, self.at, depth)
        if text in _CLOSING:
            opening, is_condition = self.open.pop() if self.open else ("", False)
            if opening != _CLOSING[text]:
                raise self.error(f"{text} closes nothing")
            # Behind a block begins a statement, behind an object the value is divided.
            self.begins_pattern = None if text == "}" or is_condition else False
        else:
            self.begins_pattern = None if text in (".", "?.", "++", "--") else True
        return Token("sign", text, self.at, len(self.open))

    def error(self, message: str) -> ScriptError:
        return ScriptError(f"line {line_of(self.source, self.at)}: {message}")


def tokens(source: str) -> list[Token]:
    """Take a script apart without a loss: joined, the texts are the source again.

    Raises:
        ScriptError: A piece has no end, or could be one thing or another.
    """
    return list(_Reader(source).read())


def line_of(source: str, at: int) -> int:
    """Give the number of the line with this character."""
    return source.count("\n", 0, at) + 1


def compact(pieces: Iterable[Token]) -> str:
    """Give a script without comments and without needless white space.

    A line break stays where it can end a statement: not behind what needs something behind it, and not
    before what needs something before it.
    """
    parts: list[str] = []
    before: Token | None = None
    gap = ""
    for piece in pieces:
        if piece.counts:
            if before is not None:
                parts.append(_kept(gap, before, piece))
            parts.append(piece.text)
            before, gap = piece, ""
        elif gap != "\n":
            gap = "\n" if _LINE_END.search(piece.text) else " "
    return "".join(parts)


def _kept(gap: str, before: Token, behind: Token) -> str:
    """Give what has to stay of the white space between two pieces."""
    if gap == "\n" and not (_is_sign(before, _OPEN) or _is_sign(behind, _CLOSED)):
        return gap
    if not gap or before.kind == "text" or behind.kind == "text":
        return ""
    return "" if _is_sign(before, _APART) or _is_sign(behind, _APART) else " "


def _is_sign(piece: Token, signs: frozenset[str]) -> bool:
    return piece.kind == "sign" and piece.text in signs
