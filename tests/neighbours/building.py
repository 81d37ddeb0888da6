"""Builds of one small site, each by an `mkdocs` of its own, because plugins leave traces in a process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeAlias

from tests.neighbours.table import HOME
from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, write_site

OTHER_ID = "deploy-shop-002-cart"
PLAIN = "---\ntags: [ops]\n---\n\n# Plain\n\n- [ ] not ours\n\n## Second\n\nText of *ours*: ~~no~~.\n"
DATE = "2026-11-01T12:00:00+00:00"
ENVIRONMENT = {
    "NO_MKDOCS_2_WARNING": "1",
    "GIT_COMMITTER_DATE": DATE,
    "GIT_AUTHOR_DATE": DATE,
    "PYTHONWARNINGS": "ignore",
}
IDENTITY = ("-c", "user.name=Dana", "-c", "user.email=dana@docs.example")
COMMIT = (["init", "--quiet"], ["add", "."], [*IDENTITY, "commit", "--quiet", "--message", "All"])

Fact: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """What a build wrote, and what it said."""

    folder: Path
    code: int
    said: str

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def page(self, name: str) -> str:
        """Return a page, whichever address it has."""
        directory = self.folder / name / "index.html"
        return (directory if directory.is_file() else self.folder / f"{name}.html").read_text(
            encoding="utf-8"
        )

    @property
    def complaints(self) -> list[str]:
        """The warnings, the errors, and the last lines of tracebacks."""
        lines = re.findall(r"^(?:WARNING|ERROR|CRITICAL)\b.*$|^\w+(?:Error|Exception)\b.*$", self.said, re.M)
        return [" ".join(line.split()) for line in lines]


def build_beside(
    root: Path,
    plugins: Sequence[Any],
    files: Mapping[str, str] | None = None,
    folder: str = "procedures",
    **config: Any,
) -> Result:
    """Write the site below a folder, commit it, and build it with a list of plugins.

    Args:
        root: The folder.
        plugins: The value of `plugins`.
        files: More files, or other ones.
        folder: The folder of the procedures.
        config: More settings, or other ones; None to leave one out.
    """
    written = {f"{folder}/{one}.md": GOOD.replace(GOOD_ID, one) for one in (GOOD_ID, OTHER_ID)}
    settings = {
        "nav": HOME,
        "markdown_extensions": EXTENSIONS,
        "repo_url": "https://git.example/ops/shop",
        "edit_uri": "edit/main/docs/",
        **config,
    }
    write_site(
        root,
        {**written, "docs/plain.md": PLAIN, ".gitignore": "site/\n", **(files or {})},
        plugins=list(plugins),
        **{key: value for key, value in settings.items() if value is not None},
    )
    environment = os.environ | ENVIRONMENT
    for command in COMMIT:
        subprocess.run(["git", *command], cwd=root, env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"], cwd=root, env=environment, capture_output=True, text=True
    )
    return Result(root / "site", done.returncode, done.stdout + done.stderr)


def article(html: str) -> list[Fact]:
    """Return the facts of a page's own article, as far as it is a procedure."""
    start = html.index("procedures-page")
    return facts(html[html.rindex("<article", 0, start) : html.index("</article>", start)])


def facts(html: str) -> list[Fact]:
    """Return what readers and scripts rely on: ids, data, links, tables and words, in their order."""
    reader = _Facts()
    reader.feed(html)
    reader.close()
    return reader.found


class _Facts(HTMLParser):
    """Collects facts. The table that has line numbers beside commands is none of ours, and left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Fact] = []
        self._numbers = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._numbers = self._numbers or values.get("class") == "linenos"
        if self._numbers:
            return
        for name, value in sorted(values.items()):
            if name in ("id", "href", "src", "for", "checked", "disabled") or name.startswith("data-"):
                self.found.append((tag, name, value))
        if tag in ("th", "td", "li", "pre") and values.get("class") != "code":
            self.found.append((tag,))

    def handle_endtag(self, tag: str) -> None:
        self._numbers = self._numbers and tag != "td"

    def handle_data(self, data: str) -> None:
        if not self._numbers:
            self.found += [("text", word) for word in data.split()]
