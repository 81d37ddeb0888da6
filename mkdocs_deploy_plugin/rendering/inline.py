"""Write inline content for Python-Markdown, so that it reads what the parser has read.

The text is kept as written wherever the two agree. Where Python-Markdown would read something else, what the
parser took for text is escaped, and links are written out with their targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from mkdocs_deploy_plugin.reading.block_tree import Run, extent
from mkdocs_deploy_plugin.rendering.autolinks import addresses
from mkdocs_deploy_plugin.rendering.safe_html import closing_tags, safe_inline

Edit = tuple[int, int, str]
"""A change of the source: first byte, first byte after it, and what replaces them."""

_ESCAPABLE = "\\`*_{}[]()>#+-.!"
"""What a backslash escapes in Python-Markdown. In CommonMark, it escapes all ASCII punctuation."""

# Formulas, which several extensions and GitHub typeset. Of what they hold, nothing is changed.
_FORMULA = re.compile(
    rb"\$\$.{1,1000}?\$\$|\$(?=[^\s$])[^$\n]*(?<=[^\s\\])\$(?!\d)|\\\(.{1,1000}?\\\)|\\\[.{1,1000}?\\\]"
    rb"|\\begin\{(\w{1,40}\*?)\}.{1,1000}?\\end\{\1\}",
    re.S,
)
# The alternatives that are kept as written come first: parameters and addresses.
_SPECIAL = re.compile(
    r"(?P<kept>\{\{.*?\}\}|(?:(?i:https?|ftp)://|(?i:www)\.|[\w.+-]+@)[^\s<]+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<underscores>_+)"
    r"|(?P<braces>\{(?=[\w][^{}=\n]*\}))"
    r"|(?P<target>\]\()"
    r"|(?P<literal>[*`]|<(?=[a-zA-Z/!?])|~~)"
)
_SIMPLE_TARGET = re.compile(rb"\]\([^\s<>()\\\"'`*_&]*\)")
_WEB = re.compile(r"https?://", re.I)
_SCRIPT = re.compile(r"(?:javascript|vbscript|data|file):", re.I)
_PUNCTUATION = re.compile(r"[^\w\s/.:-]|_", re.A)
_ENCODED = re.compile(r"[\s<>\\`\"]")


def inline_markdown(source: bytes, runs: Sequence[Run], autolinks: bool = False, safe: bool = False) -> bytes:
    """Return inline content as Markdown for Python-Markdown, with the line breaks and prefixes of the source.

    Args:
        source: The text that the runs refer to.
        runs: The inline content; not empty.
        autolinks: Whether bare addresses become links.
        safe: Whether only safe HTML is kept.
    """
    start, end = extent(runs)
    if source[start - 1 : start] == b"\\":
        start -= 1  # the backslash of an escape, which the parser does not include in the text
    edits = sorted(_edits(source, runs, start))
    links = [_link(source, *address) for address in (addresses(source, runs, end) if autolinks else ())]
    if safe:
        edits = sorted([*edits, *_safe_html(runs, end)])
    if not edits and not links:
        return source[start:end]
    formulas = [match.span() for match in _formulas(source, start, end, safe)] if edits else []
    taken = sorted([*formulas, *((first, last) for first, last, _ in links)])
    parts: list[bytes] = []
    for first, last, replacement in sorted([*_outside(edits, taken), *links]):
        parts += [source[start:first], replacement.encode()]
        start = last
    parts.append(source[start:end])
    return b"".join(parts)


def _outside(edits: Sequence[Edit], ranges: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Yield the edits that begin in none of the ranges; both are sorted."""
    remaining = iter([*ranges, None])
    current = next(remaining)
    for edit in edits:
        while current is not None and current[1] <= edit[0]:
            current = next(remaining)
        if current is None or edit[0] < current[0]:
            yield edit


def _link(source: bytes, first: int, last: int, text: str, target: str) -> Edit:
    """Return the edit that makes a link of an address."""
    link = f"[{_PUNCTUATION.sub(_as_entity, text)}](<{_encoded(target)}>)"
    if source[first - 1 : first] == b"!":  # It would make an image of the link.
        return first - 1, last, f"&#33;{link}"
    return first, last, link


def _as_entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def _formulas(source: bytes, start: int, end: int, safe: bool) -> Iterator[re.Match[bytes]]:
    """Yield the formulas of a range; where only safe HTML is kept, those that cannot hold a tag."""
    for match in _FORMULA.finditer(source, start, end):
        if not safe or b"<" not in match[0]:
            yield match


