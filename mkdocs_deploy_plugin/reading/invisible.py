"""Find characters that look like a space, or like nothing, where they keep a line from being read as meant.

Text pasted from word processors, chats and web pages has non-breaking and zero-width spaces. In a sentence
they do no harm. After the `#` of a heading, after the marker of a list item, before a fence or around a key
they do: the line is text then. Such a line is reported and read as if it had plain spaces, so that nothing
seems to be missing because of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Span
from mkdocs_deploy_plugin.reading.characters import named
from mkdocs_deploy_plugin.text import HIDDEN, SPACES, visible

_ANY = re.compile(f"[{SPACES}{HIDDEN}]")
_BLANK = rf"[ \t{SPACES}{HIDDEN}]"
_MARKER = re.compile(
    rf"(?P<lead>{_BLANK}*)"
    rf"(?P<marker>#{{1,6}}|[-*+](?={_BLANK})|[0-9]{{1,9}}[.)](?={_BLANK})|>|`{{3,}}|~{{3,}}"
    rf"|(?:!!!|\?\?\?\+?|===)(?={_BLANK})|(?:-{{3,}}|\*{{3,}}|_{{3,}})(?={_BLANK}*$))"
    rf"(?P<after>{_BLANK}*)"
)
_FENCE = re.compile(r"(`{3,}|~{3,})")
_IN_YAML = re.compile(
    rf"(?P<lead>{_BLANK}*)(?P<dash>(?:-{_BLANK}+)?)(?:[\w$./()-]{{1,100}}(?P<before>{_BLANK}*):(?P<after>{_BLANK}*))?"
)
_IN_FLOW = re.compile(rf"(?<=[{{,:]){_BLANK}+")
_BLOCK_SCALAR = re.compile(r"[:-] {1,4}[|>][-+0-9]{0,2}$")
_WITHIN_HEADING = re.compile("[\u200b\u2060\ufeff]")
# A break that a key or an entry follows may be meant as a new line, which nobody but the writer knows.
_BREAKS = re.compile(r"[\x85\u2028\u2029\ufeff](?![ \t]*(?:-[ \t]|[\w-]{1,100}:(?:[ \t]|$)))")
_MEANT = {"#": "a heading", ">": "a quote", "`": "a code fence", "~": "a code fence"}


class Plain(NamedTuple):
    """Lines with plain spaces, and the findings about those that had others. Columns of text are kept."""

    lines: list[str]
    findings: list[Diagnostic]


def plain_body(path: str, lines: Sequence[str], first_line: int) -> Plain:
    """Return the lines of a body with plain spaces around the markers of its blocks.

    Args:
        path: The path of the file.
        lines: The lines of the body.
        first_line: The number of the first of them in the file.
    """
    plain, findings = list(lines), list[Diagnostic]()
    fence = ""
    for index, line in enumerate(lines):
        match = _MARKER.match(line) if fence or _ANY.search(line) or _FENCE.search(line) else None
        if match is None:
            continue
        lead, marker, after = match.group("lead", "marker", "after")
        rest = line[match.end() :]
        closes = bool(fence)
        if fence:
            if marker[0] != fence[0] or len(marker) < len(fence) or rest:
                continue
            fence = ""
        elif marker[0] in "`~":
            fence = marker
        within = list(_WITHIN_HEADING.finditer(line, match.end())) if marker[0] == "#" else []
        before, behind = _ANY.search(lead), _matters(marker, after, rest, closes)
        if not within and not before and not behind:
            continue
        indent = visible(lead)
        edits = [(0, len(lead), indent)] if before else []
        if behind:
            edits.append((len(lead) + len(marker), match.end(), " " if rest else ""))
        edits += [(found.start(), found.end(), "") for found in within]
        words = _WITHIN_HEADING.sub("", rest)
        plain[index] = indent + marker + " " * (len(line) - len(indent + marker + words)) + words
        message = f"so the line is not read as {_MEANT.get(marker[0], 'a list item')}"
        if within and not before and not behind:
            message = "so the heading is not read as meant"
        if marker[:3] in ("---", "***", "___", "!!!", "???", "==="):
            message = f"so {marker} is read as text"
        findings.append(_finding(path, first_line + index, line, edits, message))
    return Plain(plain, findings)


def _matters(marker: str, after: str, rest: str, closes: bool) -> bool:
    """Return whether the white space after a marker keeps it from being read.

    A plain space is enough, except in front of a box. A quote needs none, and code may have a language.
    """
    if not _ANY.search(after) or marker[0] == ">":
        return False
    if marker[0] in "`~":
        return closes
    if marker[:3] in ("---", "***", "___"):
        return True
    return bool(rest) and (after[0] not in " \t" or rest[0] == "[")


def plain_yaml(path: str, lines: Sequence[str], first: int, last: int) -> Plain:
    """Return the lines of a file with plain spaces in its front matter, where YAML needs them.

    Args:
        path: The path of the file.
        lines: The lines of the file.
        first: The index of the first line of the front matter.
        last: The index after its last line.
    """
    plain, findings = list(lines), list[Diagnostic]()
    text_indent: int | None = None
    for index in range(first, last):
        line = lines[index]
        indent = len(line) - len(line.lstrip(" "))
        if text_indent is not None and line.strip() and indent <= text_indent:
            text_indent = None
        edits = _yaml_edits(line, is_text=text_indent is not None)
        if edits:
            findings.append(_finding(path, index + 1, line, edits, "so the line is not read as meant"))
            plain[index] = _applied(line, edits)
        if text_indent is None and _BLOCK_SCALAR.search(line.split(" #", 1)[0].rstrip()[-8:]):
            text_indent = indent
    return Plain(plain, findings)


def _yaml_edits(line: str, is_text: bool) -> list[tuple[int, int, str]]:
    """Return the replacements in a line of front matter, which may be a line of a longer text."""
    if line.isascii() or not _ANY.search(line):
        return []
    if (fence := visible(line).strip()) in ("---", "..."):
        return [(0, len(line), fence)] if line.rstrip(" \t") != fence else []
    edits: list[tuple[int, int, str]] = []
    done = 0
    if not is_text and (match := _IN_YAML.match(line)):
        for group, new in (("lead", None), ("dash", None), ("before", ""), ("after", " ")):
            if match[group] and _ANY.search(match[group]):
                edits.append((*match.span(group), visible(match[group]) if new is None else new))
        done = match.end()
        if line[done : done + 1] in ("{", "["):
            for found in _IN_FLOW.finditer(line, done):
                if _ANY.search(found[0]) and not re.search("[\"']", line[done : found.start()]):
                    edits.append((found.start(), found.end(), " "))
                    done = found.end()
    edits += [(found.start(), found.end(), visible(found[0])) for found in _BREAKS.finditer(line, done)]
    return edits


def about(path: str, line: int, text: str, column: int, message: str, pointer: str = "") -> Diagnostic:
    """Return the finding about all invisible characters in a piece of a line, with the fix.

    Args:
        path: The path of the file.
        line: The number of the line.
        text: The piece.
        column: The column at which it begins.
        message: What they keep from being read, to go on after their name.
        pointer: The pointer of the value.
    """
    before = " " * (column - 1)
    edits = [
        (column - 1 + match.start(), column - 1 + match.end(), visible(match[0]))
        for match in _ANY.finditer(text)
    ]
    return _finding(path, line, before + text, edits, message, pointer)


def _finding(
    path: str, number: int, line: str, edits: list[tuple[int, int, str]], message: str, pointer: str = ""
) -> Diagnostic:
    match, new = next(
        (found, new) for start, end, new in edits if (found := _ANY.search(line, start, end)) is not None
    )
    span = Span(number, match.start() + 1, number, match.end() + 1)
    places = [Span(number, start + 1, number, end + 1) for start, end, _ in edits]
    fix = Fix(
        "Write plain spaces" if " " in new else "Remove what cannot be seen",
        tuple(Edit(place, text) for place, (*_, text) in zip(places, edits, strict=True)),
    )
    help_ = "Replace it with a space." if " " in new else "Remove it."
    name = named(match[0])
    return diagnostic(
        "invisible-character",
        path,
        span,
        f"{name[0].upper()}{name[1:]} here, {message}",
        help_,
        pointer=pointer,
        fix=fix,
    )


def _applied(line: str, edits: list[tuple[int, int, str]]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        line = line[:start] + new + line[end:]
    return line
