"""The settings of the `procedures` block in `mkdocs.yml`: one set for the site and the command."""

from __future__ import annotations

import os
import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Severity
from mkdocs_deploy_plugin.patterns import LinkPattern, PatternError
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.text import closest

DEFAULT_FOLDER = "procedures"
"""The folder of the procedures if no option names another."""

_SHORT = reprlib.Repr()
"""Shows values in messages. With a few aliases, a file of a kilobyte holds a value of gigabytes."""
_SHORT.maxlevel = 2


class FailOn(StrEnum):
    """From which severity on a finding fails the build."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


class Checklists(StrEnum):
    """Which pages get working checklists and GitHub's reading of lists."""

    PROCEDURES = "procedures"
    ALL = "all"


class Html(StrEnum):
    """What becomes of the HTML in the bodies of procedures."""

    ALLOW = "allow"
    SAFE = "safe"
    FORBID = "forbid"


@dataclass(frozen=True, slots=True)
class CollectionSettings:
    """An entry of the option `collections`: a folder of procedures that share a template.

    Attributes:
        folder: The folder, relative to that of `mkdocs.yml`, normalised.
        template: The template, relative to the folder of `mkdocs.yml`; empty for the built-in one.
        name: What it is called on the site; empty for the name of its folder.
    """

    folder: str
    template: str = ""
    name: str = ""


class SettingsError(ValueError):
    """Settings that cannot be used. The message says which and what is allowed."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of the `procedures` block. The table in `docs/plugin.md` has one row for each.

    Attributes:
        type: The type of its value in YAML.
        value: What it can be, and the default, in Markdown.
        effect: What it does, in Markdown.
    """

    type: type
    value: str
    effect: str


