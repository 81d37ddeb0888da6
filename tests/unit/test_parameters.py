"""Tests of the rules about parameters; the patterns are held to what the page makes of them."""

from __future__ import annotations

import json
import subprocess

from mkdocs_deploy_plugin.checking.parameter_patterns import matches, pattern_problem
from mkdocs_deploy_plugin.checking.parameters import MOST, secret_in
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
    assert found.message == "This is parameter 101 of 102, and a page knows no more than 100"
    assert found.help == "Remove what is no parameter, or split the procedure."


GOOD_PATTERNS = [
    ("v[0-9]+", "v12"), ("v[0-9]+", "xv12"), ("v[0-9]+", "v12x"), ("v[0-9]+", ""), (r"v\d+\.\d+", "v1.2"),
    (r"\d+", "٣"), ("a|b", "b"), ("^a$", "a"), ("^(a|b)c$", "bc"), (r"[\w.-]+", "a-b"), ("", ""), ("", "x"),
    (r"[a-z][a-z0-9-]{0,9}", "shop-2"), ("(?:ab)+", "abab"), ("a{2}", "aa"), ("a{2,}", "aaa"), ("()", ""),
    ("a{0,2}", "aaa"), ("a?b*?", "abb"), ("a|", ""), (".", "x"), (".", "\n"), ("[^a]", "b"), ("[-a]", "-"),
    (r"\p{L}+", "é"), (r"[\p{L} ]+", "é a"), (r"a\/b", "a/b"), (r"[a\-z]", "-"), (r"[\x41]", "A"),
    ("(a+)+", "a" * 40 + "b"), (r"v(1|2)(\.3)?", "v2.3"), ("[A-Z]{3}-[0-9]{1,6}", "OPS-12"), (r"[\]]", "]"),
]  # fmt: skip
BAD_PATTERNS = [
    ("[a", "a"), ("(a", "a"), ("a)", "a"), ("*a", "a"), ("a**", "a"), ("a{2,1}", "a"), ("a{", "a{"),
    ("{", "{"), ("}", "}"), ("]", "]"), (r"a\-b", "a-b"), (r"\_", "_"), (r"\1", ""), (r"(a)\1", "aa"),
    ("(?=a)a", "a"), ("(?!b)a", "a"), ("(?<=a)b", "b"), ("(?<n>a)", "a"), ("[z-a]", "a"), (r"[\w-z]", "a"),
    (r"[\_]", "_"), ("a$|b", "a"), ("a^b", "ab"), (r"\bab", "ab"), (r"\x41", "A"), (r"\u0041", "A"),
    ("a\\", "a"), ("(|", ""), ("?", ""), ("(*)", ""), ("a{2}{3}", "aaaaaa"), ("(?i)a", "A"), ("(?#x)a", "a"),
]  # fmt: skip


def test_the_page_makes_the_same_of_patterns() -> None:
    code = (
        'import { matches } from "./mkdocs_deploy_plugin/assets/run/pattern.js";'
        'let all = ""; for await (const part of process.stdin) all += part;'
        "const told = JSON.parse(all).map(([pattern, value]) => matches(pattern, value));"
        "process.stdout.write(JSON.stringify(told));"
    )
    done = subprocess.run(
        [node(), "--input-type=module", "-e", code],
        cwd=ROOT,
        input=json.dumps(GOOD_PATTERNS + BAD_PATTERNS),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    answers = json.loads(done.stdout)
    for (pattern, value), answer in zip(GOOD_PATTERNS, answers, strict=False):
        assert pattern_problem(pattern) == ""
        assert matches(pattern, value) is answer, (pattern, value)
    assert not any(answers[len(GOOD_PATTERNS) :])
    assert all(pattern_problem(pattern) for pattern, _ in BAD_PATTERNS)


def test_a_pattern_that_takes_long_elsewhere_takes_none_here() -> None:
    text = with_parameters(f"  release: {{description: x, example: {'a' * 60}b, pattern: '(a+)+'}}")
    assert [one.rule for one in check(text)] == ["parameter-example"]
    text = with_parameters("  release: {description: x, example: a, pattern: '((a{1,999}){1,999}){1,999}'}")
    assert check(text) == []  # too much to tell


def test_a_pattern_that_is_too_long_is_no_pattern() -> None:
    assert check(with_parameters(f"  release: {{description: x, pattern: '{'a' * 300}'}}")) == []
    (found,) = check(with_parameters(f"  release: {{description: x, pattern: '{'a' * 301}'}}"))
    assert (found.rule, found.pointer) == ("invalid-value", "/front_matter/parameters/release/pattern")
