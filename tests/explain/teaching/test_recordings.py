"""Every refusal that a real cluster gave is explained, in both languages, by a sentence of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubecourse.engine.api.errors import ApiError, Cause
from kubecourse.explain.language import LANGUAGES
from kubecourse.explain.mistakes import mistake
from tests.conformance.replay import load

RECORDINGS = Path(__file__).parents[2] / "conformance" / "recordings"
#: words that were not kept in the recording, so that there is nothing to explain
NOT_KEPT = ("<varies>", "")


def refusals() -> Iterator[tuple[str, Any, str]]:
    """Scenario and verb, the error as the server gave it or the text that kubectl printed, and the manifest."""
    for path in sorted(RECORDINGS.glob("*/*.yaml")):
        for step in load(path).get("steps", ()):
            verb, result = next(iter(step)), step.get("result")
            if not isinstance(result, dict) or result.get("message") in NOT_KEPT:
                continue
            given = step.get("stdin", "") if verb == "kubectl" else step[verb]
            text = (
                given if isinstance(given, str) else yaml.safe_dump_all(given if isinstance(given, list) else [given])
            )
            if result.get("exit"):
                yield f"{path.stem}/kubectl", result["stderr"], text
            elif result.get("code", 200) >= 400:
                causes = tuple(Cause(c.get("field"), c["reason"], c["message"]) for c in result.get("causes") or ())
                kind = result["message"].split('"')[0].split(".")[0].strip() if causes else ""
                details = {"kind": kind}
                error = ApiError(result.get("reason") or "", result["message"], causes=causes, details=details)
                yield f"{path.stem}/{verb}", error, text


@cache
def taught() -> dict[tuple[str, str], list[tuple[str, Any]]]:
    return {
        (lang, str(index) + " " + name): [(name, mistake(error, lang, text=text))]
        for lang in LANGUAGES
        for index, (name, error, text) in enumerate(refusals())
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nearly_every_refusal_has_an_explanation_of_its_own(lang: str) -> None:
    all_ = [one for (spoken, _), found in taught().items() if spoken == lang for one in found]
    plain = [f"{name}: {found.message[:120]}" for name, found in all_ if not found.points]
    print(f"{lang}: {len(all_) - len(plain)} of {len(all_)} are explained; the rest:", *plain, sep="\n  ")
    assert len(all_) > 500 and len(plain) <= len(all_) * 0.02, plain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_thing_that_is_refused_at_once_is_explained_in_its_order(lang: str) -> None:
    found = mistake(
        ApiError(
            "Invalid",
            "…",
            causes=(
                Cause("spec.containers[0].ports[0].containerPort", "FieldValueInvalid",
                      "Invalid value: 99999: must be between 1 and 65535, inclusive"),
                Cause("spec.restartPolicy", "FieldValueNotSupported",
                      'Unsupported value: "Siempre": supported values: "Always", "OnFailure", "Never"'),
                Cause("spec.containers[0].image", "FieldValueRequired", "Required value"),
            ),
        ),
        lang,
    )  # fmt: skip
    assert [point.field.rpartition(".")[2] for point in found.points] == ["containerPort", "restartPolicy", "image"]
    assert "99999" in found.points[0].says and "Always" in found.points[1].says and "nginx" in found.points[2].says
    assert found.hint.startswith("1. ") and "\n3. " in found.hint


def test_both_languages_say_it_in_their_own_words() -> None:
    by_case: dict[str, dict[str, list[str]]] = {}
    for (lang, case), [(_, found)] in taught().items():
        by_case.setdefault(case, {})[lang] = [point.says for point in found.points]
    for case, said in by_case.items():
        assert len(said["es"]) == len(said["en"]), case
        assert not set(said["es"]) & set(said["en"]), (case, said)
        for sentence in (*said["es"], *said["en"]):
            assert sentence.count("{") == sentence.count("}") and "  " not in sentence, sentence
