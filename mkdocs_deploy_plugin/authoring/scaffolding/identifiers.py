"""The id of a new procedure: project, next number, and a feature name made from the title."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reading.front_matter import read_front_matter
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.template import FieldKind, Template
from mkdocs_deploy_plugin.template.fields import KEBAB
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER

MAX_FEATURE = 60
"""The maximum length of a feature name that is made from a title."""

MAX_NUMBER = 999_999_999

_PART = re.compile(r"\[([^\[\]]+)\]")
_FOLDED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "ng"}
)


class ScaffoldingError(ValueError):
    """Values that cannot make a procedure. The message says which, and what to write instead."""


def feature_name(title: str) -> str:
    """Return a title in lower case with hyphens, without accents; empty if it has no letter from a to z."""
    text = unicodedata.normalize("NFKD", title.casefold().translate(_FOLDED))
    text = "".join(c for c in text if not unicodedata.combining(c) and c not in "'’")
    words = [word[:40] for word in re.findall("[a-z0-9]+", text)][:12]
    if not re.search("[a-z]", "".join(words)):
        return ""
    while len("-".join(words)) > MAX_FEATURE:
        words.pop()
    return "-".join(words)


def names_in_use(files: Iterable[Path], keys: Collection[str] = (IDENTIFIER,)) -> dict[str, Path]:
    """Return the names in use, each with its file: the file names, and the ids in the files.

    `keys` are those of ids.
    """
    names: dict[str, Path] = {}
    for file in files:
        names.setdefault(file.stem, file)
        try:
            data = read_file(file, MAX_BYTES)
        except OSError:
            continue
        source = decode(file.name, data)
        if isinstance(source, Diagnostic):
            continue
        front_matter, _, _ = read_front_matter(source)
        for identifier in map(front_matter.data.get, keys) if front_matter is not None else ():
            if isinstance(identifier, str):
                names.setdefault(identifier, file)
    return names


def new_id(
    template: Template, title: str, project: str, number: int | None, taken: Mapping[str, Path]
) -> str:
    """Return the id of a new procedure.

    Args:
        template: The template, whose `id` field defines the form of ids.
        title: The title, which becomes the last part of the id.
        project: The project, as ids write it.
        number: The number, or None for the one after the project's highest.
        taken: The names in use, from `names_in_use`.

    Raises:
        ScaffoldingError: The values do not make an id, or the number is in use.
    """
    field = template.field(IDENTIFIER)
    if field is None or field.kind is not FieldKind.PATTERN:
        raise ScaffoldingError(
            "The template does not define a form for ids. Pass the complete id: --id NAME."
        )
    form = _Form(field.example)
    form.fits(project)
    feature = feature_name(title)
    known = sorted(
        (int(match[1]), name) for name in taken if form.number and (match := form.match(name, project))
    )
    if number is None:
        number = known[-1][0] + 1 if known else 1
    elif not form.number:
        raise ScaffoldingError(f"Ids in this template have no number: {form.example}. Omit --number.")
    elif named := [name for used, name in known if used == number]:
        raise ScaffoldingError(
            f"Number {number} of {project or 'the template'} is already in use: {taken[named[0]].as_posix()}."
        )
    if number > MAX_NUMBER or number < 0:
        raise ScaffoldingError(f"{number} is out of range for an id; use 0 to {MAX_NUMBER}.")
    if form.feature and not feature:
        example = form.fill(project, number, "feature-name")
        raise ScaffoldingError(
            "The id cannot be made from the title: it has no letter from a to z. "
            f"Pass the complete id, for example: --id {example}"
        )
    return form.fill(project, number, feature)


class _Form:
    """The form of a template's ids: the parts in brackets, and which option fills each."""

    def __init__(self, example: str) -> None:
        self.example = example
        names = [match[1] for match in _PART.finditer(example)]
        numbers = [name for name in names if set(name) == {"n"}]
        words = [name for name in names if name not in numbers]
        self.number = numbers[0] if numbers else ""
        named = [name for name in words if name == "project"]
        self.project = named[0] if named else words[0] if len(words) == 2 else ""
        others = [name for name in words if name != self.project]
        self.feature = others[0] if others else ""
        if len(numbers) > 1 or len(others) > 1 or len(named) > 1:
            raise ScaffoldingError(
                f"Ids in this template have parts that no option fills: {example}. "
                "Pass the complete id: --id NAME."
            )

    def fits(self, project: str) -> None:
        """Raise an error if a project is missing, not wanted, or not in the form that ids use."""
        if not self.project:
            if project:
                raise ScaffoldingError(
                    f"Ids in this template have no project: {self.example}. Omit --project."
                )
        elif not project:
            raise ScaffoldingError(f"Ids in this template contain a project: {self.example}. Pass --project.")
        elif not re.fullmatch(KEBAB, project):
            name = feature_name(project)
            suggestion = f", for example {name}" if name else ""
            raise ScaffoldingError(
                f"{project!r} is not valid in an id. Write it in lower case with hyphens{suggestion}."
            )

    def fill(self, project: str, number: int, feature: str) -> str:
        values = {
            self.project: project,
            self.number: str(number).zfill(len(self.number)),
            self.feature: feature,
        }
        return _PART.sub(lambda match: values[match[1]], self.example)

    def match(self, name: str, project: str) -> re.Match[str] | None:
        """Match an id of a project, with its number. Ignore case, as some file systems do."""
        values = {self.project: re.escape(project), self.number: f"([0-9]{{{len(self.number)},9}})"}
        parts = _PART.split(self.example)
        pattern = "".join(
            values.get(part, KEBAB) if place % 2 else re.escape(part) for place, part in enumerate(parts)
        )
        return re.fullmatch(pattern, name, re.I)
