"""Builds that meet odd files or fail half-way: no traceback, and the last good site stays."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin

from mkdocs_deploy_plugin.hosts.last_site import LastSite
from tests.site.sites import GOOD, GOOD_ID, THEME, build_site, changed, procedure

PLAIN: dict[str, Any] = {"theme": {"name": "mkdocs"}, "markdown_extensions": []}
ODD = ("folder", "pipe", "lost", "loop")


def make_odd(folder: Path) -> None:
    """Make procedures that are no files, and a picture that does not exist."""
    (folder / "folder.md").mkdir(parents=True)
    os.mkfifo(folder / "pipe.md")
    (folder / "lost.md").symlink_to("nowhere.md")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "picture.png").symlink_to("nowhere.png")


@pytest.mark.parametrize("folder", ["procedures", "docs/procedures"])
def test_what_is_no_file_is_published_with_the_finding(tmp_path: Path, folder: str) -> None:
    make_odd(tmp_path / folder)
    files = {f"{folder}/{GOOD_ID}.md": GOOD}
    built = build_site(tmp_path, files, {"fail_on": "never", "folder": folder}, **PLAIN)
    for name in ODD:
        assert "unreadable" in built.read(f"procedures/{name}/index.html")
    assert built.messages(logging.WARNING) == [
        f"procedures: {folder}/picture.png is not a file or does not exist; it is left out."
    ]


@pytest.mark.parametrize(
    ("folder", "site"), [("site", "site"), ("site/procedures", "site"), ("procedures", "procedures/site")]
)
def test_procedures_within_the_folder_of_the_site(tmp_path: Path, folder: str, site: str) -> None:
    """MkDocs would delete them."""
    with pytest.raises(Abort):
        build_site(tmp_path, {f"{folder}/{GOOD_ID}.md": GOOD}, {"folder": folder}, site_dir=site, **PLAIN)
    assert (tmp_path / folder / f"{GOOD_ID}.md").read_text(encoding="utf-8") == GOOD


class Neighbour(BasePlugin):  # type: ignore[type-arg]
    """A plugin that does something at one event."""

    def __init__(self, event: str, action: Callable[[], object]) -> None:
        super().__init__()
        setattr(self, f"on_{event}", lambda *_, **__: action() and None)


@pytest.mark.parametrize("event", ["pre_build", "files", "nav", "env"])
def test_files_that_are_deleted_during_the_build(tmp_path: Path, event: str) -> None:
    def delete() -> None:
        for name in (f"{GOOD_ID}.md", "picture.png"):
            (tmp_path / "procedures" / name).unlink()

    files: dict[str, str | bytes] = {**procedure(), "procedures/picture.png": b"x"}
    neighbour = Neighbour(event, delete)
    built = build_site(tmp_path, files, neighbour=neighbour, **PLAIN)
    assert "The checkout becomes one page." in built.page()
    warnings = built.messages(logging.WARNING)
    assert warnings == ([] if event == "pre_build" else [DELETED])


DELETED = "procedures: procedures/picture.png was deleted during the build; it is left out."


def test_a_page_of_the_folder_that_cannot_be_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    page = tmp_path / "procedures" / "README.md"
    files: dict[str, str | bytes] = {**procedure(), "procedures/README.md": "# Read me\n"}
    with pytest.raises(Abort):
        build_site(tmp_path, files, neighbour=Neighbour("nav", page.unlink), **PLAIN)
    words = "The file cannot be read: No such file or directory"
    assert f"procedures: procedures/README.md: {words}" in caplog.messages
    with pytest.raises(Abort):
        build_site(tmp_path, {**files, "procedures/README.md": b"# \xff"}, **PLAIN)
    assert "procedures: procedures/README.md: The file is not UTF-8" in caplog.messages


ICON = changed(("title: Checkout redesign", "title: Checkout redesign\nicon: material/no-such"))


def test_an_unknown_icon_is_named_with_its_procedure(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(ICON))
    line = ICON[: ICON.index("icon:")].count("\n") + 1
    message = f'procedures/{GOOD_ID}.md:{line}: The theme has no icon "material/no-such"'
    assert f"procedures: {message}" in caplog.messages
    assert not (tmp_path / "site").exists()
    built = build_site(tmp_path, procedure(ICON), {"fail_on": "never"})
    assert "The checkout becomes one page." in built.page()
    assert f"procedures: {message}" in built.messages(logging.INFO)


@pytest.mark.parametrize("icon", ["../partials/x", "/etc/passwd", "a\\0b", "'", "{{ x }}"])
def test_icons_that_are_no_paths(tmp_path: Path, icon: str) -> None:
    text = ICON.replace("material/no-such", '"' + icon.replace('"', "") + '"')
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(text))
    known = ICON.replace("material/no-such", "material/rocket")
    assert "The checkout becomes one page." in build_site(tmp_path, procedure(known), theme=THEME).page()


def tree(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def fail(error: BaseException) -> Callable[[], None]:
    def action() -> None:
        raise error

    return action


@pytest.mark.parametrize("event", ["files", "page_content", "env", "post_page", "post_build"])
@pytest.mark.parametrize("error", [ValueError("x"), Abort("x"), KeyboardInterrupt()], ids=repr)
def test_a_build_that_fails_half_way_leaves_the_last_good_site(
    tmp_path: Path, event: str, error: BaseException
) -> None:
    site = tmp_path / "site"
    build_site(tmp_path, procedure(), **PLAIN)
    (site / ".git").write_text("kept", encoding="utf-8")
    (site / "CNAME").symlink_to("nowhere")
    before = tree(site)
    files = procedure(GOOD.replace("one page", "two pages"))
    neighbour = Neighbour(event, fail(error))
    with pytest.raises(type(error)):
        build_site(tmp_path, files, neighbour=neighbour, **PLAIN)
    assert tree(site) == before
    assert (site / "CNAME").is_symlink()
    assert "two pages" in build_site(tmp_path, files, **PLAIN).page()
    assert [path.name for path in site.iterdir() if path.name.startswith(".")] == [".git"]


class Killed(BaseException):
    """Ends a process between two system calls."""


def site_of(folder: Path, words: str) -> None:
    (folder / "a").mkdir(parents=True, exist_ok=True)
    for name in ("index.html", "a/index.html", "b.css"):
        (folder / name).write_text(words, encoding="utf-8")


def shown(folder: Path) -> set[str]:
    return {path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("fails", [True, False])
@pytest.mark.parametrize("moment", range(1, 16))
def test_a_build_that_is_killed_never_mixes_two_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int, fails: bool
) -> None:
    """Killed before any change of the folder; the next build fails as well, or does not."""
    site_of(tmp_path, "good")
    calls = 0

    def dies(call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **keywords: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == moment:
                raise Killed
            return call(*arguments, **keywords)

        return counted

    for name in ("rename", "mkdir", "rmdir"):
        monkeypatch.setattr(Path, name, dies(getattr(Path, name)))
    last = LastSite(str(tmp_path))
    killed = False
    try:
        last.keep()
        (tmp_path / "index.html").write_text("half", encoding="utf-8")
        last.restore()
    except Killed:
        killed = True
    monkeypatch.undo()
    assert killed is (moment <= calls)
    again = LastSite(str(tmp_path))
    again.keep()
    (tmp_path / "index.html").write_text("new", encoding="utf-8")
    if fails:
        again.restore()
    else:
        again.forget()
    assert shown(tmp_path) == {"good" if fails else "new"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
