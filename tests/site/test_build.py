"""The build: what it fails on, what it says, and what it leaves alone."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from mkdocs.__main__ import cli as mkdocs
from mkdocs.exceptions import Abort

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.block_tree import MAX_EVENTS
from mkdocs_deploy_plugin.text import printable
from tests.mistakes.table import singles
from tests.site.sites import GOOD_ID, build_site, changed, place_of, procedure, quick_themes, write_site

BROKEN = changed(
    ("status: Approved", "status: Aproved"),
    ("- [ ] Pods are there\n", ""),
    ("The rollback is Step R.1.", "The rollback is Step R.9."),
)


PLACES = [
    place_of(BROKEN, "Aproved"),
    place_of(BROKEN, "Step R.9"),
    place_of(BROKEN, "#### Step 1.1: Look"),
]


def run_mkdocs(config: Path, *arguments: str) -> Result:
    """Run the command `mkdocs build` in this process, and leave the logger as it was."""
    logger = logging.getLogger("mkdocs")
    propagates, level = logger.propagate, logger.level
    # In one process, MkDocs says the same only once.
    builds = logging.getLogger("mkdocs.commands.build")
    try:
        with quick_themes(), patch.object(builds, "filters", []):
            return CliRunner().invoke(mkdocs, ["build", "-f", str(config), *arguments])
    finally:
        logger.propagate = propagates
        logger.setLevel(level)


def test_a_good_procedure_builds_without_a_word(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(), strict=True)
    assert not built.messages(logging.ERROR)
    assert not built.messages(logging.WARNING)
    assert "Production deployment credentials" in built.page()


def test_two_builds_at_one_time_are_equal(tmp_path: Path) -> None:
    files = procedure() | procedure(procedure_id="deploy-pay-002-cards")
    config = write_site(tmp_path, files)
    sites = []
    for seed in "12":
        environ = {**os.environ, "SOURCE_DATE_EPOCH": "1800000000", "PYTHONHASHSEED": seed}
        command = [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "-q",
            "-f",
            str(config),
            "-d",
            str(tmp_path / seed),
        ]
        subprocess.run(command, check=True, env=environ, capture_output=True)
        folder = tmp_path / seed
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        sites.append({path.relative_to(folder): path.read_bytes() for path in paths})
    assert len(sites[0]) > 20
    assert sites[0] == sites[1]


def test_a_body_that_is_too_long_is_not_built(tmp_path: Path) -> None:
    text = changed(("### Notes\n", "### Notes\n" + "- [ ] a\n" * (MAX_EVENTS // 4)))
    page = build_site(tmp_path, procedure(text), {"fail_on": "never"}).page()
    assert "The body has more than 50,000 pieces of Markdown" in page
    assert page.count("data-item=") == 0


@pytest.mark.parametrize("arguments", [(), ("-q",), ("--strict",), ("--strict", "-q")], ids=" ".join)
def test_errors_fail_the_build_and_are_all_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    config = write_site(tmp_path, procedure(BROKEN))
    result = run_mkdocs(config, *arguments)
    assert result.exit_code != 0
    assert "Traceback" not in result.stderr
    for line, column in PLACES:
        assert f"procedures/{GOOD_ID}.md:{line}:{column}: error" in result.stderr
    assert "3 errors and 0 warnings in 1 procedure" in result.stderr


def test_the_command_gives_the_same_findings(tmp_path: Path) -> None:
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(BROKEN))
    project = load_project(load_settings(tmp_path / "mkdocs.yml", tmp_path))
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs_deploy_plugin", "check"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert [one.rule for one in project.diagnostics] == ["invalid-choice", "unknown-step", "unverified-step"]
    for one in project.diagnostics:
        assert f"{one.path}:{one.span.line}:{one.span.column}: error: {one.message}" in result.stdout


def test_all_findings_of_all_files_come_in_one_run(tmp_path: Path) -> None:
    files = procedure(BROKEN) | procedure(BROKEN, "deploy-shop-002-cart")
    config = write_site(tmp_path, files)
    result = run_mkdocs(config)
    assert result.stderr.count("error: ") >= 6
    assert "6 errors" in result.stderr


def test_the_log_has_the_findings_of_the_command_in_their_order(tmp_path: Path) -> None:
    files: dict[str, str] = {}
    for number, one in enumerate(singles().values()):
        files |= procedure(one.text, f"deploy-shop-{number:03}-checkout")
    config = write_site(tmp_path, files)
    report = CliRunner().invoke(main, ["check", "--format", "json", "-f", str(config)])
    expected = [
        (
            one["severity"].upper(),
            f"{one['path']}:{one['line']}:{one['column']}: {one['severity']}: "
            f"{printable(one['message'])} [{one['rule']}]",
        )
        for one in json.loads(report.stdout)["diagnostics"]
    ]
    assert len(expected) > 300
    log = run_mkdocs(config).stderr.splitlines()
    logged = [line for line in log if " procedures: procedures/" in line]
    assert len(logged) == len(expected)
    for line, (level, headline) in zip(logged, expected, strict=True):
        assert line.startswith(level)
        assert line.partition(" procedures: ")[2].startswith(headline)


def test_a_broken_procedure_leaves_the_last_good_site(tmp_path: Path) -> None:
    build_site(tmp_path, procedure())
    before = (tmp_path / "site" / "index.html").read_bytes()
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(BROKEN))
    assert (tmp_path / "site" / "index.html").read_bytes() == before
    assert (tmp_path / "site" / "procedures" / GOOD_ID / "index.html").exists()


WARNED = changed(("Paid orders a minute.", "Paid orders a minute.\n\n<!-- procedures:metdata -->"))


def test_warnings_pass_but_fail_strict(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(WARNED))
    (message,) = built.messages(logging.WARNING)
    assert "[unknown-directive]" in message
    config = tmp_path / "mkdocs.yml"
    assert run_mkdocs(config).exit_code == 0
    assert run_mkdocs(config, "-q").exit_code == 0
    assert run_mkdocs(config, "--strict").exit_code != 0
    assert run_mkdocs(config, "--strict", "-q").exit_code != 0


def test_fail_on_warning_lowers_the_bar(tmp_path: Path) -> None:
    config = write_site(tmp_path, procedure(WARNED), {"fail_on": "warning"})
    assert run_mkdocs(config, "-q").exit_code != 0


def test_fail_on_never_publishes_with_the_findings_at_the_top(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(BROKEN), {"fail_on": "never"}, strict=True)
    article = built.article()
    assert article.index('data-generated="findings"') < article.index('id="overview"')
    assert "3 findings in this procedure" in article
    for line, column in PLACES:
        assert f"Line {line}, column {column}" in article


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"---\nid: x\n---\n\xff\n", "not-utf8"),
        (b"---\nid: x\n\n# Title\n\n## Overview\n\nText here.\n\n---\n", "unclosed-front-matter"),
        (b"+++\nid = 1\n+++\n", "toml-front-matter"),
        (b"", "no-front-matter"),
    ],
)
def test_fail_on_never_publishes_even_what_cannot_be_read(tmp_path: Path, content: bytes, rule: str) -> None:
    built = build_site(tmp_path, {f"procedures/{GOOD_ID}.md": content}, {"fail_on": "never"})
    assert rule in built.article()


def test_serving_shows_the_findings_and_goes_on(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(BROKEN), command="serve")
    assert "3 findings in this procedure" in built.article()
    assert len(built.messages(logging.ERROR)) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"fail_on": "sometimes"}, "fail_on"),
        ({"folder": "../elsewhere"}, "folder"),
        ({"template": "missing.md"}, "missing.md"),
        ({"spec_links": {"(": "x"}}, "spec_links"),
    ],
)
def test_settings_that_cannot_be_used_are_said_in_one_line(
    tmp_path: Path, options: dict[str, object], words: str
) -> None:
    result = run_mkdocs(write_site(tmp_path, procedure(), options))
    assert result.exit_code != 0
    assert words in result.stderr
    assert "Traceback" not in result.stderr


def test_no_procedures_are_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = {f"runbooks/{GOOD_ID}.md": changed()}
    message = f"procedures: No procedures found in {tmp_path / 'procedures'}, which is not a folder."
    assert build_site(tmp_path, files).messages(logging.WARNING) == [message]
    assert build_site(tmp_path, files, command="serve").messages(logging.WARNING) == [message]
    assert not build_site(tmp_path, files, {"fail_on": "never"}, strict=True).messages(logging.WARNING)
    before = pages(tmp_path / "site")
    for options, strict in (({}, True), ({"fail_on": "warning"}, False)):
        with pytest.raises(Abort):
            build_site(tmp_path, files, options, strict=strict)
        assert caplog.records[-1].getMessage() == message
    assert pages(tmp_path / "site") == before


def pages(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".gz"
    }


AWKWARD = """# Page

