"""Diagnostics for machines: JSON of our own, and SARIF."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gancompile.compiler import compile_file, compile_text
from gancompile.compiler.diagnostics.explanation import explanations
from gancompile.compiler.diagnostics.json_format import json_text
from gancompile.compiler.diagnostics.sarif import sarif_text

BASE = explanations()["GC0203"]


def log(compilation: Any) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(sarif_text(compilation.diagnostics))
    assert made["version"] == "2.1.0"
    (run,) = made["runs"]
    assert run["tool"]["driver"]["name"] == "gancompile"
    return dict(run)


def test_nothing_to_tell_is_told_as_well() -> None:
    assert json.loads(json_text(())) == {"errors": 0, "warnings": 0, "diagnostics": []}
    run = json.loads(sarif_text(()))["runs"][0]
    assert run["results"] == []
    assert run["tool"]["driver"]["rules"] == []


def test_json_has_all_that_a_person_is_told() -> None:
    told = json.loads(json_text(compile_text(BASE.wrong, name="a.yaml").diagnostics))
    (one,) = told["diagnostics"]
    assert (told["errors"], told["warnings"]) == (1, 0)
    assert (one["code"], one["severity"], one["file"]) == ("GC0203", "error", "a.yaml")
    line = BASE.wrong.splitlines()[one["line"] - 1]
    assert line[one["column"] - 1 : one["end_column"] - 1] == "unit"
    assert one["label"] == "did you mean `units`?"


def test_a_result_points_at_its_place() -> None:
    run = log(compile_text(BASE.wrong, name="some folder/ä.yaml"))
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "some%20folder/%C3%A4.yaml"
    region = place["region"]
    line = BASE.wrong.splitlines()[region["startLine"] - 1]
    assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "unit"
    assert region["endLine"] == region["startLine"]
    assert (result["ruleId"], result["level"]) == ("GC0203", "error")
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_rule_is_the_code_with_its_page() -> None:
    run = log(compile_text(BASE.wrong))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["id"] == "GC0203"
    assert rule["shortDescription"]["text"] == BASE.title
    assert run["results"][0]["ruleIndex"] == 0


def test_causes_are_related_locations() -> None:
    run = log(compile_text(explanations()["GC0402"].wrong))
    (result,) = run["results"]
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "this gives [64]"
    assert related["physicalLocation"]["region"]["startLine"]


def test_the_way_into_the_spec_is_told(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(BASE.wrong)
    (tmp_path / "spec.yaml").write_text("extends: base.yaml\ngancompile: 1\nname: mine\n")
    (result,) = log(compile_file(tmp_path / "spec.yaml"))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == (tmp_path / "base.yaml").as_uri()
    assert [one["message"]["text"].endswith("is extended here") for one in result["relatedLocations"]] == [True]


@pytest.mark.parametrize("page", explanations().values(), ids=lambda page: page.code)
def test_every_format_takes_every_diagnostic(page: Any) -> None:
    found = compile_text(page.wrong).diagnostics
    assert len(json.loads(json_text(found))["diagnostics"]) == len(found)
    assert len(json.loads(sarif_text(found))["runs"][0]["results"]) == len(found)


def test_an_override_has_no_file() -> None:
    (result,) = log(compile_text(BASE.right, overrides=("data.batsh=3",)))["results"]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "--set data.batsh=3"
    assert "physicalLocation" not in result["locations"][0]


def test_a_file_that_cannot_be_read_has_no_region(tmp_path: Path) -> None:
    (result,) = log(compile_file(tmp_path / "none.yaml"))["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    (one,) = json.loads(json_text(compile_file(tmp_path / "none.yaml").diagnostics))["diagnostics"]
    assert one["line"] is None
