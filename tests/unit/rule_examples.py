"""Runs the examples of the pages about rules.

All of them stand in one project without a finding, `tests/fixtures/rules`, with the good procedure in it.
"Right" is a piece of one of its files; "Wrong" is what stands there instead. A "Wrong" example with another
title than the "Right" one moves the file as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.cli.checkrun import Selection, fix_project, open_baseline, sources
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reporting.text import describe
from mkdocs_deploy_plugin.settings import Settings
from tests.unit.rule_pages import Fence, Page
from tests.unit.samples import FIXTURES, GOOD, GOOD_ID

BASE = FIXTURES / "rules"
GOOD_PATH = f"procedures/{GOOD_ID}.md"
BASELINE = "baseline.json"
CONFIG = "mkdocs.yml"


def base_files() -> dict[str, str]:
    """Return the texts of the files of the project without a finding, by their paths."""
    files = {
        path.relative_to(BASE).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(BASE.rglob("*"))
        if path.is_file()
    }
    return {**files, GOOD_PATH: GOOD}


def _latin(text: str) -> bytes:
    return text.encode("latin-1")


def _long_log(text: str) -> bytes:
    line = next(line for line in text.split("\n") if line.startswith("2026-11-20T"))
    return text.replace(line, "\n".join([line] * 40_000)).encode()


CONTENTS: Mapping[str, Callable[[str], bytes]] = {"not-utf8": _latin, "too-large": _long_log}
"""By rule: how the text of its "Wrong" example becomes the content of a file."""


def write(folder: Path, files: Mapping[str, str], content: Mapping[str, Callable[[str], bytes]] = {}) -> None:
    """Write files into a folder; `content` makes the bytes of some of them."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.get(name, str.encode)(text))


def _link_to_nothing(folder: Path) -> None:
    (folder / "procedures/deploy-shop-002-cart.md").unlink()
    (folder / "procedures/deploy-shop-002-cart.md").symlink_to("../drafts/cart.md")


def _put_the_file_back(folder: Path) -> None:
    name = "procedures/deploy-shop-002-cart.md"
    (folder / name).unlink()
    write(folder, {name: base_files()[name]})


COMMANDS: Mapping[str, Callable[[Path], None]] = {
    "ln -sf ../drafts/cart.md procedures/deploy-shop-002-cart.md": _link_to_nothing,
    "cp --remove-destination drafts/cart.md procedures/deploy-shop-002-cart.md": _put_the_file_back,
}
"""What the `bash` fences of "Wrong" and "Right" do to the project."""


def run_commands(page: Page, section: str, folder: Path) -> None:
    """Do what the `bash` fences of a section do."""
    for fence in page.fences[section]:
        if fence.language == "bash":
            COMMANDS[fence.text](folder)


def placed(files: Mapping[str, str], old: Fence, new: Fence) -> dict[str, str]:
    """Return files with one piece in the place of another, whole lines both."""
    source, target = old.title or GOOD_PATH, new.title or GOOD_PATH
    text = f"\n{files[source]}"
    piece = f"\n{old.text}\n"
    assert text.count(piece) == 1, f"stands {text.count(piece)} times in {source}:\n{old.text}"
    changed = text.replace(piece, f"\n{new.text}\n" if new.text else "\n")[1:]
    return {**{name: text for name, text in files.items() if name != source}, target: changed}


def wrong_files(page: Page) -> dict[str, str]:
    """Return the files of the project with the "Wrong" examples in the place of the "Right" ones."""
    files = base_files()
    for right, wrong in zip(page.examples("Right"), page.examples("Wrong"), strict=True):
        files = placed(files, right, wrong)
    return files


def waived_files(page: Page) -> dict[str, str]:
    """Return the same with the waiver in it, or with the settings that the page shows instead."""
    files = wrong_files(page)
    wrong = {one.title: one for one in page.examples("Wrong")}
    for waiver in page.examples("How to waive it"):
        if waiver.title == CONFIG:
            files[CONFIG] = f"{waiver.text}\n"
        else:
            files = placed(files, wrong[waiver.title], waiver)
    return files


@dataclass(frozen=True)
class Result:
    """The outcome of a check of a project: the project, and how its findings read as text."""

    project: Project
    texts: Sequence[str]

    @property
    def rules(self) -> list[str]:
        """The rules of the findings, in order."""
        return [one.rule for one in self.project.diagnostics]


def settings_in(folder: Path) -> Settings:
    """Return the settings of a project."""
    return load_settings(folder / CONFIG, folder)


def _selection(folder: Path) -> Selection:
    return Selection(None, open_baseline(folder / BASELINE, folder))


def check(folder: Path) -> Result:
    """Check a project as `procedures check --baseline baseline.json` does."""
    selection = _selection(folder)
    project, _ = selection.apply(load_project(settings_in(folder)))
    lines = sources(project, selection.baseline)
    return Result(project, [describe(one, lines.get(one.path, ())) for one in project.diagnostics])


def _prepare(page: Page, folder: Path, files: Mapping[str, str]) -> None:
    special = CONTENTS.get(page.path.stem)
    wrong = {one.title or GOOD_PATH: special for one in page.examples("Wrong") if special}
    write(folder, files, wrong)
    run_commands(page, "Wrong", folder)


def check_wrong(page: Page, folder: Path) -> Result:
    """Check the "Wrong" example of a page."""
    _prepare(page, folder, wrong_files(page))
    return check(folder)


def check_waived(page: Page, folder: Path) -> Result:
    """Check the same with the waiver, or with the settings that the page shows instead."""
    _prepare(page, folder, waived_files(page))
    return check(folder)


def check_fixed(page: Page, folder: Path) -> Project:
    """Return the project of the "Wrong" example after fixing."""
    _prepare(page, folder, wrong_files(page))
    selection = _selection(folder)
    return selection.apply(fix_project(settings_in(folder), selection).project)[0]


def said(page: Page, folder: Path) -> str:
    """Return what the checker says about the "Wrong" example of a page."""
    return "\n\n".join(check_wrong(page, folder).texts)
