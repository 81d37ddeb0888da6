"""Style sheets and scripts in a built site: names with a hash of the content, and source maps."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from pathlib import Path

import mkdocs_deploy_plugin
from mkdocs_deploy_plugin import __version__
from tests.site.sites import GOOD_ID, Built, build_site, procedure

PACKAGE = Path(mkdocs_deploy_plugin.__file__).parent
FOLDER = "assets/procedures"
NAME = re.compile(r"(?:run|catalog|procedures|search)\.([0-9a-f]{8})\.(css|js|js\.map)")


def files_of(built: Built) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((built.folder / FOLDER).iterdir())}


def test_names_have_a_hash_of_the_content(tmp_path: Path) -> None:
    files = files_of(build_site(tmp_path, procedure(), strict=True))
    kinds = [re.sub(r"\.[0-9a-f]{8}\.", ".", name) for name in files]
    assert sorted(kinds) == [
        "catalog.css", "catalog.js", "catalog.js.map", "procedures.css", "run.js", "run.js.map",
        "search.js", "search.js.map",
    ]  # fmt: skip
    for name, content in files.items():
        match = NAME.fullmatch(name)
        assert match is not None, name
        assert match[1] == hashlib.sha256(content).hexdigest()[:8]


def test_a_page_asks_for_the_files_that_are_there(good: Built) -> None:
    page = good.folder / "procedures" / GOOD_ID / "index.html"
    wanted = re.findall(rf'(?:href|src)="([^"]*{FOLDER}/[^"]*)"', good.page())
    names = {(page.parent / address).resolve().name for address in wanted}
    assert names == {name for name in files_of(good) if not name.endswith(".map")}
    assert all((page.parent / address).resolve().parent == good.folder / FOLDER for address in wanted)


def test_files_say_what_they_are(good: Built) -> None:
    for name, content in files_of(good).items():
        banner = f"/*! mkdocs-deploy-plugin {__version__} | MIT */\n".encode()
        assert content.startswith(banner) is not name.endswith(".map"), name


def test_source_maps_are_found_and_hold_the_modules(good: Built) -> None:
    files = files_of(good)
    scripts = {name: content.decode() for name, content in files.items() if name.endswith(".js")}
    for name, script in scripts.items():
        last = script.splitlines()[-1]
        source_map = json.loads(files[last.removeprefix("//# sourceMappingURL=")])
        assert f"{name.split('.')[0]}/main.js" in source_map["sources"]
        for source, text in zip(source_map["sources"], source_map["sourcesContent"], strict=True):
            assert re.fullmatch(r"(?:run|catalog|search)/(?:page/)?[a-z_]+\.js", source), source
            assert text == (PACKAGE / "assets" / source).read_text(encoding="utf-8")


def test_source_maps_are_no_pages(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(), strict=True)
    assert built.messages(logging.WARNING) == []
    for path in ("index.html", "sitemap.xml", "search/search_index.json"):
        assert ".map" not in built.read(path)


def test_equal_sites_have_equal_files(tmp_path: Path) -> None:
    one, other = (build_site(tmp_path / name, procedure()) for name in ("one", "other"))
    assert files_of(one) == files_of(other)
    assert one.page() == other.page()
