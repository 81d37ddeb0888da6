"""The identity of items through real builds: after edits, what pages show is compared with hidden names."""

from __future__ import annotations

import json
import os
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.javascript import run_node
from tests.site.sites import GOOD, GOOD_ID, build_site

EDITS = int(os.environ.get("EDITS", "0")) // 10 or 200
"""How many edits go through builds; in the long run, a tenth of those of the core alone."""

AT_ONCE = 100
FRONT_MATTER, ROLLBACK = GOOD[: GOOD.index("## Overview")], GOOD[GOOD.index("## Rollback Plan") :]


class _Items(HTMLParser):
    """Collect the items of the deployment steps, as the script of a page reads them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[dict[str, Any]] = []
        self.digest = ""
        self.is_inside = False
        self.reading = ""
        self.step = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.digest = attributes.get("data-procedure-digest") or self.digest
        if attributes.get("id") in ("deployment-steps", "rollback-plan"):
            self.is_inside = attributes["id"] == "deployment-steps"
        if "data-step" in attributes:
            self.reading, self.step = "step", ""
        if self.is_inside and "data-item" in attributes:
            item = {"id": attributes["data-item"], "rev": attributes["data-rev"], "text": "", "commands": ""}
            self.items.append(
                {**item, "step": self.step, **({"named": True} if "data-named" in attributes else {})}
            )
        if tag == "label":
            self.reading = "label"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("label", "h4"):
            self.reading = ""

    def handle_data(self, data: str) -> None:
        if self.reading == "step":
            self.step += data
        elif self.reading == "label" and self.is_inside:
            self.items[-1]["text"] += data


def _run(*arguments: str, given: str = "") -> Any:
    done = run_node("tests/js/histories.js", *arguments, given=given)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _pages(folder: Path, texts: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Build a site of procedures and return their pages, by the numbers in their ids."""
    files = {
        f"procedures/deploy-oracle-{number}.md": (
            f"{FRONT_MATTER}## Deployment Steps\n\n{text}\n\n{ROLLBACK}"
        ).replace(GOOD_ID, f"deploy-oracle-{number}")
        for number, text in texts.items()
    }
    built = build_site(folder, files, {"fail_on": "never"}, theme={"name": "mkdocs"})
    pages = {}
    for number in texts:
        parser = _Items()
        parser.feed(built.page(f"deploy-oracle-{number}"))
        pages[number] = {
            "procedure": f"deploy-oracle-{number}",
            "title": "Oracle",
            "version": "1",
            "digest": parser.digest,
            "items": parser.items,
        }
    return pages


@pytest.mark.timeout(120 if EDITS <= 200 else 0)
def test_after_edits_no_verdict_is_on_another_item_and_none_is_lost(tmp_path: Path) -> None:
    edits = first = 0
    while edits < EDITS:
        histories = _run("make", str(first + 1), str(AT_ONCE))
        first += AT_ONCE
        texts = {
            f"{1000 + at}-build-{number}": text
            for at, history in enumerate(histories)
            for number, text in enumerate(history["builds"])
        }
        pages = _pages(tmp_path / str(first), texts)
        read = [
            {
                "seed": history["seed"],
                "pages": [pages[f"{1000 + at}-build-{number}"] for number in range(len(history["builds"]))],
            }
            for at, history in enumerate(histories)
        ]
        assert all(page["items"] for page in pages.values())
        problems = _run("compare", given=json.dumps(read))
        assert not problems, problems[0]
        edits += sum(history["edits"] for history in histories)
