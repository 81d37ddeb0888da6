"""Read a file again after fixes, and compare: only what the fixes name may have changed.

A fix is applied only if the file still says what the writer meant. This holds for every fix, whatever rule
it belongs to: no value of the front matter is lost or says what nobody wrote, and no word of the body is
lost or becomes something else, such as code or a comment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Document, Edit, Json
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.text import escape_pointer, visible

_WORD = re.compile(r"\w+")
_LETTER = re.compile(r"\w")
_SEPARATORS = re.compile(r"[\s_-]+")
_MARKS = re.compile("[\"'\\\\]")


def harms(original: bytes, before: bytes, after: bytes, edits: Sequence[Edit]) -> bool:
    """Return whether edits change anything but what they name.

    Args:
        original: The file before all fixes.
        before: The file before these edits.
        after: The file after them.
        edits: The edits, whose places are those in `before`.
    """
    old, new, written = _read(before), _read(after), _read(original)
    texts = [written.source.text[: written.body_start]]
    texts += [edit.text for edit in edits if edit.span[:2] == edit.span[2:] or edit.renames]
    renamed = frozenset(edit.renames for edit in edits if edit.renames)
    return _changes_values(_Written.of(texts), old, new, renamed) or _loses_words(old, new, edits)


class _Written(NamedTuple):
    """Texts that values are looked for in, with white space collapsed and also without case."""

    plain: str
    folded: str

    @classmethod
    def of(cls, texts: Sequence[str]) -> _Written:
        """Prepare texts."""
        return cls("\n".join(map(_collapsed, texts)), "\n".join(map(_folded, texts)))

    def say(self, value: str) -> bool:
        """Return whether a value is in a text; case, hyphens and white space make no difference.

        Quotation marks and backslashes have to be there in the same way: YAML's own are no part of a value.
        """
        return _collapsed(value) in self.plain if _MARKS.search(value) else _folded(value) in self.folded


@lru_cache(maxsize=8)
def _read(data: bytes) -> Document:
    return read_document("", data, ReferenceSyntax(), identities=False)


def _changes_values(sources: _Written, old: Document, new: Document, renamed: Collection[str]) -> bool:
    """Return whether a value of the front matter is lost, or says what is not in the sources.

    A `renamed` value is not lost: the template says what it is called now.
    """
    if new.front_matter is None:
        return old.front_matter is not None
    before = dict(_scalars(old.front_matter.data, "")) if old.front_matter is not None else {}
    after = dict(_scalars(new.front_matter.data, ""))
    known, kept = Counter(map(_typed, before.values())), Counter(map(_typed, after.values()))
    if any(not sources.say(str(value)) for value in after.values() if not known[_typed(value)]):
        return True
    texts = _Written.of([str(value) for value in after.values()])
    for pointer, value in before.items():
        if value is None or kept[_typed(value)] >= known[_typed(value)]:
            continue
        if isinstance(value, str):
            if (
                value not in renamed
                and not texts.say(value)
                and not _is_most_of(str(after.get(pointer, "")), value)
            ):
                return True
        elif not any(pointer == other or pointer.startswith(f"{other}/") for other in after):
            return True  # A number or truth value whose key changes, too.
    return False


def _scalars(value: Json, pointer: str) -> Iterator[tuple[str, Json]]:
    """Yield the scalars of a value by their pointers."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _scalars(inner, f"{pointer}/{escape_pointer(key)}")
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _scalars(entry, f"{pointer}/{index}")
    else:
        yield pointer, value


def _typed(value: Json) -> tuple[str, str]:
    return type(value).__name__, str(value)


def _is_most_of(part: str, value: str) -> bool:
    """Return whether a value has at most one letter more than a part of it, as `v1.2.0` has."""
    part, value = _folded(part), _folded(value)
    return bool(part) and part in value and len(_LETTER.findall(value.replace(part, "", 1))) <= 1


def _collapsed(text: str) -> str:
    return " ".join(visible(text).split())


def _folded(text: str) -> str:
    return _SEPARATORS.sub(" ", visible(text)).strip().casefold()


def _loses_words(old: Document, new: Document, edits: Sequence[Edit]) -> bool:
    """Return whether the body loses a word that is on no line of an edit, or takes it for something else."""
    if old.outline is None:
        return False
    lines = old.source.lines
    touched = {
        line
        for edit in edits
        if not _adds_lines(edit)
        for line in range(edit.span.line, edit.span.end_line + 1)
    }
    lost = Counter(word for _, word in (_words(old) - _words(new)).elements())
    named = Counter(word for line in touched if line <= len(lines) for word in _words_of(lines[line - 1]))
    return any(word not in named for word in lost)


def _adds_lines(edit: Edit) -> bool:
    """Return whether an edit inserts whole lines, so that it changes no line that is there."""
    return edit.span[:2] == edit.span[2:] and (edit.text[:1] == "\n" or edit.text[-1:] == "\n")


def _words(document: Document) -> Counter[tuple[str, str]]:
    """Count the words of a body, each with what it is a part of."""
    words: Counter[tuple[str, str]] = Counter()
    for section in document.outline.root.walk() if document.outline is not None else ():
        parts = [("heading", section.heading), ("text", section.text)]
        parts += [("check", item.text) for item in section.items]
        parts += [("code", command.text) for command in section.commands]
        parts += [("comment", comment) for comment in section.comments]
        words.update((kind, word) for kind, text in parts for word in _words_of(text))
    return words


def _words_of(text: str) -> list[str]:
    return _WORD.findall(visible(text))
