"""Tests of the rules about parameters; the patterns are held to what the page makes of them."""

from __future__ import annotations

import json
import random
import subprocess

import pytest

from mkdocs_deploy_plugin.checking.parameters import MOST, secret_in
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template.parameter_patterns import named_signs, pattern_problem
from tests.javascript import ROOT, node
from tests.rows import each_row
from tests.unit.samples import GOOD, check, replaced

RELEASE = r"  release: {description: Tag to deploy, example: v4.2.0, pattern: 'v\d+\.\d+\.\d+'}"


def with_parameters(text: str) -> str:
    return replaced(GOOD, RELEASE, text)


SECRETS = """
    password db_password password_prod password2 old_passwd passphrase client_secret secrets token api_token
    token_2 csrf_token credentials aws_creds api_key apikey stripe_api_key private_key ssh_private_key
    signing_key secret_access_key access_key encryption_key jwt bearer bearer_token secret_value
    """
NO_SECRETS = """
    key keys public_key primary_key ssh_key_name secret_name secret_version token_count max_tokens
    token_ttl_seconds password_file password_policy has_password credentials_path access_key_id api_key_id
    secrets_manager_arn tokenizer monkey keystone secretary passwords_count vault_token_path
    number_of_tokens tokens_per_minute_limit compass auth_url
    """


@each_row("name", SECRETS.split())
def test_a_secret(name: str) -> None:
    assert secret_in(name)
    (found,) = check(with_parameters(f"{RELEASE}\n  {name}: {{description: x}}"))
    assert (found.rule, found.span.line, found.pointer) == (
        "secret-parameter",
        19,
        f"/front_matter/parameters/{name}",
    )


@each_row("name", NO_SECRETS.split())
def test_no_secret(name: str) -> None:
    assert secret_in(name) == ""
    assert check(with_parameters(f"{RELEASE}\n  {name}: {{description: x}}")) == []


def test_a_page_knows_so_many_parameters() -> None:
    shards = "".join(f"\n  shard_{n}: {{description: Host}}" for n in range(1, MOST))
    assert check(with_parameters(RELEASE + shards)) == []
    more = "\n  one_more: {description: x}\n  another: {description: x}"
    (found,) = check(with_parameters(RELEASE + shards + more))
    assert (found.rule, found.pointer) == ("too-large", "/front_matter/parameters/one_more")
    assert (found.span.line, found.span.column, found.span.end_column) == (118, 3, 11)
    assert found.message == "The procedure has 102 parameters; a page supports at most 100"
    assert found.help == "Remove parameters that you do not need, or split the procedure."


