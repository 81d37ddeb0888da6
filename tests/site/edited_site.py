"""A site that is edited at random, to compare what is built again with what is built at first."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin

from mkdocs_deploy_plugin.template.kinds import KINDS
from tests.mistakes.table import mistakes
from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, build_site, write_site

IDS = [GOOD_ID, *(f"deploy-shop-{number:03}-x" for number in range(2, 6))]
CONTENTS = sorted({data for one in mistakes().values() for data in one.procedures.values()})
TEMPLATE = KINDS["deployment-procedure"].read().decode()
OPTIONS: list[dict[str, Any]] = [
    {}, {"html": "safe"}, {"language": "de"}, {"template": "template.md"}, {"spec_links": {"PRD-.*": "https://s/"}},
    {"nav_limit": 2}, {"words": {"Relations": "Linked from"}}, {"draft_days": 1}, {"review_days": 30},
]  # fmt: skip
LISTS: list[list[Any]] = [
    EXTENSIONS,
    [one for one in EXTENSIONS if one != "pymdownx.details"],
    [*EXTENSIONS, "pymdownx.snippets"],
    [*EXTENSIONS, {"pymdownx.highlight": {"linenums": True}}],
    [*EXTENSIONS, "footnotes"],
]


class Words(BasePlugin):  # type: ignore[type-arg]
    """Another plugin, which changes texts before and after they are converted."""

    def __init__(self, number: int) -> None:
        self.number = number

    def on_page_markdown(self, markdown: str, **_: object) -> str:
        return markdown.replace("Purpose", f"Purpose {self.number}") if self.number % 3 == 1 else markdown

    def on_page_content(self, html: str, **_: object) -> str:
        return html.replace('type="checkbox"', "", 1) if self.number % 3 == 2 else html


class Site:
    """A site that is edited."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, str | bytes] = {}
        self.number = 0
        self.day = 1795132800
        self.reset()

    def reset(self, *_: int) -> None:
        """Go back to the site as it was at first, except for the day and the other plugin."""
        for path in self.files:
            (self.root / path).unlink(missing_ok=True)
        self.options: dict[str, Any] = {}
        self.extensions = EXTENSIONS
        self.files = {"template.md": TEMPLATE}
        for procedure in IDS[:3]:
            self.files[f"procedures/{procedure}.md"] = GOOD.replace(GOOD_ID, procedure)

    @property
    def procedures(self) -> list[str]:
        return sorted(path for path in self.files if path.startswith("procedures/") and path.endswith(".md"))

    def mend(self, number: int, other: int) -> None:
        one, two = IDS[number % len(IDS)], IDS[other % len(IDS)]
        text = GOOD.replace(GOOD_ID, one).replace("depends_on: []", f"depends_on: [{two}]")
        text = text.replace(
            "### Purpose\n", f"### Purpose\nAfter {two}#step-1.1, {number}. [It]({two}.md#step-11)\n"
        )
        self.files[f"procedures/{one}.md"] = text

    def retitle(self, number: int, other: int) -> None:
        path = self.procedures[number % len(self.procedures)]
        text = self.files[path]
        assert isinstance(text, str)
        self.files[path] = text.replace("title: ", f"title: {other} ", 1)

    def break_(self, number: int, other: int) -> None:
        self.files[f"procedures/{IDS[number % len(IDS)]}.md"] = (
            CONTENTS[other % len(CONTENTS)].decode(errors="ignore").replace("\r", "")
        )

    def delete(self, number: int, other: int) -> None:
        if len(self.procedures) > 1:
            path = self.procedures[number % len(self.procedures)]
            self.drop(path)

    def drop(self, path: str) -> str | bytes:
        """Delete a file, if there is one, and return its content."""
        (self.root / path).unlink(missing_ok=True)
        return self.files.pop(path, "")

    def rename(self, number: int, other: int) -> None:
        """Give a procedure another id, and its file that name."""
        path, new = self.procedures[number % len(self.procedures)], IDS[other % len(IDS)]
        text = self.drop(path)
        assert isinstance(text, str)
        self.files[f"procedures/{new}.md"] = text.replace(Path(path).stem, new)

    def swap(self, number: int, other: int) -> None:
        one, two = (self.procedures[at % len(self.procedures)] for at in (number, other))
        self.files[one], self.files[two] = self.files[two], self.files[one]

    def page(self, number: int, other: int) -> None:
        path = f"docs/page{number % 2}.md"
        if other % 3:
            self.files[path] = f"# Page {other}\n\n<!-- procedures:catalog -->\n"
        else:
            self.drop(path)

    def link(self, number: int, other: int) -> None:
        path = self.procedures[number % len(self.procedures)]
        text = self.files[path]
        assert isinstance(text, str)
        self.files[path] = f"{text}\n[A page](../page{other % 2}.md#x) ![a](a{other % 2}.png)\n"

    def image(self, number: int, other: int) -> None:
        path = f"procedures/a{number % 2}.png"
        if other % 3:
            self.files[path] = b"\x89PNG"
        else:
            self.drop(path)

    def template(self, number: int, other: int) -> None:
        self.files["template.md"] = TEMPLATE.replace("Risk", "Hazard") if number % 2 else TEMPLATE

    def break_template(self, number: int, other: int) -> None:
        """Make a build fail; `template` mends it."""
        self.options = {"template": "template.md"}
        self.files["template.md"] = TEMPLATE.replace("(choice)", "(choise)")

    def option(self, number: int, other: int) -> None:
        self.options = OPTIONS[number % len(OPTIONS)]

    def extension(self, number: int, other: int) -> None:
        self.extensions = LISTS[number % len(LISTS)]

    def other_plugin(self, number: int, other: int) -> None:
        self.number = number

    def another_day(self, number: int, other: int) -> None:
        self.day += 86400 * (number % 400)

    def write(self, cache: bool) -> Path:
        """Write the site. Gives the path of its configuration."""
        return write_site(self.root, self.files, self._settings(cache), markdown_extensions=self.extensions)

    def _settings(self, cache: bool) -> dict[str, Any]:
        return {"fail_on": "never", **self.options, "cache": cache}

    def build(self, cache: bool) -> tuple[object, ...]:
        """Return the whole site and what was logged, or why there is none."""
        with patch.dict(os.environ, SOURCE_DATE_EPOCH=str(self.day)):
            try:
                built = build_site(
                    self.root,
                    self.files,
                    self._settings(cache),
                    neighbour=Words(self.number),
                    markdown_extensions=self.extensions,
                )
            except Abort as error:
                return (str(error),)
        return whole(built.folder), [(record.levelno, record.getMessage()) for record in built.log[1:-1]]


def whole(folder: Path) -> dict[str, bytes]:
    """Return the content of all files of a site, except compressed ones, which have the time in them."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".gz")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


Edit = Callable[[Site, int, int], object]
EDITS: list[Edit] = [
    Site.mend, Site.mend, Site.retitle, Site.break_, Site.delete, Site.rename, Site.swap, Site.page,
    Site.link, Site.image, Site.template, Site.option, Site.extension, Site.other_plugin, Site.another_day,
]  # fmt: skip