def _safe_html(runs: Sequence[Run], end: int) -> Iterator[Edit]:
    """Yield the tags that are kept, and the end tags of all elements that are left open."""
    opened: list[str] = []
    for run in runs:
        if run.kind == "html":
            yield run.start, run.end, safe_inline(run.text, opened)
    if opened:
        yield end, end, closing_tags(opened)


def _edits(source: bytes, runs: Sequence[Run], start: int) -> Iterator[Edit]:
    autolink_end = 0
    links: list[tuple[int, str, str]] = []  # the numbers of the runs of open links, targets and titles
    for number, run in enumerate(runs):
        if run.kind == "text":
            if run.start >= autolink_end:
                yield from _text(source, max(start, run.start - 1), run)
        elif run.kind == "hard":
            if source[run.start : run.start + 1] == b"\\":
                yield run.start, run.end, "  \n"
        elif run.kind == "struck":
            if source[run.start : run.start + 2] != b"~~":  # a single tilde strikes as well
                yield run.start, run.start + 1, "~~"
                yield run.end - 1, run.end, "~~"
        elif run.kind == "link":
            if source[run.start : run.start + 1] == b"<":
                autolink_end = run.end
                yield from _autolink(run)
            links.append((number, run.text, ""))
        elif run.kind == "title":
            links[-1] = (*links[-1][:2], run.text)
        elif run.kind == "/link":
            opening, target, title = links.pop()
            link = runs[opening]
            if source[link.start : link.start + 1] == b"<":
                continue
            ends = [inner.end for inner in runs[opening + 1 : number] if inner.kind != "title"]
            label_end = source.find(b"]", max([link.start + 1, *ends]), link.end)
            if label_end >= 0 and not _SIMPLE_TARGET.fullmatch(source, label_end, link.end):
                # The parser leaves the `[]` of a collapsed reference out of the range of the link.
                end = link.end + 2 if source[link.end : link.end + 2] == b"[]" else link.end
                yield label_end, end, f"](<{_encoded(target)}>{_title(title)})"


def _text(source: bytes, before: int, run: Run) -> Iterator[Edit]:
    """Yield the escapes that a text needs."""
    raw = source[run.start : run.end]
    if source[run.start - 1 : run.start] == b"\\" and before < run.start:
        raw = source[run.start - 1 : run.end]
    else:
        before = run.start
    text = raw.decode()
    for match in _SPECIAL.finditer(text):
        if (replacement := _escaped(match, source, run)) is not None:
            first = before + len(text[: match.start()].encode())
            yield first, first + len(match[0].encode()), replacement


def _escaped(match: re.Match[str], source: bytes, run: Run) -> str | None:
    """Return what replaces a match; None to keep it."""
    name, text = match.lastgroup, match[0]
    if name == "escaped":
        character = match["escaped"]
        return None if character in _ESCAPABLE else f"&#{ord(character)};"
    if name == "underscores":
        before = match.string[match.start() - 1 : match.start()] or _character(source, run.start - 1)
        after = match.string[match.end() : match.end() + 1] or _character(source, run.end)
        # Within a word, Python-Markdown takes them for text.
        return None if before.isalnum() and after.isalnum() else "\\_" * len(text)
    if name == "braces":
        return "\\{"  # no attributes of an element
    if name == "target":
        return "]\\("
    if name == "literal":
        return {"<": "&lt;", "~~": "&#126;&#126;"}.get(text, f"\\{text}")
    return None


def _character(source: bytes, place: int) -> str:
    """Return the character of an offset if it is ASCII; other characters count as letters."""
    byte = source[place : place + 1]
    return byte.decode() if byte.isascii() else "a"


def _autolink(link: Run) -> Iterator[Edit]:
    """Yield what replaces an address in angle brackets that is no web address."""
    if _WEB.match(link.text) or "@" in link.text:
        return
    address = escape(link.text, quote=False)
    if _SCRIPT.match(link.text):
        yield link.start, link.end, f"&lt;{address}&gt;"
    else:
        yield link.start, link.end, f"[{address}](<{_encoded(link.text)}>)"


def _encoded(target: str) -> str:
    """Return the target of a link for angle brackets."""
    return _ENCODED.sub(lambda match: f"%{ord(match[0]):02X}", target).replace("&", "&amp;")


def _title(title: str) -> str:
    """Return the title of a link after a blank, or nothing."""
    return f' "{escape(title)}"' if title else ""
