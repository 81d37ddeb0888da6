"""Write the texts of pages to `assets/words/` and `assets/words/pages/`, and the table of them in the docs.

python scripts/words.py

In scripts, a text is the first argument of `t`, or the two forms of `tn`, and is written as one literal.
Those of a printed sheet are `BLANKS`. In Python, it is the first argument of `t`, or the two forms of
`t.count`. What another language does not have yet is left out of its table; a test says so.
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from mkdocs_deploy_plugin.rendering.words import BLANKS, languages
from mkdocs_deploy_plugin.template import load_template
from mkdocs_deploy_plugin.template.kinds import KINDS
from mkdocs_deploy_plugin.template.nouns import DOCUMENT

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "mkdocs_deploy_plugin" / "assets"
WORDS = ASSETS / "words"
RENDERING = ROOT / "mkdocs_deploy_plugin" / "rendering"
NAMES = {"de": "German", "ja": "Japanese"}
PAGE = ROOT / "docs" / "reference" / "words.md"
_LITERAL = r'"((?:[^"\\]|\\.)*)"'
_CALL = re.compile(rf"\bt\(\s*{_LITERAL}|\btn\([^;]*?,\s*{_LITERAL},\s*{_LITERAL}")


def texts() -> dict[str, Any]:
    """Return all texts: those of scripts, then those of generated content."""
    return {**texts_of_scripts(), **texts_of_pages()}


def texts_of_pages() -> dict[str, Any]:
    """Return the texts of generated content, and the nouns of the shipped templates, sorted."""
    templates = (load_template(kind.file, kind.read()) for kind in KINDS.values())
    nouns = [DOCUMENT, *(template.own_words.noun for template in templates)]
    found: dict[str, Any] = {word: word for noun in nouns for word in noun}
    for path in sorted(RENDERING.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                given = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
                forms = [text for text in given if isinstance(text, str)]
                called = ast.unparse(call.func).split(".")
                if called[-1] == "t" and forms:
                    found[forms[0]] = forms[0]
                elif called[-2:] == ["t", "count"]:
                    found[forms[1]] = {"one": forms[0], "other": forms[1]}
    return _sorted(found)


def texts_of_scripts() -> dict[str, Any]:
    """Return the texts of scripts, sorted: by themselves, or with their forms by the form for many."""
    found: dict[str, Any] = {text: text for text in BLANKS}
    for path in sorted(ASSETS.glob("*/**/*.js")):
        for single, one, other in _CALL.findall(path.read_text(encoding="utf-8")):
            if single:
                found[json.loads(f'"{single}"')] = json.loads(f'"{single}"')
            else:
                found[other] = {"one": one, "other": other}
    return _sorted(found)


def _sorted(found: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(found.items(), key=lambda item: (item[0].casefold(), item[0])))


def table() -> str:
    """Return the table of the texts in all languages, in Markdown."""
    known = [{**_read(WORDS / f"{code}.json"), **_read(WORDS / "pages" / f"{code}.json")} for code in NAMES]
    rows = (" | ".join(map(_cell, (key, *(language.get(key, "") for language in known)))) for key in texts())
    head = (f"| English | {' | '.join(NAMES.values())} |", f"{'|---' * (len(NAMES) + 1)}|")
    return "\n".join([*head, *(f"| {row} |" for row in rows)]) + "\n"


def with_table(page: str) -> str:
    """Return the page of the docs with the table."""
    start = page.index("| English |")
    return page[:start] + table()


def _cell(text: Any) -> str:
    forms = text.values() if isinstance(text, dict) else [text]
    return " · ".join(form.strip().replace("|", "\\|") for form in forms)


def _read(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return known


def _write(path: Path, table: dict[str, Any]) -> None:
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    for folder, english in ((WORDS, texts_of_scripts()), (WORDS / "pages", texts_of_pages())):
        _write(folder / "en.json", english)
        for code in (code for code in languages() if code != "en"):
            known = _read(folder / f"{code}.json")
            _write(folder / f"{code}.json", {text: known[text] for text in english if text in known})
    if PAGE.exists():
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