def _option(type_: type, default: Any, value: str, effect: str) -> Any:
    """Declare an option as a field of `Settings`. A class as the default makes a new value each time."""
    metadata = {"option": Option(type_, value, effect)}
    if isinstance(default, type):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a team can set, with the defaults: the options of the `procedures` block, declared only here.

    Attributes:
        root: The folder of `mkdocs.yml`; paths of findings are relative to it.
        docs_dir: The folder of the ordinary pages, relative to `root`: a setting of MkDocs itself.
        directory_urls: Whether addresses of pages end with a slash: `use_directory_urls` of MkDocs.
    """

    root: Path
    folder: str = _option(
        str,
        DEFAULT_FOLDER,
        f"text, default `{DEFAULT_FOLDER}`",
        "Folder of the procedures, relative to `mkdocs.yml` and below its folder. [Inside or "
        "outside `docs/`](#inside-or-outside-docs)",
    )
    template: str = _option(
        str,
        "",
        "text, default: the built-in template",
        "[Your own template](template.md), relative to `mkdocs.yml`",
    )
    collections: tuple[CollectionSettings, ...] = _option(
        list,
        (),
        "list of mappings with `folder`, `template` and `name`, default: one collection, of `folder` and "
        "`template`",
        "[Several collections](#several-collections), each with a folder and a template of its own",
    )
    schema_dir: str = _option(
        str,
        "schema",
        "text, default `schema`",
        "Folder that `procedures schema` writes to, relative to `mkdocs.yml` and within its folder",
    )
    fail_on: FailOn = _option(
        str,
        FailOn.ERROR,
        "`error` (default), `warning` or `never`",
        "Lowest severity that [fails the build](checking.md#what-fails-the-build). With `never`, "
        "everything is published with the findings on each page: useful for the first weeks with a "
        "folder of old procedures",
    )
    rules: Mapping[str, Severity | None] = _option(
        dict,
        dict,
        "mapping from [rules](checking.md#rules) to `error`, `warning`, `info` or `off`, default empty",
        "Level of a rule in your team. A rule that is `off` is not reported",
    )
    checklists: Checklists = _option(
        str,
        Checklists.PROCEDURES,
        "`procedures` (default) or `all`",
        "Pages that get [working checklists](#checklists-on-all-pages)",
    )
    html: Html = _option(
        str,
        Html.ALLOW,
        "`allow` (default), `safe` or `forbid`",
        "[HTML in the bodies of procedures](#html-in-procedures): published as written, reduced to safe "
        "elements, or reported as an error",
    )
    spec_links: Mapping[str, str] = _option(
        dict,
        dict,
        "mapping from regular expressions to addresses, default empty",
        "[Links for `related_specs`](#links-for-specs)",
    )
    site_keys: tuple[str, ...] = _option(
        list,
        (),
        "list of texts, default empty",
        "More front matter keys that belong to the site, such as those of another plugin. They may "
        "have any value",
    )
    nav_limit: int = _option(
        int,
        50,
        "whole number, default 50",
        "Maximum number of procedures that the [navigation](#navigation) lists one by one",
    )
    runs: str = _option(
        str,
        "runs.md",
        "text, default `runs.md`; empty for none",
        "Page that lists [all runs of a browser](readers.md#my-runs), below the folder of the procedures",
    )
    review_days: int = _option(
        int,
        365,
        "whole number, default 365; 0 for never",
        "Days after which the last review of a procedure in force is "
        "[overdue](reference/rules/overdue-review.md), which is a warning. [Which day it "
        "is](#which-day-it-is)",
    )
    draft_days: int = _option(
        int,
        90,
        "whole number, default 90; 0 for never",
        "Days after which an untouched procedure that is not in force yet [needs attention](#attention)",
    )
    language: str = _option(
        str,
        "en",
        "`en` (default), `de` or `ja`",
        "Language of what pages say: tables, catalog, relations, buttons, dialogs, messages and the record. "
        "[Words of the page](reference/words.md)",
    )
    words: Mapping[str, Any] = _option(
        dict,
        dict,
        "mapping from English texts to your own, default empty",
        "Your own [words of the page](reference/words.md), or another language",
    )
    cache: bool = _option(
        bool,
        True,
        "`true` (default) or `false`",
        "Whether [results of earlier runs](#nothing-done-twice) are kept in `.cache/procedures/`",
    )
    docs_dir: str = "docs"
    directory_urls: bool = True

    @classmethod
    def from_mapping(
        cls, root: Path, options: Mapping[str, Any], docs_dir: str = "docs", directory_urls: bool = True
    ) -> Settings:
        """Make settings of the options of the `procedures` block.

        Args:
            root: The folder of `mkdocs.yml`.
            options: The options.
            docs_dir: The folder of the ordinary pages, as MkDocs has it.
            directory_urls: Whether addresses of pages end with a slash, as MkDocs has it.

        Raises:
            SettingsError: An option is not known or has a value that it cannot have.
        """
        known = {name: value for name, value in options.items() if value is not None}
        unknown = sorted(set(known) - set(OPTIONS), key=str)
        if unknown:
            meant = closest(str(unknown[0]), [*OPTIONS])
            hint = f"did you mean {meant!r}? The options are" if meant else "the options are"
            raise SettingsError(f"unknown option {unknown[0]!r}; {hint} {', '.join(sorted(OPTIONS))}")
        for name, value in known.items():
            type_ = OPTIONS[name].type
            if not isinstance(value, type_) or (isinstance(value, bool) and type_ is not bool):
                form = "; write a list, such as [procedures, runbooks]" if name == "collections" else ""
                raise SettingsError(f"{name} cannot be {_SHORT.repr(value)}{form}")
        values: dict[str, Any] = dict(known)
        for name, choices in (("fail_on", FailOn), ("checklists", Checklists), ("html", Html)):
            if name in values:
                try:
                    values[name] = choices(values[name])
                except ValueError as error:
                    allowed = ", ".join(choices)
                    raise SettingsError(
                        f"{name} cannot be {values[name]!r}; write one of {allowed}"
                    ) from error
        for name in ("review_days", "draft_days"):
            if known.get(name, 0) < 0:
                raise SettingsError(
                    f"{name} cannot be {known[name]}; write a number of days, or 0 for any time"
                )
        if "site_keys" in values:
            values["site_keys"] = tuple(str(key) for key in values["site_keys"])
        if "spec_links" in values:
            values["spec_links"] = {str(k): str(v) for k, v in values["spec_links"].items()}
            for pattern, url in values["spec_links"].items():
                try:
                    LinkPattern(pattern, url)
                except PatternError as error:
                    raise SettingsError(f"spec_links: {pattern!r} {error}") from error
        if "rules" in values:
            values["rules"] = _levels(values["rules"])
        if "collections" in values:
            if both := next((name for name in ("folder", "template") if known.get(name)), ""):
                raise SettingsError(f"{both} is set beside collections; write it in one of them")
            values["collections"] = tuple(map(_collection, values["collections"]))
            if not values["collections"]:
                raise SettingsError("collections is empty; list at least one folder")
        settings = cls(root=root, docs_dir=docs_dir, directory_urls=directory_urls, **values)
        for name in ("schema_dir", "docs_dir"):
            if not _is_path(getattr(settings, name)):
                raise SettingsError(f"{name} is not a path: {getattr(settings, name)!r}")
        if settings.runs and not _is_page(settings.runs):
            raise SettingsError(
                f"runs must be the path of a Markdown file below the folder, such as runs.md, "
                f"not {settings.runs!r}"
            )
        if not Path(os.path.normpath(root / settings.schema_dir)).is_relative_to(root):
            raise SettingsError(
                f"schema_dir must be within the folder of the configuration, not {settings.schema_dir!r}"
            )
        _refuse_unusable(root, settings.all_collections)
        return settings

    @property
    def all_collections(self) -> tuple[CollectionSettings, ...]:
        """The collections with normalised folders; without the option, the one of `folder` and `template`."""
        listed = self.collections or (CollectionSettings(self.folder, self.template),)
        root = self.root
        return tuple(
            replace(one, folder=Path(os.path.relpath(root / one.folder, root)).as_posix()) for one in listed
        )

    @property
    def procedure_dirs(self) -> tuple[Path, ...]:
        """The folders of the procedures."""
        return tuple(self.root / one.folder for one in self.all_collections)

    def published_folder(self, folder: str) -> str:
        """Return the folder of a collection in the sources of the site; empty for `docs_dir` itself.

        One outside of `docs_dir` is there under the last part of its name.
        """
        path = self.root / folder
        if not path.is_relative_to(self.docs_path):
            return path.name
        inner = path.relative_to(self.docs_path).as_posix()
        return "" if inner == "." else inner

    @property
    def docs_path(self) -> Path:
        """The folder of the ordinary pages."""
        return Path(os.path.normpath(self.root / self.docs_dir))

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders with the Markdown files of the site."""
        return self.docs_path, *self.procedure_dirs


