"""The committed description is the code's own, nothing is taken away from it, its examples fit."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from scripts.openapi import FILE, Json, described, taken_away, text_of

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def committed() -> Json:
    schema: Json = json.loads((ROOT / FILE).read_text("utf-8"))
    return schema


@pytest.fixture
def changed(committed: Json) -> Json:
    return copy.deepcopy(committed)


def test_it_is_the_code_s_own(committed: Json) -> None:
    assert text_of(described()) == text_of(committed), "run `make openapi`"


def _shape(schema: Json, name: str) -> Json:
    shape: Json = schema["components"]["schemas"][name]
    return shape


def _drop_path(schema: Json) -> None:
    del schema["paths"]["/v1/search"]


def _drop_status(schema: Json) -> None:
    del schema["paths"]["/v1/search"]["get"]["responses"]["504"]


def _drop_parameter(schema: Json) -> None:
    schema["paths"]["/v1/search"]["get"]["parameters"].pop()


def _need_parameter(schema: Json) -> None:
    new = {"name": "lang", "in": "query", "required": True, "schema": {"type": "string"}}
    schema["paths"]["/v1/search"]["get"]["parameters"].append(new)


def _drop_field(schema: Json) -> None:
    del _shape(schema, "Answer")["properties"]["status"]


def _change_field(schema: Json) -> None:
    _shape(schema, "Locator")["properties"]["page"] = {"type": "string"}


def _need_field(schema: Json) -> None:
    _shape(schema, "Filters")["required"] = ["kinds"]


def _loosen_field(schema: Json) -> None:
    _shape(schema, "Citation")["required"].remove("quote")


def _drop_choice(schema: Json) -> None:
    _shape(schema, "Status")["enum"].remove("partial")


def _drop_inner_choice(schema: Json) -> None:
    _shape(schema, "Notice")["properties"]["kind"]["enum"].remove("conflict")


def _drop_shape(schema: Json) -> None:
    del schema["components"]["schemas"]["Notice"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_drop_path, "GET /v1/search is gone"),
        (_drop_status, "GET /v1/search no longer gives 504"),
        (_drop_parameter, "GET /v1/search no longer takes the parameter cursor"),
        (_need_parameter, "GET /v1/search now needs the parameter lang"),
        (_drop_field, "Answer.status is gone"),
        (_change_field, "Locator.page is of another kind"),
        (_need_field, "Filters.kinds must now be sent"),
        (_loosen_field, "Citation.quote may now be missing"),
        (_drop_choice, "Status no longer has partial"),
        (_drop_inner_choice, "Notice.kind is of another kind"),
        (_drop_shape, "the shape Notice is gone"),
    ],
)
def test_what_is_taken_away_is_named(
    committed: Json, changed: Json, change: Callable[[Json], None], said: str
) -> None:
    change(changed)
    assert taken_away(committed, changed) == [said]


def test_what_is_added_is_fine(committed: Json, changed: Json) -> None:
    changed["paths"]["/v1/new"] = changed["paths"]["/v1/search"]
    _shape(changed, "Answer")["properties"]["more"] = {"type": "string"}
    _shape(changed, "Status")["enum"].append("other")
    _shape(changed, "Notice")["properties"]["kind"]["enum"].append("other")
    _shape(changed, "Answer")["description"] = "Other words."
    assert taken_away(committed, changed) == []


def test_every_example_is_as_its_schema_says(committed: Json) -> None:
    seen = 0
    problems = committed["components"]["examples"]
    for schema, example in _examples(committed["paths"]):
        whole = {**schema, "components": committed["components"]}
        if isinstance(example, dict) and "$ref" in example:
            example = problems[example["$ref"].rpartition("/")[2]]["value"]
        Draft202012Validator(whole).validate(example)
        seen += 1
    assert seen > 100


def _examples(part: Any) -> Any:
    if isinstance(part, list):
        for each in part:
            yield from _examples(each)
    elif isinstance(part, dict):
        if "schema" in part:
            yield from (
                (part["schema"], each.get("value", each))
                for each in part.get("examples", {}).values()
            )
            if "example" in part:
                yield part["schema"], part["example"]
        else:
            for each in part.values():
                yield from _examples(each)
