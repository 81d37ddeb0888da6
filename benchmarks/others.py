"""Other tools that check Markdown with front matter: how to install and run them.

Everything is installed in a separate folder with the ordinary clients, `npm` and `pip`. A tool that
cannot be installed is left out, and the output says so.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import BenchmarkError
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.schema import SITE_KEYS

REMARK = "remark-lint-frontmatter-schema"
MDSMITH = "mdsmith"

_REMARK_PACKAGES = ("remark-cli", "remark-frontmatter", REMARK)
_REMARK_SETTINGS = """\
import frontmatter from "remark-frontmatter";
import schema from "remark-lint-frontmatter-schema";

const schemas = { "schema/plain.schema.json": ["procedures/*.md"] };
export default { plugins: [frontmatter, [schema, { schemas }]] };
"""
_STRUCTURE = "required-structure"
"""The only mdsmith rule that is enabled: it checks front matter keys and headings against a schema."""


def install_remark(tools: Path) -> str:
    """Install remark with its plugin for front matter schemas. Return the path of its command.

    Raises:
        BenchmarkError: The installation failed.
    """
    folder = tools / "remark"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")
    _install([shutil.which("npm") or "npm", "install", *quiet, *_REMARK_PACKAGES], folder)
    return str(folder / "node_modules" / ".bin" / "remark")


def install_mdsmith(tools: Path) -> str:
    """Install mdsmith. Return the path of its command.

    Raises:
        BenchmarkError: The installation failed.
    """
    folder = tools / "mdsmith"
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    _install([str(scripts / "python"), "-m", "pip", "install", "--quiet", "mdsmith"], folder)
    return str(scripts / "mdsmith")


def _install(command: Sequence[str], folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=600)
    except (OSError, subprocess.SubprocessError) as error:
        output = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        raise BenchmarkError(output[-1] if output else "no reason given") from error


def remark_check(remark: str, folder: Path) -> list[str]:
    """Write the settings of remark to a site. Return the command that checks it.

    Its validator does not know the dialect and does not need the id of the schema, so both are removed.
    Its findings are warnings, for which `--frail` makes it fail.
    """
    schema = json.loads((folder / "schema" / "front-matter.schema.json").read_text(encoding="utf-8"))
    del schema["$schema"], schema["$id"]
    (folder / "schema" / "plain.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (folder / ".remarkrc.mjs").write_text(_REMARK_SETTINGS, encoding="utf-8")
    # Node looks for modules beside the settings that import them.
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(Path(remark).parents[1], target_is_directory=True)
    return [remark, "procedures", "--quiet", "--frail"]


def mdsmith_check(mdsmith: str, folder: Path, template: Template) -> list[str]:
    """Write the settings of mdsmith to a site. Return the command that checks it."""
    listed = subprocess.run([mdsmith, "help", "rule"], check=True, capture_output=True, text=True)
    rules = [line.split()[1] for line in listed.stdout.splitlines() if line.startswith("MDS")]
    settings = {
        "rules": {rule: False for rule in rules if rule != _STRUCTURE},
        "kinds": {"procedure": {"schema": _structure(template)}},
        "kind-assignment": [{"glob": ["procedures/*.md"], "kinds": ["procedure"]}],
    }
    # Its settings are YAML, of which JSON is a subset.
    (folder / ".mdsmith.yml").write_text(json.dumps(settings), encoding="utf-8")
    return [mdsmith, "check", "procedures"]


def _structure(template: Template) -> dict[str, Any]:
    """Return the keys and main headings of a template as an mdsmith schema, as far as it can express them."""
    keys = {
        field.key + ("?" if field.optional or field.required_from else ""): _constraint(field)
        for field in template.fields
    }
    sections: list[dict[str, Any]] = [{"heading": None}]
    for rule in template.sections:
        if rule.optional:
            sections.append({"heading": {"regex": re.escape(rule.heading), "repeat": {"min": 0, "max": 1}}})
        elif rule.kind is None:
            sections.append({"heading": rule.heading})
    return {"frontmatter": keys | {f"{key}?": "_" for key in SITE_KEYS}, "sections": sections}


def _constraint(field: Field) -> str:
    """Return the constraint on a value in CUE."""
    match field.kind:
        case FieldKind.TEXT:
            return 'string & != ""'
        case FieldKind.CHOICE:
            return " | ".join(json.dumps(choice) for choice in field.choices)
        case FieldKind.PATTERN | FieldKind.VERSION:
            return "=~" + json.dumps(f"^{field.pattern}$")
        case FieldKind.LIST:
            return "[...]"
        case FieldKind.OBJECT | FieldKind.MAP:
            return "{...}"
        case _:
            return "_"