OPTIONS: Mapping[str, Option] = {
    member.name: member.metadata["option"] for member in fields(Settings) if "option" in member.metadata
}
"""All options by their names, in the order of the documentation."""

LEVELS: dict[str, Severity | None] = {**{str(one): one for one in Severity}, "off": None}
"""What a rule can be set to."""


def _collection(entry: Any) -> CollectionSettings:
    """Return an entry of the option `collections`, which is a mapping or just the folder."""
    parts = {"folder": entry} if isinstance(entry, str) else entry
    names = [field.name for field in fields(CollectionSettings)]
    if not isinstance(parts, dict) or "folder" not in parts:
        raise SettingsError(f"collections: write an entry as {{folder: runbooks}}, not {_SHORT.repr(entry)}")
    for name, value in parts.items():
        if name not in names:
            meant = closest(str(name), names)
            hint = f"did you mean {meant!r}?" if meant else f"the keys are {', '.join(names)}"
            raise SettingsError(f"collections: unknown key {name!r}; {hint}")
        if not isinstance(value, str) and value is not None:
            raise SettingsError(f"collections: {name} cannot be {_SHORT.repr(value)}; write a text")
    return CollectionSettings(**{name: value or "" for name, value in parts.items()})


def _refuse_unusable(root: Path, collections: Sequence[CollectionSettings]) -> None:
    """Refuse a folder or template that is not a path, and collections that could not be told apart.

    Raises:
        SettingsError: There is one.
    """
    for number, one in enumerate(collections):
        for name, text in (("folder", one.folder), ("template", one.template)):
            if not _is_path(text):
                raise SettingsError(f"{name} is not a path: {text!r}")
        path = Path(os.path.normpath(root / one.folder))
        if path == root or not path.is_relative_to(root):
            raise SettingsError(
                f"folder must be a folder below that of the configuration, not {one.folder!r}"
            )
        for other in collections[:number]:
            nested = f"{one.folder}/", f"{other.folder}/"
            if nested[0].startswith(nested[1]) or nested[1].startswith(nested[0]):
                raise SettingsError(
                    f"collections: {other.folder} and {one.folder} overlap; use separate folders"
                )
            if one.name and one.name == other.name:
                raise SettingsError(f"collections: {other.folder} and {one.folder} have the same name")
            if not slug(path.name) or slug(path.name) == slug(PurePosixPath(other.folder).name):
                raise SettingsError(
                    f"collections: {other.folder} and {one.folder} cannot be told apart by their names; "
                    "rename one of the folders"
                )


def _is_path(text: str) -> bool:
    """Return whether the operating system can use a text as a path."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _is_page(text: str) -> bool:
    """Return whether a text is the path of a Markdown file in a folder, as MkDocs writes paths."""
    path = PurePosixPath(text)
    plain = not path.is_absolute() and str(path) == text and ".." not in path.parts
    return plain and _is_path(text) and path.suffix == ".md" and not any(c in text for c in "\\:?#")


def _levels(rules: Mapping[Any, Any]) -> dict[str, Severity | None]:
    """Return the severities of rules as a team has set them."""
    levels: dict[str, Severity | None] = {}
    for name, level in rules.items():
        if name not in RULES:
            meant = get_close_matches(str(name), RULES, n=1)
            hint = f"; did you mean {meant[0]!r}?" if meant else ""
            raise SettingsError(f"rules: there is no rule {name!r}{hint}")
        # YAML 1.1, in which MkDocs reads its settings, takes an unquoted `off` for false.
        word = "off" if level is False else level
        if not isinstance(word, str) or word not in LEVELS:
            raise SettingsError(
                f"rules: {name} cannot be {_SHORT.repr(level)}; write one of {', '.join(LEVELS)}"
            )
        levels[name] = LEVELS[word]
    return levels
