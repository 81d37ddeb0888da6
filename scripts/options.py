"""Write the table of options in `docs/plugin.md` from their declarations in `settings`.

python scripts/options.py
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs_deploy_plugin.settings import OPTIONS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "plugin.md"
_TABLE = re.compile(r"^\| Option \| .*?\n(?=\n)", re.M | re.S)


def table() -> str:
    """Return the table of options, in Markdown."""
    rows = [
        f"| `{name}`{{ #{name} }} | {option.value} | {option.effect} |" for name, option in OPTIONS.items()
    ]
    return "\n".join(["| Option | Value | What it does |", "|---|---|---|", *rows]) + "\n"


def with_table(text: str) -> str:
    """Return the page with the table that the declarations make."""
    return _TABLE.sub(lambda _: table(), text, count=1)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
