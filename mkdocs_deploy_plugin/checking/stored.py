"""Checked files as bytes, and back. Whatever is not what was written is not read.

The text is not among the bytes: a file is only found by its content.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from mkdocs_deploy_plugin.checking.kept import CheckedFile, with_outline
from mkdocs_deploy_plugin.checking.waivers import Waiver
from mkdocs_deploy_plugin.model import (
    START,
    Diagnostic,
    Document,
    FrontMatter,
    Outline,
    Reference,
    Section,
    Source,
    Span,
)
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.store.folder import Store


class _StoredFrontMatter(msgspec.Struct, array_like=True):
    """Front matter; see `model.FrontMatter`."""

    data: dict[str, Any]
    values: dict[str, Span]
    end: Span
    start: int
    ambiguous: tuple[tuple[str, str], ...]
    repaired: frozenset[int]
    named: dict[str, Any] | None


class _StoredOutline(msgspec.Struct, array_like=True):
    """An outline; see `model.Outline`."""

    root: Section
    references: tuple[Reference, ...]
    unclosed_fence: tuple[int, int] | None


class StoredFile(msgspec.Struct, array_like=True):
    """A checked file without its text."""

    digest: bytes
    body_start: int
    body_line: int
    summary: str
    front_matter: _StoredFrontMatter | None
    outline: _StoredOutline | None
    read: tuple[Diagnostic, ...]
    diagnostics: tuple[Diagnostic, ...]
    waivers: tuple[Waiver, ...]
    fits: bool


def _packed(value: Any) -> Any:
    if isinstance(value, range):
        return value.start, value.stop
    raise NotImplementedError


def _unpacked(kind: type, value: Any) -> Any:
    if kind is range:
        return range(*value)
    raise NotImplementedError


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_packed)
_DECODER = msgspec.msgpack.Decoder(dict[str, StoredFile], dec_hook=_unpacked)


class StoredFiles:
    """The checked files of an earlier run."""

    def __init__(self, store: Store, key: bytes) -> None:
        """Read them. The key is that of everything but the files that they were checked by."""
        self._store = store
        self._key = key
        data = store.get(key)
        self._files = from_bytes(data) if data is not None else {}
        self._found = 0

    def file(self, path: str, content: bytes | str, content_digest: bytes) -> CheckedFile | None:
        """Return the result for a file with this content, or None."""
        stored = self._files.get(path)
        if stored is None or stored.digest != content_digest or not isinstance(content, bytes):
            return None
        found = restored(stored, path, content)
        self._found += found is not None
        return found

    def keep(self, files: Mapping[str, CheckedFile]) -> None:
        """Store all checked files of this run, unless they are those of the earlier one."""
        if self._found < len(files):
            self._store.put(self._key, to_bytes(files))
            self._store.trim()


def to_bytes(files: Mapping[str, CheckedFile]) -> bytes:
    """Return checked files as bytes, by path. Those that could not be read are left out.

    A value that has no such form, such as a number of more than 64 bits, leaves its file out too, and so does
    a name that is not Unicode.
    """
    packed: dict[str, msgspec.Raw] = {}
    for path, file in files.items():
        if file.document.source.text:
            try:
                path.encode()
                packed[path] = msgspec.Raw(_ENCODER.encode(_stored(file)))
            except (OverflowError, UnicodeEncodeError):
                continue
    return _ENCODER.encode(packed)


def from_bytes(data: bytes) -> dict[str, StoredFile]:
    """Return checked files by path; none if the bytes are not those of `to_bytes`."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError, RecursionError):
        return {}


def _stored(file: CheckedFile) -> StoredFile:
    document = file.document
    front_matter, outline = document.front_matter, document.outline
    return StoredFile(
        file.digest,
        document.body_start,
        document.body_line,
        document.summary,
        None
        if front_matter is None
        else _StoredFrontMatter(
            front_matter.data,
            dict(front_matter.values),
            front_matter.end,
            front_matter.start,
            front_matter.ambiguous,
            front_matter.repaired,
            None if front_matter.named is None else dict(front_matter.named),
        ),
        None if outline is None else _StoredOutline(outline.root, outline.references, outline.unclosed_fence),
        document.diagnostics,
        file.diagnostics,
        file.waivers,
        file.fits,
    )


def restored(stored: StoredFile, path: str, content: bytes) -> CheckedFile | None:
    """Return a checked file with its content; None if it is not text, and was not stored for it."""
    source = decode(path, content)
    if not isinstance(source, Source):
        return None
    data, body = stored.front_matter, stored.outline
    front_matter = None
    if data is not None:
        front_matter = FrontMatter(
            data.data, {}, data.values, data.end, data.start, data.ambiguous, data.repaired, data.named
        )
    document = Document(
        source,
        front_matter,
        stored.body_start,
        stored.body_line,
        None,
        stored.read,
        stored.summary,
    )
    if body is not None:
        outline = Outline(body.root, (), body.references, body.unclosed_fence, lambda start, end: START)
        document = with_outline(document, outline)
    return CheckedFile(stored.digest, document, stored.diagnostics, stored.waivers, stored.fits)
