"""Write the texts of the scripts of pages to `assets/words/en.json`, and the table of them in the docs.

python scripts/words.py

A text is the first argument of `t`, or the two forms of `tn`, and is written as one literal. Those of a
printed sheet are `BLANKS`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from mkdocs_deploy_plugin.rendering.words import BLANKS

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "mkdocs_deploy_plugin" / "assets"
ENGLISH = ASSETS / "words" / "en.json"
GERMAN = ASSETS / "words" / "de.json"
PAGE = ROOT / "docs" / "reference" / "words.md"
_LITERAL = r'"((?:[^"\\]|\\.)*)"'
_CALL = re.compile(rf"\bt\(\s*{_LITERAL}|\btn\([^;]*?,\s*{_LITERAL},\s*{_LITERAL}")


def texts() -> dict[str, Any]:
    """Return all texts, sorted: by themselves, or with their forms for numbers by the form for many."""
    found: dict[str, Any] = {text: text for text in BLANKS}
    for path in sorted(ASSETS.glob("*/**/*.js")):
        for single, one, other in _CALL.findall(path.read_text(encoding="utf-8")):
            if single:
                found[json.loads(f'"{single}"')] = json.loads(f'"{single}"')
            else:
                found[other] = {"one": one, "other": other}
    return dict(sorted(found.items(), key=lambda item: (item[0].casefold(), item[0])))


def table() -> str:
    """Return the table of the texts in English and German, in Markdown."""
    german = json.loads(GERMAN.read_text(encoding="utf-8"))
    rows = [f"| {_cell(text)} | {_cell(german.get(text, ''))} |" for text in texts()]
    return "\n".join(["| English | German |", "|---|---|", *rows]) + "\n"


def with_table(page: str) -> str:
    """Return the page of the docs with the table."""
    start = page.index("| English |")
    return page[:start] + table()


def _cell(text: Any) -> str:
    forms = text.values() if isinstance(text, dict) else [text]
    return " · ".join(form.strip().replace("|", "\\|") for form in forms)


def _write(path: Path, table: dict[str, Any]) -> None:
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    english, german = texts(), json.loads(GERMAN.read_text(encoding="utf-8"))
    _write(ENGLISH, english)
    _write(GERMAN, {text: german[text] for text in english if text in german})
    if PAGE.exists():
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
