"""Content keys and the reasons why they change."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest

from mezz.plan.code import forget
from mezz.plan.key import keyed, reason
from mezz.plan.stage import Cost, Stage

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = Stage(
    id="sample/train",
    verb="sample",
    params={"world": {"kind": "kepler", "eccentricity": (0.0, 0.95)}, "split": "train"},
    inputs=(),
    modules=("mezz.diag.span",),
    libraries=("numpy",),
    spec_path=("world",),
)
ACT = Stage(
    id="act/train",
    verb="act",
    params={"symmetry": {"turns": 5, "product": [{"kind": "a"}, {"kind": "b", "n": 2}]}},
    inputs=("sample/train",),
    modules=("mezz.diag.code",),
    libraries=(),
    spec_path=("symmetry",),
)
FIT = replace(
    ACT, id="fit/0", verb="fit", params={"steps": 10}, inputs=("sample/train", "act/train")
)


def keys(*stages: Stage, **content: str) -> list[str]:
    """Return the keys of stages, in their order."""
    return [one.key for one in keyed(stages, content).values()]


def ingredients(*stages: Stage) -> dict[str, Any]:
    """Return the ingredients of the last stage."""
    return list(keyed(stages, {}).values())[-1].ingredients


def set_param(stage: Stage, **params: Any) -> Stage:
    return replace(stage, params={**stage.params, **params})


def test_a_key_is_the_digest_of_canonical_json() -> None:
    (key,) = keys(SAMPLE)
    assert re.fullmatch("[0-9a-f]{64}", key)


def test_the_id_the_place_in_the_spec_and_the_cost_leave_no_trace() -> None:
    moved = replace(SAMPLE, id="elsewhere", spec_path=("base", 0), cost=Cost(flops=1e9))
    assert keys(moved) == keys(SAMPLE)


def test_the_order_of_parameters_leaves_no_trace() -> None:
    turned = replace(SAMPLE, params=dict(reversed(SAMPLE.params.items())))
    assert keys(turned) == keys(SAMPLE)


@pytest.mark.parametrize(
    "changed",
    [
        replace(SAMPLE, verb="act"),
        set_param(SAMPLE, split="test"),
        set_param(SAMPLE, seed=None),
        replace(SAMPLE, modules=("mezz.diag.code",)),
        replace(SAMPLE, modules=()),
        replace(SAMPLE, libraries=("pydantic",)),
        replace(SAMPLE, libraries=()),
    ],
)
def test_everything_that_decides_a_result_enters_its_key(changed: Stage) -> None:
    assert keys(changed) != keys(SAMPLE)


def test_the_content_of_outside_data_enters_the_key() -> None:
    first, second, none, empty = (
        keyed([SAMPLE], content)["sample/train"].key
        for content in ({"sample/train": "aa"}, {"sample/train": "bb"}, {}, {"sample/train": ""})
    )
    assert len({first, second, none}) == 3
    assert none == empty


def test_a_change_reaches_what_depends_on_it_and_nothing_else() -> None:
    old = keyed([SAMPLE, ACT, FIT], {})
    new = keyed([SAMPLE, set_param(ACT, symmetry={"turns": 6}), FIT], {})
    assert [id_ for id_ in old if new[id_].key != old[id_].key] == ["act/train", "fit/0"]


def test_the_order_of_inputs_enters_the_key() -> None:
    turned = replace(FIT, inputs=FIT.inputs[::-1])
    assert keys(SAMPLE, ACT, turned)[-1] != keys(SAMPLE, ACT, FIT)[-1]


def test_stages_may_come_in_any_order_and_are_returned_in_it() -> None:
    turned = keyed([FIT, ACT, SAMPLE], {})
    straight = keyed([SAMPLE, ACT, FIT], {})
    assert list(turned) == ["fit/0", "act/train", "sample/train"]
    assert turned == straight


def test_ingredients_are_flat_and_named_as_in_the_spec() -> None:
    sampled, acted = keyed([SAMPLE, ACT], {"sample/train": "aa"}).values()
    digest = sampled.ingredients["code.mezz.diag.span"]
    assert sampled.ingredients == {
        "verb": "sample",
        "params.world.kind": "kepler",
        "params.world.eccentricity": [0.0, 0.95],
        "params.split": "train",
        "content": "aa",
        "code.mezz.diag": sampled.ingredients["code.mezz.diag"],
        "code.mezz.diag.span": digest,
        "library.numpy": version("numpy"),
    }
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert acted.ingredients["params.symmetry.product.1.n"] == 2
    assert acted.ingredients["input.sample/train"] == sampled.key


def test_ingredients_are_the_same_after_a_round_trip_through_json() -> None:
    told = ingredients(SAMPLE, ACT)
    assert json.loads(json.dumps(told)) == told


@pytest.mark.parametrize("bad", [math.nan, math.inf, 2**53, {1, 2}, [0.0, math.nan]])
def test_a_parameter_without_canonical_json_is_refused_by_name(bad: object) -> None:
    with pytest.raises(ValueError, match=r"stage sample/train, params\.world\.rate"):
        keyed([set_param(SAMPLE, world={"rate": bad})], {})


def test_the_largest_exact_integer_is_taken() -> None:
    assert keys(set_param(SAMPLE, seed=2**53 - 1)) != keys(set_param(SAMPLE, seed=2**53 - 2))


def test_unknown_inputs_circles_and_repeated_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="sample/train is an input"):
        keyed([ACT], {})
    with pytest.raises(ValueError, match="cycle"):
        keyed([replace(SAMPLE, inputs=("act/train",)), ACT], {})
    with pytest.raises(ValueError, match="same id"):
        keyed([SAMPLE, SAMPLE], {})


def test_a_library_that_is_not_installed_is_said_so() -> None:
    missing = ingredients(replace(SAMPLE, libraries=("no-such-distribution",)))
    assert missing["library.no-such-distribution"] is None
    there = {**missing, "library.no-such-distribution": "1.2"}
    assert reason(there, missing) == "no-such-distribution not installed -> 1.2"


def test_without_a_last_time_it_never_ran() -> None:
    assert reason(ingredients(SAMPLE), None) == "never run before"


def test_with_the_same_ingredients_the_artifact_is_gone() -> None:
    assert reason(ingredients(SAMPLE), ingredients(SAMPLE)) == "artifact missing or damaged"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ({"params.symmetry.turns": 5}, {"params.symmetry.turns": 6}, "symmetry.turns: 5 -> 6"),
        ({}, {"params.fit.lr": 0.003}, "fit.lr: default -> 0.003"),
        ({"params.fit.schedule": "constant"}, {}, "fit.schedule: constant -> default"),
        ({"params.on": ["e", "M"]}, {"params.on": ["M"]}, 'on: ["e", "M"] -> ["M"]'),
        ({"params.a": True}, {"params.a": 1}, "a: true -> 1"),
        ({"verb": "act"}, {"verb": "encode"}, "verb: act -> encode"),
        (
            {"code.mezz.worlds.kepler": "a"},
            {"code.mezz.worlds.kepler": "b"},
            "mezz.worlds.kepler changed",
        ),
        ({}, {"code.mezz.worlds.kepler": "b"}, "code mezz.worlds.kepler added"),
        ({"code.mezz.worlds.kepler": "b"}, {}, "code mezz.worlds.kepler removed"),
        ({"library.numpy": "2.3"}, {"library.numpy": "2.4"}, "numpy 2.3 -> 2.4"),
        ({}, {"library.numpy": "2.4"}, "library numpy added"),
        ({"content": "a"}, {"content": "b"}, "content changed"),
        ({}, {"content": "b"}, "content added"),
        ({"input.sample/train": "a"}, {"input.sample/train": "b"}, "input sample/train changed"),
        ({"input.sample/train": "a"}, {}, "input sample/train removed"),
    ],
)
def test_a_reason_goes_down_to_the_field(
    old: dict[str, Any], new: dict[str, Any], words: str
) -> None:
    assert reason(new, old) == words


def test_causes_in_the_stage_come_before_its_inputs_and_many_are_counted() -> None:
    old = {"input.a": "1", "library.numpy": "1", "code.m": "1", "content": "1", "params.x": 1}
    new = {"input.a": "2", "library.numpy": "2", "code.m": "2", "content": "2", "params.x": 2}
    assert reason(new, old) == "x: 1 -> 2; content changed; m changed; and 2 more"


def test_long_values_are_cut() -> None:
    words = reason({"params.x": "b" * 100}, {"params.x": 1})
    assert words == f"x: 1 -> {'b' * 37}..."


def test_inputs_in_another_order_are_said_so() -> None:
    turned = replace(FIT, inputs=FIT.inputs[::-1])
    words = reason(ingredients(SAMPLE, ACT, turned), ingredients(SAMPLE, ACT, FIT))
    assert words == "its inputs come in another order"


def test_the_reason_names_the_module_that_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tinyplugin"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "world.py").write_text("from tinyplugin import rates\n", encoding="utf-8")
    (folder / "rates.py").write_text("RATE = 1\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    stage = replace(SAMPLE, modules=("tinyplugin.world",))
    forget()
    old = keyed([stage], {})["sample/train"]
    (folder / "rates.py").write_text("RATE = 2\n", encoding="utf-8")
    forget()
    new = keyed([stage], {})["sample/train"]
    assert new.key != old.key
    assert reason(new.ingredients, old.ingredients) == "tinyplugin.rates changed"


def test_making_keys_imports_no_heavy_library() -> None:
    code = (
        "import sys; from mezz.plan.code import code_digests; import mezz.plan.key;"
        "code_digests('mezz.cache.artifact');"
        "print(sorted({'numpy', 'torch', 'zarr', 'scipy', 'mezz.cache'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