**Verification:**
- [ ] one
  - two
<!-- a comment -->

Step 2.1 of deploy-shop-001-checkout, `deploy-shop-001-checkout#step-2.1`, ~~struck~~.

| a | b |
|---|---|
| 1 | 2 |
"""


def test_a_site_without_procedures_is_not_changed_by_a_byte(tmp_path: Path) -> None:
    files = {"docs/page.md": AWKWARD, "docs/page.css": "p {}\n"}
    without = build_site(tmp_path / "a", files, plugin=False)
    with_plugin = build_site(tmp_path / "b", files)
    assert pages(with_plugin.folder) == pages(without.folder)


def test_without_procedures_only_a_page_that_asks_for_them_is_changed(tmp_path: Path) -> None:
    asking = AWKWARD.replace("<!-- a comment -->", "<!-- procedures:catalog -->")
    files = {"docs/page.md": AWKWARD, "docs/asking.md": asking}
    without = pages(build_site(tmp_path / "a", files, plugin=False).folder)
    changed = pages(build_site(tmp_path / "b", files).folder)
    assert without.keys() == changed.keys()
    different = [path for path in without if without[path] != changed[path]]
    # The index of the search is the same: what is generated is left out of it.
    assert different == ["asking/index.html"]
    assert b"No procedures found." in changed["asking/index.html"]
