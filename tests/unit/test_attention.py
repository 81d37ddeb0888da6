"""Tests of what needs attention, and of what git knows about it."""

from __future__ import annotations

import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.catalog.attention import (
    Attention,
    Limits,
    needs_attention,
    unfinished_statuses,
)
from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.history import History, read_history
from mkdocs_deploy_plugin.catalog.relations import Relations
from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from tests.unit.samples import TODAY, collections, read

LIMITS = Limits(TODAY, 365, 90)


def procedure(name: str, *more: str) -> Document:
    head = "\n".join((f"id: deploy-x-001-{name}", f"title: The {name}", *more))
    return read(f"---\n{head}\n---\n", f"procedures/deploy-x-001-{name}.md")


def found(
    *documents: Document,
    limits: Limits = LIMITS,
    template: Template | None = None,
    changed: dict[str, date] | None = None,
) -> Attention:
    catalog = Catalog(documents, collections=collections(template))
    history = History({f"procedures/deploy-x-001-{name}.md": day for name, day in (changed or {}).items()})
    return needs_attention(catalog, Relations(catalog), limits, history)


def names(concerns: object) -> list[tuple[str, int]]:
    return [(one.procedure.id[-1], one.days) for one in concerns]  # type: ignore[attr-defined]


def test_reviews_are_overdue_as_the_check_says() -> None:
    documents = [
        procedure("a", "status: Approved", "reviewed: 2025-11-20", "approver: X"),
        procedure("b", "status: Approved", "reviewed: 2025-11-19", "approver: X"),
        procedure("c", "status: Approved", "reviewed: 2024-11-19", "approver: X"),
        procedure("d", "status: Retired", "reviewed: 2001-01-01"),
        procedure("e", "status: Approved", "reviewed: 2025-02-30", "approver: X"),
        procedure("f", "status: Approved", "approver: X"),
    ]
    assert names(found(*documents).overdue) == [("c", 731), ("b", 366)]
    assert found(*documents).overdue[0].since == date(2024, 11, 19)
    assert found(*documents, limits=Limits(TODAY, 0, 90)).overdue == ()


def test_the_last_sign_of_life_of_what_is_unfinished_counts() -> None:
    documents = [
        procedure("a", "status: Draft", "approver: X"),
        procedure("b", "status: In Review", "approver: X", "reviewed: 2026-01-01"),
        procedure("c", "status: Draft", "approver: X", "reviewed: 2026-11-01"),
        procedure("d", "status: Draft", "approver: X"),
        procedure("e", "status: Approved", "approver: X"),
        procedure("f", "status: Draft", "approver: X"),
    ]
    old = date(2026, 6, 1)
    answer = found(*documents, changed={"a": old, "b": date(2025, 1, 1), "c": old, "e": old, "f": TODAY})
    assert names(answer.unfinished) == [("b", 323), ("a", 172)]
    assert answer.ageless == 1
    assert found(*documents, limits=Limits(TODAY, 365, 0), changed={"a": old}).unfinished == ()
    assert names(found(documents[0], changed={"a": date(2026, 8, 22)}).unfinished) == []
    assert names(found(documents[0], changed={"a": date(2026, 8, 21)}).unfinished) == [("a", 91)]


def test_what_is_retired_and_needed_names_who_needs_it() -> None:
    answer = found(
        procedure("a", "status: Retired"),
        procedure("b", "status: Approved", "approver: X", "depends_on: [deploy-x-001-a]"),
        procedure("c", "status: Retired", "depends_on: [deploy-x-001-a, deploy-x-001-d]"),
        procedure("d", "status: Retired"),
    )
    (one,) = answer.retired
    assert one.procedure.id == "deploy-x-001-a"
    assert one.others == ("deploy-x-001-b",)


def test_nobody_approves_what_names_nobody() -> None:
    answer = found(
        procedure("a", "status: Draft"),
        procedure("b", "status: Draft", "approver: ''"),
        procedure("c", "status: Draft", "approver: X"),
        procedure("d", "status: Retired"),
        read("# Nothing\n", "procedures/deploy-x-001-e.md"),
    )
    assert names(answer.unapproved) == [("a", 0), ("b", 0)]
    assert answer
    assert not found(procedure("c", "status: Approved", "approver: X"))


def team(*replaced: tuple[str, str]) -> Template:
    text = builtin_template().text
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return load_template("team.md", text.encode())


