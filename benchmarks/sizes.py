"""Measure what a reader loads: the generated pages of large sites, and the pictures of procedures.

Run it with `python -m benchmarks.sizes`. No site is built: the content of each page is converted as a host
does it, without what the theme puts around it (Material: 14 kB).
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import tostring

from markdown import Markdown

from benchmarks.generate import plans, procedure
from mkdocs_deploy_plugin.catalog.entries import entries
from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from mkdocs_deploy_plugin.hosts.zensical import Site
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.rendering.generated_files import generated_pages
from mkdocs_deploy_plugin.rendering.page import ProcedurePage
from mkdocs_deploy_plugin.rendering.texts import ScriptTexts
from mkdocs_deploy_plugin.settings import Settings

TARGET = 1_000_000
"""The target for each page of 5,000 procedures, in bytes."""

TODAY = date(2026, 11, 23)

_OPTIONS = {
    "folder": "docs/procedures",
    "spec_links": {r"PRD-(\d+)": "https://specs.example/prd/{1}"},
    "review_days": 0,
}


class Size(NamedTuple):
    """The bytes of a page, and those of the page with gzip."""

    raw: int
    packed: int


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count",
        type=int,
        nargs="*",
        default=[1000, 5000],
        help="numbers of procedures (default: 1000 5000)",
    )
    counts = parser.parse_args().count
    columns = []
    for count in counts:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            columns.append(measured(site(Path(folder), count)))
        print(f"{count} procedures: {time.monotonic() - began:.0f} s", file=sys.stderr)
    print(f"| bytes, with gzip | {' | '.join(f'{count:,}' for count in counts)} | target |")
    print(f"|---|{'---|' * len(counts)}---|")
    for name in columns[-1]:
        sizes = [column[name] for column in columns if name in column]
        met = "met" if sizes[-1].raw <= TARGET else "missed"
        cells = [
            f"{column[name].raw:,}, {column[name].packed:,}" if name in column else "" for column in columns
        ]
        print(f"| {name} | {' | '.join(cells)} | {TARGET:,}: {met} |")


def site(folder: Path, count: int) -> Site:
    """Write procedures, and read them."""
    procedures = folder / "docs" / "procedures"
    procedures.mkdir(parents=True)
    everything = plans(count)
    for plan in everything:
        (procedures / f"{plan.id}.md").write_text(procedure(plan, everything), encoding="utf-8")
    settings = Settings.from_mapping(folder, _OPTIONS)
    project = load_project(settings, today=TODAY)
    return Site(
        project,
        entries(project, TODAY),
        {one.path.removeprefix("docs/"): one for one in project.catalog},
        {page.path: path for path, page in generated_pages(project)},
        ScriptTexts.of(project),
    )


def measured(site: Site) -> Mapping[str, Size]:
    """Return the sizes of the largest page of each sort, and of pictures."""
    sizes: dict[str, Size] = {}
    for name, text in pages(site):
        html = text.encode()
        sizes[name] = max(sizes.get(name, Size(0, 0)), Size(len(html), len(gzip.compress(html, 9))))
    drawn = [picture for path in site.procedures if (picture := picture_of(site, path))]
    packed = [len(gzip.compress(one, 9)) for one in drawn]
    sizes["largest picture"] = Size(max(map(len, drawn)), max(packed))
    sizes["mean picture"] = Size(round(statistics.mean(map(len, drawn))), round(statistics.mean(packed)))
    return sizes


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the sort and the content of each generated page."""
    for path, page in generated_pages(site.project):
        name = page.path.removesuffix("index.md").strip("/").removesuffix(".md") or "catalog"
        sort, _, part = name.partition("/")
        source = page.text.split("---\n", 2)[2]
        html = Markdown(extensions=[ProceduresExtension(site.page(path))]).convert(source)
        yield f"{sort}, largest {'part' if part.isdigit() else 'page'}" if part else sort, html


def picture_of(site: Site, path: str) -> bytes:
    """Return the picture of a procedure with its caption; empty if it has none."""
    page = site.page(path)
    assert isinstance(page, ProcedurePage)
    around = page.related.around(page.procedure)
    return b"" if around is None else tostring(around, encoding="utf-8", method="html")


if __name__ == "__main__":
    main()
