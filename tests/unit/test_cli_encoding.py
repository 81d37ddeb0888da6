"""Tests of `cli`: no encoding of the terminal and no file name ends in a traceback."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from tests.unit.samples import GOOD, GOOD_ID, replaced

TITLE = "Größe 🚀 日本"
BAD = replaced(
    replaced(GOOD, "title: Checkout redesign", f"title: {TITLE}"), "status: Approved", "status: Fertig 🚀"
)
NOT_UTF8 = os.fsdecode(b"deploy-shop-009-caf\xe9")
ENCODINGS = ("ascii", "latin-1", "cp1252", "koi8-r", "cp932", "utf-8")


class Screen(io.TextIOWrapper):
    """A terminal with an encoding."""

    def __init__(self, encoding: str) -> None:
        self.bytes = io.BytesIO()
        super().__init__(self.bytes, encoding=encoding, errors="strict", newline="\n", write_through=True)

    def isatty(self) -> bool:
        return True


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with a finding about an emoji and a file name that is not UTF-8."""
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [procedures]\n", encoding="utf-8")
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(BAD, encoding="utf-8")
    (tmp_path / "procedures" / f"{NOT_UTF8}.md").write_text("# 🚀\n", encoding="utf-8")
    (tmp_path / "old-é.md").write_text("# Old 🚀\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, encoding: str, *arguments: str) -> tuple[int, bytes, bytes]:
    """Run the command on a terminal. Nothing but an exit may leave it."""
    out, err = Screen(encoding), Screen(encoding)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as ended:
            main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.bytes.getvalue(), err.bytes.getvalue()


COMMANDS = (
    (),
    ("check", "--help"),
    ("migrate", "--help"),
    ("list", "--help"),
    ("check",),
    ("check", "--color", "always"),
    ("check", "--fix", "--diff"),
    *(("check", "--format", name) for name in FORMATS),
    ("check", "--output", "füllung-🚀.txt"),
    ("check", "--output", "🚀/no-folder.txt"),
    ("check", "--baseline", "🚀.json", "--update-baseline"),
    ("check", "no-🚀.md"),
    ("list",),
    ("list", "--format", "csv"),
    ("list", "--format", "json"),
    ("list", "--title", "🚀"),
    ("list", "--filter", "🚀"),
    ("export",),
    ("migrate", "old-é.md", f"procedures/{NOT_UTF8}.md", "--output", "neu-🚀"),
    ("new", "--title", TITLE, "--project", "shop", "--author", "Zoë 🚀"),
    ("new", "--title", "x", "--set", "🚀"),
    ("schema", "--check"),
)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_on_every_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in COMMANDS:
        status, out, err = run(monkeypatch, encoding, *arguments)
        assert status in (0, 1, 2), arguments
        assert out or err, arguments
        if "json" not in arguments and arguments != ("export",):
            out.decode(encoding)
        if status != 2 or b"Usage" not in err:
            err.decode(encoding)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("ascii", rb"Fertig \U0001f680"),
        ("latin-1", rb"Fertig \U0001f680"),
        ("utf-8", "Fertig 🚀".encode()),
    ],
)
def test_a_finding_is_shown_with_a_replacement(
    encoding: str, shown: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, err = run(monkeypatch, encoding, "check")
    assert (status, err) == (1, b"")
    assert shown in out
    assert out.endswith(b" in 2 procedures\n")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "arguments", [("check", "-F", "json"), ("check", "-F", "sarif"), ("list", "-F", "json"), ("export",)]
)
def test_json_stays_valid_on_every_terminal(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for encoding in ENCODINGS:
        _, out, _ = run(monkeypatch, encoding, *arguments)
        assert "caf" in json.dumps(json.loads(out))


def test_a_path_for_another_program_keeps_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "mkdocs.yml").write_text("plugins: [procedures]\n", encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with pytest.raises(SystemExit):
        main(["new", "--title", "x", "--id", GOOD_ID, "--author", "Zoë", "-f", f"{folder}/mkdocs.yml"])
    (written,) = capfdbinary.readouterr().out.splitlines()
    assert written == b"../caf\xe9/procedures/" + GOOD_ID.encode() + b".md"
    assert os.path.exists(written)
