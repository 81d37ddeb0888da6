"""Convert a procedure to the form that makes the same page without the plugin.

Python-Markdown needs a blank line before a list and four columns per level, and the data tables have
to be written out. Links between procedures are left out, which favours the plain side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

_DIRECTIVE = re.compile(r"<!-- procedures:([a-z-]+) -->$")
_LIST = re.compile(r"( *)(?:[-*+]|[0-9]+\.) ")
_LABELS = {
    "document_type": "Document Type",
    "id": "Document ID",
    "title": "Title",
    "status": "Status",
    "version": "Version",
    "author": "Author",
    "approver": "Approver",
    "reviewed": "Last Review",
}


def plain(text: str) -> str:
    """Return a generated procedure in the form for MkDocs alone."""
    _, front_matter, body = text.split("---\n", 2)
    data = yaml.safe_load(front_matter)
    return f"---\n{front_matter}---\n" + "\n".join(_lines(body.split("\n"), data))


def _lines(lines: list[str], data: dict[str, Any]) -> Iterator[str]:
    in_code = in_list = False
    before = ""
    for line in lines:
        if line.lstrip().startswith("```"):
            in_code = not in_code
        directive = None if in_code else _DIRECTIVE.match(line)
        item = None if in_code else _LIST.match(line)
        if directive is not None:
            yield from _TABLES[directive[1]](data)
        elif item is not None:
            if not in_list and before:
                yield ""
            yield " " * len(item[1]) + line
        else:
            yield line
        in_list = item is not None or (in_list and line.startswith("  "))
        before = line


def _table(labels: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield ""
    for row in (labels, ["---"] * len(labels), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def _metadata(data: dict[str, Any]) -> Iterator[str]:
    specs = [
        spec if isinstance(spec, str) else f"[{spec['title']}]({spec['url']})"
        for spec in data["related_specs"]
    ]
    rows = [[label, str(data[key])] for key, label in _LABELS.items() if key in data]
    rows += [["Related Specs", "<br>".join(specs)]]
    rows += [["Depends On", "<br>".join(f"`{dependency}`" for dependency in data["depends_on"])]]
    parameters = [
        f"`{name}`: {parameter['description']}, `{parameter['example']}`"
        for name, parameter in data["parameters"].items()
    ]
    return _table(["Field", "Value"], [*rows, ["Parameters", "<br>".join(parameters)]])


def _risk(data: dict[str, Any]) -> Iterator[str]:
    yield f"\n**Risk Level:** {data['risk']['level']}\n\n**Risk Factors:**\n"
    yield from (f"- {factor}" for factor in data["risk"]["factors"])


def _rows(key: str, columns: dict[str, str]) -> Callable[[dict[str, Any]], Iterator[str]]:
    def table(data: dict[str, Any]) -> Iterator[str]:
        rows = [[str(row.get(column, "")) for column in columns] for row in data[key]]
        return _table(list(columns.values()), rows)

    return table


_TABLES: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "metadata": _metadata,
    "risk": _risk,
    "sign-off": _rows("sign_off", {"role": "Role", "name": "Name", "signature": "Signature"}),
    "environments": _rows(
        "environments", {"name": "Environment", "url": "URL/Endpoint", "version": "Version"}
    ),
    "contacts": _rows("contacts", {"role": "Role", "name": "Name", "contact": "Contact"}),
}
