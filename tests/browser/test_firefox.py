"""Runs in Firefox: the main points, driven by Puppeteer, which speaks WebDriver BiDi with it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.browser.conftest import Served
from tests.browser.test_changing_procedures import hosts
from tests.javascript import run_node
from tests.site.sites import GOOD, procedure

FIREFOX = shutil.which("firefox-esr")
SCRIPT = Path(__file__).parent / "firefox.test.mjs"
BUILDS = {
    "good": GOOD,
    "command": GOOD.replace("kubectl get pods\n```\n\n- [ ]", "kubectl get pods -A\n```\n\n- [ ]"),
    "words": GOOD.replace("More than 1% errors", "More than 0.1% errors"),
    "hosts": hosts("web-01", "web-02", "web-03", check="Service answers"),
    "hosts-inserted": hosts("web-00", "web-01", "web-02", "web-03", check="Service answers"),
    "hosts-swapped": hosts("web-03", "web-02", check="Service answers"),
}


@pytest.mark.skipif(FIREFOX is None, reason="no firefox-esr: on Debian, scripts/chromium.sh installs it")
def test_what_a_page_says_is_true_in_firefox_as_well(empty: Served, tmp_path: Path) -> None:
    assert len(set(BUILDS.values())) == len(BUILDS)
    for name, text in BUILDS.items():
        empty.put(procedure(text))
        shutil.copytree(empty.root / "www" / "ops", tmp_path / name)
    (tmp_path / "home").mkdir()
    given = {
        "firefox": FIREFOX,
        "home": str(tmp_path / "home"),
        "url": empty.page(),
        "served": str(empty.root / "www" / "ops"),
        "builds": {name: str(tmp_path / name) for name in BUILDS},
    }
    done = run_node("--test-reporter=tap", SCRIPT, json.dumps(given))
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass 8$", done.stdout, re.M), done.stdout
