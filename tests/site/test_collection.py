"""Which files of a site are procedures: any ending, any link, and nothing that was not checked."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from tests.site.sites import GOOD, GOOD_ID, build_site, changed

FOLDERS = pytest.mark.parametrize("folder", ["procedures", "docs/procedures"])

ENDINGS = ("md", "MD", "Md", "markdown", "MARKDOWN", "mdown", "mkd", "mkdn", "mkdown", "mdwn", "mdx")


@FOLDERS
def test_every_markdown_ending_is_that_of_a_procedure(tmp_path: Path, folder: str) -> None:
    ids = {f"deploy-shop-{number:03}-checkout": ending for number, ending in enumerate(ENDINGS, 1)}
    files = {f"{folder}/{name}.{ending}": GOOD.replace(GOOD_ID, name) for name, ending in ids.items()}
    built = build_site(
        tmp_path, {**files, f"{folder}/index.markdown": "# Ours\n"}, {"folder": folder}, strict=True
    )
    for name in ids:
        assert "data-item" in built.article(name)
    assert {path.suffix for path in (built.folder / "procedures").rglob("*") if path.is_file()} == {
        ".html",
        ".csv",
    }
    assert "Ours" in built.read("procedures/index.html")


@FOLDERS
@pytest.mark.parametrize("ending", ["MD", "markdown"])
def test_no_ending_hides_a_finding(
    tmp_path: Path, folder: str, ending: str, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = changed(("status: Approved", "status: Aproved"))
    with pytest.raises(Abort):
        build_site(tmp_path, {f"{folder}/{GOOD_ID}.{ending}": wrong}, {"folder": folder})
    assert f"{folder}/{GOOD_ID}.{ending}:4:9: error" in caplog.text


@FOLDERS
@pytest.mark.parametrize("other", ["MD", "markdown"])
def test_two_files_for_one_page_stop_the_build(
    tmp_path: Path, folder: str, other: str, caplog: pytest.LogCaptureFixture
) -> None:
    files = {f"{folder}/{GOOD_ID}.{ending}": GOOD for ending in ("md", other)}
    with pytest.raises(Abort):
        build_site(tmp_path, files, {"folder": folder, "fail_on": "never"})
    names = rf"{folder}/{GOOD_ID}\.\w+"
    assert re.search(rf"procedures: {names} and {names} are both published as procedures/", caplog.text)


@FOLDERS
def test_a_linked_folder_is_read_as_mkdocs_reads_it(tmp_path: Path, folder: str) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "linked").symlink_to(tmp_path / "shared")
    (tmp_path / folder / "again").symlink_to(tmp_path / "shared")
    built = build_site(tmp_path, {}, {"folder": folder}, strict=True)
    assert "data-item" in built.read(f"procedures/again/{GOOD_ID}/index.html")
    assert not built.messages(logging.WARNING)
