"""Tests of `writing`: what is written is read back, by our reader and by YAML 1.1, and files are safe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.files import create_file, write_file
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.writing import comment, mapping, scalar
from tests.rows import each_row
from tests.unit.samples import read

HOSTILE = [
    "", " ", " a", "a ", "yes", "No", "y", "N", "on", "Off", "true", "NULL", "~", "null", "010", "0o10",
    "1_000",
    "12:30", "1:2:3", "1e3", "1E5", ".5", "+.inf", ".nan", "0x1F", "1.0", "1.0.0", "1.2.3-rc.1", "2026-11-03",
    "2026-11-03 10:00:00", "a: b", "a:",
    "a:b", "https://x.example/a?b=c#d", "a #b", "a#b", "# a", "- a", "-", "---",
    "...", "[x]", "{a}", "a [x]", "a, b", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">",
    "?", "? a", "'a'", '"a"',
    'say "a"', "\\", "a\\nb", "a\nb", "a\r\nb", "a\tb", "\ta", "\x00",
    "\x7f", "\x85", "\u2028", "\ufeff", "\uffff",
    "😀", "é", "日本: 語", "\u202eabc", "שלום #1", "x" * 300, "<<",
    "=", "a\u00a0b", "\u00a0", "\u3000a", "Ünïcode",
    "²", "١", "½", "１", "1.2.3", "1.2.3.4", "1.2", "e\u0301", "\U000e0001", "\U0001fffe", "a\u200db",
]  # fmt: skip

TEXT = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCALAR: st.SearchStrategy[Json] = (
    TEXT
    | st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
)
KEYS = TEXT.filter(lambda key: key != "<<" and len(key) < 200)
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def read_back(lines: list[str]) -> Json:
    """Read front matter with the package's own reader, which must find nothing wrong with it."""
    document = read("\n".join(["---", *lines, "---", ""]))
    assert document.diagnostics == ()
    assert document.front_matter is not None
    return document.front_matter.data


@each_row("text", HOSTILE)
def test_hostile_texts_come_back(text: str) -> None:
    lines = mapping({"a": text, "b": [text, {"c": text}]})
    data = {"a": text, "b": [text, {"c": text}]}
    assert read_back(lines) == data
    assert yaml.safe_load("\n".join(lines)) == data


@given(st.dictionaries(KEYS, VALUES, max_size=4))
@example({"a": 1e16, "b": -1e-7, "c": 1.5, "d": -0.0, "e": [], "f": {}, "g": [[], [[1]], {}]})
def test_what_is_written_is_read(data: dict[str, Json]) -> None:
    lines = mapping(data)
    assert not any("\n" in line or line != line.rstrip() for line in lines)
    assert read_back(lines) == data
    read_by_1_1 = yaml.safe_load("\n".join(lines)) if lines else {}
    assert read_by_1_1 == data
    assert repr(read_by_1_1) == repr(data)  # 1 is not True, and 1.0 is not 1


def test_ordinary_texts_are_plain() -> None:
    for text in (
        "Dana Okafor", "1.0.0", "PRD-112", "https://shop.example/a", "In Review", "a, b", "Zoë (on call)",
        "日本語",
        "deploy-shop-001-checkout", "dana@shop.example", "Move 50% & wait; then go",
    ):  # fmt: skip
        assert scalar(text) == text


def test_what_looks_like_something_else_is_quoted() -> None:
    for text in ("no", "2026-11-03", "12:30", "1.0", "#shop-deploys", "[x]", "a: b", "TODO:"):
        assert scalar(text) == f'"{text}"'
    assert scalar('say "a"\n\u202e') == r'"say \"a\"\n\u202e"'
    assert scalar("call 'it' \"x\"") == '"call \'it\' \\"x\\""'


def test_numbers_that_json_does_not_know() -> None:
    for number in (float("nan"), float("inf"), float("-inf")):
        with pytest.raises(ValueError, match="JSON has no number"):
            scalar(number)


@given(st.text(max_size=40))
def test_comments_are_comments(text: str) -> None:
    assert read_back([f"a: b  # {comment(text)}"]) == {"a": "b"}


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.md"
    create_file(path, b"one")
    with pytest.raises(FileExistsError):
        create_file(path, b"two")
    (tmp_path / "new" / "link.md").symlink_to(tmp_path / "nothing")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "new" / "link.md", b"three")
    assert sorted(p.name for p in path.parent.iterdir()) == ["a.md", "link.md"]
    assert path.read_bytes() == b"one"
    assert path.stat().st_mode & 0o111 == 0


def test_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    create_file(tmp_path / "a", b"one")
    with pytest.raises(FileExistsError):
        create_file(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"one"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_replacing_keeps_mode_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a", tmp_path / "link"
    path.write_bytes(b"one")
    path.chmod(0o640)
    link.symlink_to(path)
    write_file(link, b"two")
    assert (link.is_symlink(), path.read_bytes(), path.stat().st_mode & 0o777) == (True, b"two", 0o640)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "link"]
