"""Two validators for the same schema (JSON Schema 2020-12), each used for what it does best.

jsonschema-rs answers one question quickly: is a document valid? Only an invalid document pays for
`jsonschema`, whose error tree, stable for years, says what is wrong and where.

Both match `pattern` and `format` with the same engine, in linear time, so a template's pattern can
neither hang the check nor mean two things. The tests compare the verdicts of both, and those of
`jsonschema` with its own patterns and formats.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from mkdocs_deploy_plugin.checking.violation import Violation


def validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Return the validator that decides whether a document is valid."""
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, pattern_options=jsonschema_rs.RegexOptions()
    )


def violations(schema: dict[str, Any], data: dict[str, Any]) -> Iterator[Violation]:
    """Yield the violations of an invalid document."""
    for error in _explainer()(schema).iter_errors(data):
        yield Violation.of(error, schema)


@cache
def _explainer() -> Any:
    """Return the validator class that explains violations. Importing it takes longer than most checks."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    def required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
        # Like the library's own keyword, except that each error carries the one name that is missing.
        for name in names if isinstance(instance, dict) else ():
            if name not in instance:
                yield ValidationError(f"{name!r} is missing", validator_value=[name])

    def same_engine(keyword: str) -> Any:
        def check(_: Any, value: str, instance: Any, __: Any) -> Iterator[ValidationError]:
            if isinstance(instance, str) and not _leaf(keyword, value).is_valid(instance):
                yield ValidationError(f"{instance!r} does not match the {keyword} {value!r}")

        return check

    keywords = {"required": required, "pattern": same_engine("pattern"), "format": same_engine("format")}
    return extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]


@cache
def _leaf(keyword: str, value: str) -> jsonschema_rs.Draft202012Validator:
    return validator({keyword: value})