def test_what_the_template_has_no_field_or_mark_for_needs_no_attention() -> None:
    documents = [
        procedure("a", "status: Retired", "reviewed: 2001-01-01"),
        procedure("b", "status: Approved", "depends_on: [deploy-x-001-a]", "reviewed: 2001-01-01"),
    ]
    assert found(*documents)
    marks = (" (in force at Approved)", ""), (" (retired at Retired)", "")
    approver = ('approver: "[Deployment Lead/DevOps Lead]"', 'owner: "[Name]"')
    bare = team(*marks, approver)
    assert not found(*documents, template=bare)
    assert unfinished_statuses(bare) == ("Draft",)
    assert unfinished_statuses(builtin_template()) == ("Draft", "In Review")


class Repository:
    """A repository of git with days of one's own choice."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True)
        self.git("init", "-q")

    def git(self, *arguments: str, day: str = "2026-01-01") -> None:
        who = {"NAME": "N", "EMAIL": "n@x.example", "DATE": f"{day}T12:00:00Z"}
        own = {f"GIT_{role}_{name}": value for role in ("AUTHOR", "COMMITTER") for name, value in who.items()}
        environment = os.environ | own | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
        subprocess.run(["git", *arguments], cwd=self.root, env=environment, check=True, capture_output=True)

    def commit(self, day: str, **files: str) -> None:
        for name, text in files.items():
            path = self.root / "site" / "procedures" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"On {day}", day=day)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "r")


def test_git_knows_the_last_change_of_each_file(repository: Repository) -> None:
    repository.commit("2026-01-01", **{"a ü": "1", "b": "1", "c": "1"})
    repository.commit("2026-02-01", b="2")
    repository.git("mv", "site/procedures/c.md", "site/procedures/d.md")
    repository.commit("2026-03-01")
    (repository.root / "site" / "procedures" / "new.md").write_text("1")
    history = read_history(repository.root / "site", ["procedures"])
    assert not history.shallow
    assert history.changed["procedures/a ü.md"] == date(2026, 1, 1)
    assert history.changed["procedures/b.md"] == date(2026, 2, 1)
    assert history.changed["procedures/d.md"] == date(2026, 3, 1)
    assert "procedures/new.md" not in history.changed


def test_a_checkout_that_is_cut_off_says_so(repository: Repository, tmp_path: Path) -> None:
    repository.commit("2026-01-01", a="1")
    repository.commit("2026-02-01", b="1")
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.root}", str(tmp_path / "c"))
    history = read_history(tmp_path / "c" / "site", ["procedures"])
    assert history.shallow
    assert history.changed["procedures/a.md"] == date(2026, 2, 1)


def test_without_git_nothing_is_known(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_history(tmp_path, ["procedures"]) == History()
    assert read_history(repository.root, ["procedures"]) == History()
    assert read_history(tmp_path / "nowhere", ["procedures"]) == History()
    repository.commit("2026-01-01", a="1")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert read_history(repository.root / "site", ["procedures"]) == History()
    slow = tmp_path / "bin" / "git"
    slow.write_text("#!/bin/sh\nprintf 'fatal: \\377 nothing'; exit 128\n")
    slow.chmod(0o755)
    assert read_history(repository.root / "site", ["procedures"]) == History()


def test_a_hook_of_another_repository_changes_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository(tmp_path / "other")
    other.commit("2020-01-01", a="1")
    repository.commit("2026-01-01", a="1")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    history = read_history(repository.root / "site", ["procedures"])
    assert history.changed == {"procedures/a.md": date(2026, 1, 1)}


def test_a_project_asks_git_only_where_something_is_unfinished(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "---\nid: deploy-x-001-a\ntitle: T\nstatus: {}\napprover: X\n---\n"
    repository.commit("2026-01-01", **{"deploy-x-001-a": text.format("Draft")})
    settings = Settings(root=repository.root / "site")
    project = load_project(settings, today=TODAY)
    assert [(one.since, one.days) for one in project.attention.unfinished] == [(date(2026, 1, 1), 323)]
    repository.commit("2026-01-01", **{"deploy-x-001-a": text.format("Approved")})
    monkeypatch.setattr("mkdocs_deploy_plugin.catalog.history.read_history", None)
    assert not load_project(settings, today=TODAY).attention
