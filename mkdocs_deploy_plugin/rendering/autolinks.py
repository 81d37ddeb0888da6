"""Find bare addresses that GitHub links: `https://…`, `www.…` and addresses of mail.

What is an address, and where it ends, is defined by the autolink extension of GitHub Flavored Markdown. The
address of a page is looked for in the source: it may contain markup. That of mail is looked for in the text.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import takewhile

from mkdocs_deploy_plugin.reading.block_tree import Run
from mkdocs_deploy_plugin.reading.references import locate

_WEB = re.compile(rb"(?<![a-zA-Z])(?:https?|ftp)://|(?<![^\s*_~(])www\.", re.I)
_WORD = re.compile(rb"[^\s<]+")
_MAIL = re.compile(
    r"(?P<local>[a-zA-Z0-9.+_-]{1,200})@(?P<domain>[a-zA-Z0-9_-]*(?:\.[a-zA-Z0-9][a-zA-Z0-9_-]*)+)"
)
_PROTOCOL = re.compile(r"(?<![a-z0-9])(?:mailto|xmpp):$", re.I)
_LINK_TAG = re.compile(r"</?a[\s>]", re.I)
_ENTITY = re.compile(r"&[A-Za-z]+;$")
_TRAILING = "?!.,:*_~'\""


def addresses(source: bytes, runs: Sequence[Run], end: int) -> Iterator[tuple[int, int, str, str]]:
    """Yield the byte ranges of bare addresses in inline content, in order, with their text and target.

    Args:
        source: The text that the runs refer to.
        runs: The inline content.
        end: Its end.
    """
    links = 0
    reached = 0
    for run in runs:
        if run.kind == "link" or (run.kind == "html" and _LINK_TAG.match(run.text)):
            links += 1 if run.kind == "link" or run.text[1] != "/" else -1
        elif run.kind == "/link":
            links -= 1
        elif run.kind == "text" and links <= 0 and ("@" in run.text or "." in run.text or ":" in run.text):
            found = [*_web(source, max(run.start, reached), run.end, end), *_mail(source, run)]
            for first, last, text, target in sorted(found):
                if first >= reached and "{{" not in text:  # The value of a parameter would be missing.
                    yield first, last, text, target
                    reached = last


def _web(source: bytes, start: int, end: int, limit: int) -> Iterator[tuple[int, int, str, str]]:
    for match in _WEB.finditer(source, start, end):
        word = _WORD.match(source, match.start(), limit)
        text = _address(word[0].decode(errors="replace")) if word is not None else ""
        if text:
            prefix = "http://" if text[:4].lower() == "www." else ""
            yield match.start(), match.start() + len(text.encode()), text, prefix + text


def _mail(source: bytes, run: Run) -> Iterator[tuple[int, int, str, str]]:
    if "@" not in run.text:
        return
    for match in _MAIL.finditer(run.text):
        if not match["domain"][-1].isalpha() or run.text[match.end() : match.end() + 1] in tuple("@-_"):
            continue
        protocol = _PROTOCOL.search(run.text, max(0, match.start() - 8), match.start())
        first = match.start() if protocol is None else protocol.start()
        text = run.text[first : match.end()]
        yield (
            *locate(source, run, first, match.end()),
            text,
            text if protocol is not None else f"mailto:{text}",
        )


def _address(word: str) -> str:
    """Return the address that a word begins with, `https://…` or `www.…`; empty if it is not one."""
    host = 0 if word[:4].lower() == "www." else word.index("://") + 3
    name = "".join(takewhile(_in_host, word[host:].replace("\\_", "_")))
    if not name or name[0] in "-_." or any("_" in label for label in name.rstrip("_").split(".")[-2:]):
        return ""
    address = _without_punctuation(word)
    return address if len(address) > max(host, len("www")) else ""


def _in_host(character: str) -> bool:
    """Return whether a character can be in the name of a host, or is between its parts."""
    if character in "-_.":
        return True
    if character.isascii():
        return character not in string.punctuation and character.isprintable()
    return unicodedata.category(character)[0] not in "PZ"


def _without_punctuation(text: str) -> str:
    """Return an address without the punctuation at its end that belongs to the sentence."""
    unopened = {")": text.count(")") - text.count("("), "]": text.count("]") - text.count("[")}
    end = len(text)
    while end:
        last = text[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
            end -= 1
        elif last in _TRAILING:
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(text, max(0, end - 40), end)
            end -= len(entity[0]) if entity else 1
        else:
            break
    return text[:end]