GOOD_PATTERNS = [
    ("v[0-9]+", "v12"), ("v[0-9]+", "xv12"), ("v[0-9]+", "v12x"), (r"v\d+\.\d+", "v1.2"), ("a$|b", "a"),
    (r"\d+", "٣"), ("a|b", "b"), ("^a$", "a"), ("^(a|b)c$", "bc"), (r"[\w.-]+", "a-b"), ("a^b", "ab"),
    (r"[a-z][a-z0-9-]{0,9}", "shop-2"), ("(?:ab)+", "abab"), ("a{2}", "aa"), ("a{2,}", "aaa"), ("()", "a"),
    ("a{0,2}", "aaa"), ("a?b*?", "abb"), ("a|", "a"), (".", "x"), ("[^a]", "b"), ("[-a]", "-"), ("[a-]", "-"),
    (r"\p{L}+", "é"), (r"[\p{L} ]+", "é a"), (r"a\/b", "a/b"), (r"[a\-z]", "-"), ("[a-z0-9-_]", "-"),
    (r"v(1|2)(\.3)?", "v2.3"), ("[A-Z]{3}-[0-9]{1,6}", "OPS-12"), (r"[\]]", "]"), ("[&~]", "~"),
    (r"v\d+(\.\d+)*", "v1.2.3"), ("[a-z0-9]+([._-][a-z0-9]+)*", "a-b.c"), ("([^/]+/)*[^/]+", "a/b/c"),
    (r"(\d{1,3}\.){3}\d{1,3}", "10.0.0.1"), (r"\d{1,3}(\.\d{1,3}){3}", "10.0.0.1"), ("[a-z]+(,[a-z]+)*", "a"),
    (r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[\dA-Za-z.-]+)?", "1.20.3-rc.1"), (".*-.*-.*", "a-b-c"),
    (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", "2026-11-03T01:00"), ("(eu|us)(,(eu|us)){0,9}", "eu,us,eu"),
]  # fmt: skip
BAD_PATTERNS = [
    "[a", "(a", "a)", "a)|(b", "*a", "a**", "a{2,1}", "a{", "{", "}", "]", r"a\-b", r"\_", r"\1", r"(a)\1",
    "(?=a)a", "(?!b)a", "(?<=a)b", "(?<n>a)", "[z-a]", r"[\w-z]", r"[a-\d]", r"[\_]", r"\bab", "a\\", "(|",
    "?", "(*)", "a{2}{3}", "(?i)a", "(?#x)a", "[]", "[^]", "[[a]", "[a&&b]", r"\p{Nope}", r"\p{Greek}",
]  # fmt: skip
SLOW_PATTERNS = [
    "(a+)+$", "(a|a)*b", "(a|ab)*c", "(a*)*b", "(a?){99}b", "a?" * 30 + "b", "(a|a)" * 30, "a*a*a*a*b",
    "(-a*a*)*b", "(-a?a?)*b", "(-a+)*a", "(a+-?)*b", "(.+-)*b", "(a{1,99}){1,99}b", "(a|a){25}b",
]  # fmt: skip


def said_by_the_page(cases: list[tuple[str, str]], signs: str = "") -> list[str]:
    """Return what the page says about values of patterns."""
    code = (
        'import { valueProblem } from "./mkdocs_deploy_plugin/assets/run/values.js";'
        'let all = ""; for await (const part of process.stdin) all += part;'
        f"const signs = {json.dumps(signs)};"
        "const said = JSON.parse(all).map(([pattern, value]) =>"
        '  valueProblem({ name: "x", pattern, signs }, value));'
        "process.stdout.write(JSON.stringify(said));"
    )
    done = subprocess.run(
        [node(), "--input-type=module", "-e", code],
        cwd=ROOT,
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    said: list[str] = json.loads(done.stdout)
    return said


def random_cases() -> list[tuple[str, str]]:
    """Return patterns that can be used, made of pieces at random, each with a value."""
    pieces = [piece for pattern, _ in GOOD_PATTERNS for piece in (pattern, pattern[1:], pattern[:-1])]
    pieces += [*BAD_PATTERNS, *"ab-.1()()|*+?", "[ab]", r"\w", "{2}", "{0,9}", "{1,}"]
    chance = random.Random(1)
    drawn = ("".join(chance.choices(pieces, k=chance.randint(1, 5))) for _ in range(20_000))
    usable = [pattern for pattern in drawn if pattern and not pattern_problem(pattern)]
    return [(pattern, "".join(chance.choices("ab-.1é/&~_^v", k=chance.randint(1, 6)))) for pattern in usable]


def test_the_page_makes_the_same_of_patterns() -> None:
    assert [pattern for pattern, _ in GOOD_PATTERNS if pattern_problem(pattern)] == []
    cases = [*GOOD_PATTERNS, *random_cases()]
    assert len(cases) > 2_000
    for (pattern, value), said in zip(cases, said_by_the_page(cases), strict=True):
        assert "cannot be checked" not in said, pattern
        assert ("does not match" in said) is not matches(pattern, value), (pattern, value)


def test_patterns_that_the_page_cannot_use() -> None:
    assert [pattern for pattern in BAD_PATTERNS if not pattern_problem(pattern)] == []


def test_patterns_that_would_hang_a_browser() -> None:
    problems = {pattern_problem(pattern) for pattern in SLOW_PATTERNS}
    assert problems == {"its repeats may take a browser too long to match"}


def test_what_is_accepted_takes_a_browser_no_time() -> None:
    """This ends: of the patterns above, each alone would keep it busy for hours."""
    values = [f"{part * 198}"[:198] + "!" for part in ("a", "ab", "-a", "1.", "a1-.")]
    cases = [(pattern, value) for pattern, _ in [*GOOD_PATTERNS, *random_cases()] for value in values]
    assert all(said_by_the_page(cases))


NAMED = [
    (r"v\d+\.\d+", ""), ("[a-z ]+", " "), ("a;b", ";"), (r"a\|b", "|"), ("a|b", ""), ("(a)", ""),
    (r"\(a\)", "()"), ("[$(]+", "$("), ("[^;]+", ""), ("[^;]+;", ";"), ("[!-~]+", ""), ("[!-/~]+", "~"),
    (r"[\w\W]+", ""), (r"\s.", ""), (r"\p{L}{2}", ""), (r"[\p{L}&]", "&"), (r"\\", "\\"), ("[a-]", ""),
    ("[a-z0-9-_]+", ""), (r"[\]\\]", r"\]"), ("[a^]", "^"), ("-?[0-9]+", "-"), ("^-a", "-"), ("a-b", ""),
    ("^[-0-9]+$", "-"), ("(?:-a|b)", "-"), (r"[\-a]", "-"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "signs"), NAMED)
def test_signs_that_a_pattern_names(pattern: str, signs: str) -> None:
    assert pattern_problem(pattern) == ""
    assert named_signs(pattern) == signs


def test_every_sign_can_be_named() -> None:
    for sign in " '\"`$&|;<>(){}[]*?!#~^\\":
        escape = "\\" if sign in "$|(){}[]*?^\\" else ""
        for pattern in (f"a{escape}{sign}b", f"[ab{escape}{sign}]+"):
            assert named_signs(pattern) == sign
            assert said_by_the_page([(pattern, f"a{sign}b")], sign) == [""]


@pytest.mark.parametrize("pattern", ["(a+)+$", "((a{1,999}){1,999}){1,999}"])
def test_a_pattern_that_takes_long_is_a_finding(pattern: str) -> None:
    (found,) = check(
        with_parameters(f"  release: {{description: x, example: {'a' * 60}b, pattern: '{pattern}'}}")
    )
    assert (found.rule, found.pointer) == ("invalid-value", "/front_matter/parameters/release/pattern")
    assert found.message == (
        'The pattern of "release" cannot be used: its repeats may take a browser too long to match'
    )


def test_a_pattern_that_is_too_long_is_no_pattern() -> None:
    assert check(with_parameters(f"  release: {{description: x, pattern: '{'a' * 300}'}}")) == []
    (found,) = check(with_parameters(f"  release: {{description: x, pattern: '{'a' * 301}'}}"))
    assert (found.rule, found.pointer) == ("invalid-value", "/front_matter/parameters/release/pattern")
