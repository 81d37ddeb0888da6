"""Tests of `reading.source`: bytes to text, byte offsets to lines and columns."""

from __future__ import annotations

import codecs

import pytest

from mkdocs_deploy_plugin.model import Diagnostic, Source, Span
from mkdocs_deploy_plugin.reading.document import MAX_BYTES, MAX_SUMMARY
from mkdocs_deploy_plugin.reading.source import LineIndex, decode
from tests.unit.samples import GOOD, check, read


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_becomes_one(ending: str) -> None:
    source = decode("a.md", f"one{ending}{ending}two{ending}".encode())
    assert source == Source("a.md", "one\n\ntwo\n")
    assert source.lines == ["one", "", "two", ""]


def test_byte_order_mark_is_dropped() -> None:
    source = decode("a.md", codecs.BOM_UTF8 + b"one")
    assert source == Source("a.md", "one")


def test_only_the_first_byte_order_mark_is_dropped() -> None:
    source = decode("a.md", codecs.BOM_UTF8 * 2 + b"one")
    assert isinstance(source, Source)
    assert source.text == "\ufeffone"


@pytest.mark.parametrize(
    ("data", "line", "column", "byte"),
    [
        (b"\xff", 1, 1, "0xff"),
        (b"ab\xe9", 1, 3, "0xe9"),
        (b"one\ntwo \xe9x", 2, 5, "0xe9"),
        (b"one\r\ntwo\rthree\xc3", 3, 6, "0xc3"),
        ("日本😀".encode() + b"\x80", 1, 4, "0x80"),
        (codecs.BOM_UTF8 + b"a\n" + "é".encode() + b"\xfe", 2, 2, "0xfe"),
        (b"\xed\xa0\x80", 1, 1, "0xed"),
    ],
)
def test_not_utf8_is_one_finding_at_the_first_wrong_byte(
    data: bytes, line: int, column: int, byte: str
) -> None:
    found = decode("a.md", data)
    assert isinstance(found, Diagnostic)
    assert found.rule == "not-utf8"
    assert found.span == Span(line, column, line, column + 1)
    assert found.message == f"The file is not UTF-8: invalid byte {byte}"


def test_not_utf8_is_the_only_finding_of_a_file() -> None:
    assert [one.rule for one in check(GOOD.encode() + b"\xff")] == ["not-utf8"]


def test_too_large_is_the_only_finding_of_a_file() -> None:
    found = check(b"x" * (MAX_BYTES + 1))
    assert [(one.rule, one.span) for one in found] == [("too-large", Span(1, 1, 1, 1))]
    assert read(b"---\n" + b"#" * (MAX_BYTES - 4)).diagnostics[0].rule == "unclosed-front-matter"


@pytest.mark.parametrize(
    ("part", "line", "column"),
    [("é", 1, 3), ("日", 2, 1), ("😀", 2, 2), ("end", 2, 3), ("last", 4, 1)],
)
def test_line_index_counts_characters(part: str, line: int, column: int) -> None:
    text = "ab é\n日😀end\n\nlast"
    text = text.replace("ab ", "ab")
    start = len(text[: text.index(part)].encode())
    index = LineIndex(text.encode())
    assert index.position(start) == (line, column)
    assert index.span(start, start + len(part.encode())) == Span(line, column, line, column + len(part))


def test_line_index_starts_at_the_line_it_is_told() -> None:
    index = LineIndex(b"a\nb", 30)
    assert index.position(0) == (30, 1)
    assert index.position(2) == (31, 1)
    assert index.position(3) == (31, 2)


def test_line_index_never_ends_before_it_starts() -> None:
    assert LineIndex(b"abc").span(2, 1) == Span(1, 3, 1, 3)


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        (
            "# T\n\n## A\n\nThe `cart`, *the* [new](https://x.example/) one.\n\n## B\n\nMore.\n",
            "The cart, the new one.",
        ),
        ("# T\n\n## A\n\n- [ ] an item\n", ""),
        ("", ""),
        ("# T\n\n" + "word " * 100, "word " * 58 + "word…"),
        ("# T\n\n" + "[" * 2000 + "](" * 500, None),
    ],
)
def test_the_summary_is_what_the_body_begins_with(body: str, summary: str | None) -> None:
    found = read(f"---\nid: x\n---\n{body}").summary
    assert len(found) <= MAX_SUMMARY
    assert summary is None or found == summary
