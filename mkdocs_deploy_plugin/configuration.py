"""Find and read the configuration of a site without its host, and know which of its files is not read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.settings import OPTIONS, Settings, SettingsError

CONFIG_NAMES = ("properdocs.yml", "properdocs.yaml", "mkdocs.yml", "mkdocs.yaml", "zensical.toml")
"""Names that hosts give the configuration. The first that exists is read, in the order of ProperDocs.

ProperDocs reads `mkdocs.yml` only where there is no file of its own. So does Zensical, but a team that
tries it out has a `zensical.toml` beside the `mkdocs.yml` in use.
"""

MAX_BYTES = 2_000_000
"""Maximum size of a configuration file."""

NAME = "procedures"
"""The name of the plugin in the configuration."""

LISTED_TWICE = "the plugin is listed twice; list it once, with several folders as collections"
"""What is wrong with a configuration that lists the plugin twice."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of a site, and where they come from.

    Attributes:
        settings: The settings.
        path: The file that was read, or None if there is none.
        inherited: The files that it inherits from.
        lists_plugin: Whether the file lists the plugin.
        unread: Other configurations of the site that were not read.
    """

    settings: Settings
    path: Path | None = None
    inherited: tuple[Path, ...] = ()
    lists_plugin: bool = False
    unread: tuple[Path, ...] = ()


def load_settings(config: Path | None, start: Path) -> Settings:
    """Return the settings of a configuration, or the defaults for a folder that has none.

    The host is not imported, so that checking stays quick. Its tags (`!ENV`, `!!python/name:`) are
    read as nothing, and `INHERIT` is followed.

    Raises:
        SettingsError: The file cannot be read, or its settings cannot be used.
    """
    return _read(config, start).settings


def find_configuration(start: Path) -> Configuration:
    """Read the nearest configuration, in a folder or above it; see `load_settings`.

    Raises:
        SettingsError: The file cannot be read, or its settings cannot be used.
    """
    paths = [*_configs(start)]
    if not paths:
        return _read(None, start)
    nearest, *others = paths
    configuration = _read(nearest, start)
    if configuration.lists_plugin:  # A site within a site is usual; two configurations in one folder are not.
        others = [path for path in others if path.parent == nearest.parent]
    return replace(
        configuration, unread=tuple(path for path in others if path not in configuration.inherited)
    )


def read_configuration(config: Path) -> Configuration:
    """Read a configuration; see `load_settings`.

    Raises:
        SettingsError: The file cannot be read, or its settings cannot be used.
    """
    return _read(config, config.parent)


def _configs(start: Path) -> Iterator[Path]:
    """Yield the configurations in a folder and above it, the nearest first."""
    for folder in (start, *start.parents):
        for name in CONFIG_NAMES:
            if os.path.isfile(folder / name):  # does not raise for a folder that cannot be entered
                yield folder / name


def _read(config: Path | None, start: Path) -> Configuration:
    if config is None:
        return Configuration(Settings.from_mapping(start, {}))
    inherited: list[Path] = []
    data = _read_yaml(config, inherited)
    docs_dir = data.get("docs_dir")
    # What MkDocs would take from the environment is not known here.
    named = docs_dir if isinstance(docs_dir, str) and docs_dir else "docs"
    directory_urls = data.get("use_directory_urls") is not False
    options = _plugin_options(data)
    settings = Settings.from_mapping(config.parent, options or {}, named, directory_urls)
    return Configuration(settings, config, tuple(inherited), options is not None)


class _ConfigLoader(yaml.SafeLoader):
    """Reads YAML without running anything that its tags name."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return the value of a node. PyYAML raises various errors for impossible dates and numbers."""
        try:
            return super().construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, TypeError, ArithmeticError) as error:
            raise ConstructorError(None, None, "this value cannot be read", node.start_mark) from error


_ConfigLoader.add_multi_constructor("", lambda loader, suffix, node: None)


def _read_yaml(path: Path, inherited: list[Path]) -> dict[str, Any]:
    """Read a file and those that it inherits from, which are added to a list."""
    try:
        content = read_file(path, MAX_BYTES)
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be read: {error.strerror}") from error
    except ValueError as error:  # a path with a null byte
        raise SettingsError(f"{path.name!r} is not a path") from error
    if len(content) > MAX_BYTES:
        raise SettingsError(f"{path.name} cannot be read: it is larger than {MAX_BYTES:,} bytes")
    try:
        text = content.decode("utf-8-sig")
        data = _read_toml(text, path) if path.suffix == ".toml" else yaml.load(text, Loader=_ConfigLoader)  # noqa: S506
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path.name} cannot be read: it is not UTF-8") from error
    except RecursionError as error:
        raise SettingsError(f"{path.name} cannot be read: it is nested too deeply") from error
    except yaml.YAMLError as error:
        problem = " ".join(str(error).replace('"<unicode string>"', path.name).split())
        raise SettingsError(f"{path.name} cannot be read: {problem}") from error
    if not isinstance(data, dict):
        return {}
    parent = data.pop("INHERIT", None)
    if isinstance(parent, str) and len(inherited) < 10:
        inherited.append(Path(os.path.normpath(path.parent / parent)))
        return _merged(_read_yaml(inherited[-1], inherited), data)
    return data


def _read_toml(text: str, path: Path) -> Any:
    """Return the settings in a `zensical.toml`, with its extensions as the plugins that it does not have.

    Zensical makes pages again when the options of an extension change, and takes no notice of a plugin's.

    Raises:
        SettingsError: The text is not TOML.
    """
    import tomllib  # only Zensical's configuration needs it

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error
    project = data.get("project", data)
    return {**project, "plugins": project.get("markdown_extensions")} if isinstance(project, dict) else {}


def _merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """Put one mapping over another as MkDocs does for `INHERIT`: mappings join, all else is replaced."""
    merged = dict(parent)
    for key, value in child.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _plugin_options(config: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the options of the plugin, or None if it is not listed. `plugins` is a list or a mapping."""
    plugins = config.get("plugins")
    entries = plugins if isinstance(plugins, list) else [plugins]
    listed = [entry for entry in entries if entry == NAME or (isinstance(entry, dict) and NAME in entry)]
    if not listed:
        return None
    if len(listed) > 1:
        raise SettingsError(LISTED_TWICE)
    for entry in entries:
        for key in entry if isinstance(entry, dict) else ():
            # In a mapping the other keys are plugins, but an entry of a list has only one key.
            if key in OPTIONS or (isinstance(plugins, list) and entry in listed and key != NAME):
                raise SettingsError(f"the option {key} of procedures is not indented below `procedures:`")
    options = listed[0][NAME] if isinstance(listed[0], dict) else None
    if options is None:
        return {}
    if not isinstance(options, dict):
        raise SettingsError("the options of the plugin procedures are not a mapping")
    return options
