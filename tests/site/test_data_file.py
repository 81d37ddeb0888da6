"""The file `procedures.json` of a site."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.template import builtin_template
from tests.site.sites import GOOD, GOOD_ID, build_site, changed, procedure

SCHEMA = Draft202012Validator(
    catalog_schema(builtin_template()), format_checker=Draft202012Validator.FORMAT_CHECKER
)
CART = "deploy-shop-002-cart"


@pytest.mark.parametrize("directory_urls", [True, False])
def test_the_site_and_the_command_give_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, directory_urls: bool
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763625600")
    files = {**procedure(), **procedure(GOOD, CART)}
    built = build_site(tmp_path, files, use_directory_urls=directory_urls)
    text = built.read("procedures.json")
    data = json.loads(text)
    assert [error.message for error in SCHEMA.iter_errors(data)] == []
    assert data["generated"] == "2025-11-20T08:00:00Z"
    assert [one["id"] for one in data["procedures"]] == [GOOD_ID, CART]
    for one in data["procedures"]:
        page = built.folder / one["url"]
        assert (page / "index.html" if directory_urls else page).is_file()
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["export"]).stdout_bytes.decode() == text


def test_procedures_that_do_not_fit_are_marked(tmp_path: Path) -> None:
    files = {**procedure(), **procedure(changed(("status: Approved", "status: Done")), CART)}
    data = json.loads(build_site(tmp_path, files, {"fail_on": "never"}).read("procedures.json"))
    assert [error.message for error in SCHEMA.iter_errors(data)] == []
    assert [(one["id"], one["valid"]) for one in data["procedures"]] == [(GOOD_ID, True), (CART, False)]


def test_a_site_without_procedures_has_no_such_file(tmp_path: Path) -> None:
    built = build_site(tmp_path, {})
    assert not (built.folder / "procedures.json").exists()


def test_a_file_of_the_site_s_own_is_kept(tmp_path: Path) -> None:
    built = build_site(tmp_path, {**procedure(), "docs/procedures.json": "[]"})
    assert built.read("procedures.json") == "[]"
    (message,) = built.messages(logging.WARNING)
    assert message.endswith("has a file procedures.json already; that with the procedures is left out.")
