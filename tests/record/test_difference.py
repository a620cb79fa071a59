"""What differs between runs."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats

from mezz.record.difference import (
    Parameter,
    Side,
    arms_apart,
    from_where_they_differ,
    judged_apart,
    parameters,
    shared,
    unpaired,
    values_of,
)
from mezz.record.model import ArmRecord, Interval, Metric, Metrics, Provenance


def interval(value: float, error: float | None = None, degrees: float | None = None) -> Interval:
    return Interval(value=value, standard_error=error, degrees=degrees)


def metrics(unit: str = "1", **gaps: Interval) -> Metrics:
    arms = tuple(
        ArmRecord(
            name=name,
            question="?",
            metrics=(
                Metric(
                    measure="gap",
                    unit=unit,
                    direction="lower",
                    estimate=found,
                    by_seed=(found.value,),
                ),
            ),
        )
        for name, found in gaps.items()
    )
    return Metrics(
        name="n",
        run="r",
        confidence=0.9,
        seeds=(0, 1),
        unit="row",
        error_unit="1",
        outputs=("y",),
        sizes={"test": 10},
        views="exact",
        K="exact",
        symmetry="C_2",
        arms=arms,
        criteria=(),
        guards=(),
    )


def differing(*resolved: dict[str, Any]) -> dict[str, tuple[str | None, ...]]:
    return {p.path: p.values for p in parameters([Side("x", one) for one in resolved])}


def test_only_what_differs_is_named_and_a_list_is_one_value() -> None:
    first = {"teacher": {"K": 3, "fit": {"steps": 10}}, "arms": [1, 2], "same": 1}
    second = {"teacher": {"K": "exact", "fit": {"steps": 10}}, "arms": [1], "same": 1}
    assert differing(first, second) == {"teacher.K": ("3", "exact"), "arms": ("[1, 2]", "[1]")}


def test_names_and_descriptions_are_no_parameters() -> None:
    assert differing({"name": "a", "title": "b", "about": "c"}, {"name": "d", "tags": ["e"]}) == {}


def test_a_parameter_that_is_not_given_is_told_from_one_that_is_but_not_from_null() -> None:
    assert differing({"a": 1}, {"b": None}) == {"a": ("1", None)}


def provenance(mezz: str = "1", **data: str) -> Provenance:
    return Provenance(
        mezz=mezz,
        python="3",
        platform="p",
        processor="q",
        threads=1,
        device="cpu",
        libraries={"torch": "2"},
        started="now",
        command="mezz run",
        spec_digest="d",
        data=data,
    )


def test_data_that_changed_under_one_spec_is_a_difference_between_runs() -> None:
    runs = [Side("a", {"k": 1}, provenance=provenance(table=one)) for one in ("12ab", "34cd")]
    assert parameters(runs) == (Parameter("provenance.data.table", ("12ab", "34cd")),)
    versions = [Side("a", {"k": 1}, provenance=provenance(one)) for one in ("1", "2")]
    assert parameters(versions) == (Parameter("provenance.mezz", ("1", "2")),)


def test_a_spec_has_no_provenance_that_could_differ() -> None:
    assert parameters([Side("a", {"k": 1}), Side("b", {"k": 1}, provenance=provenance())]) == ()


def test_what_makes_the_judged_rows_others_is_told_from_what_does_not() -> None:
    paths = ("teacher.K", "world.test", "world.kind", "provenance.data.table", "provenance.mezz")
    assert judged_apart([Parameter(path, ("1", "2")) for path in paths]) == ("world", "data")


def test_arms_that_not_every_run_has_are_named_once() -> None:
    one, two = interval(1.0), interval(2.0)
    runs = [metrics(teacher=one, student=two), metrics(teacher=one, other=two), metrics(other=one)]
    assert arms_apart(runs) == ("teacher", "student", "other")
    assert arms_apart(runs[:1] * 2) == ()


def test_long_values_are_shown_from_where_they_part() -> None:
    long = "student.gap <= 0.5 * teacher.gap, student.error <= "
    parted = from_where_they_differ((f"{long}1.1", f"{long}1.2", None), 40)
    assert parted == ("...rror <= 1.1", "...rror <= 1.2", None)
    for alike in (("a", "b"), ("x" * 60, "y" * 60), ("short", None), (long, long[:15])):
        assert from_where_they_differ(alike, 40) == alike


def test_an_empty_block_is_a_value() -> None:
    assert values_of({"a": {}, "b": {"c": []}}) == {"a": {}, "b.c": []}


def test_three_specs_are_compared_at_once() -> None:
    assert differing({"k": 1}, {"k": 1}, {"k": 2}) == {"k": ("1", "1", "2")}


def test_an_unpaired_difference_is_that_of_welch() -> None:
    found = unpaired(interval(3.0, 0.3, 4), interval(1.0, 0.4, 9), 0.95)
    assert found.value == 2.0
    assert found.standard_error == pytest.approx(0.5)
    degrees = 0.25**2 / (0.09**2 / 4 + 0.16**2 / 9)  # Welch 1947
    assert found.degrees == pytest.approx(degrees)
    reach = stats.t.ppf(0.975, degrees) * 0.5
    assert found.lower == pytest.approx(2 - reach)
    assert found.upper == pytest.approx(2 + reach)
    assert found.method == "unpaired"


def test_an_exact_count_differs_without_an_interval() -> None:
    found = unpaired(interval(5.0), interval(2.0, 0.1), 0.95)
    assert (found.value, found.lower, found.upper) == (3.0, None, None)


def test_without_degrees_of_freedom_the_interval_is_that_of_a_normal() -> None:
    found = unpaired(interval(1.0, 0.6), interval(0.0, 0.8), 0.95)
    assert found.upper == pytest.approx(1.0 + 1.959964, abs=1e-4)


def test_two_numbers_without_variance_differ_exactly() -> None:
    found = unpaired(interval(1.0, 0.0, 5), interval(0.5, 0.0, 5), 0.95)
    assert (found.lower, found.value, found.upper) == (0.5, 0.5, 0.5)


def test_only_arms_that_all_runs_have_are_compared_with_the_first() -> None:
    runs = [
        metrics(teacher=interval(1.0, 0.1, 5), student=interval(0.5, 0.1, 5)),
        metrics(student=interval(0.7, 0.1, 5), other=interval(0.0)),
        metrics(student=interval(0.4, 0.1, 5)),
    ]
    (one,) = shared(runs)
    assert (one.arm, one.measure) == ("student", "gap")
    assert [e.value for e in one.estimates] == [0.5, 0.7, 0.4]
    assert [d.value for d in one.differences] == [pytest.approx(0.2), pytest.approx(-0.1)]


def test_what_is_measured_in_another_unit_is_not_compared() -> None:
    assert shared([metrics(student=interval(1.0)), metrics("rad", student=interval(1.0))]) == ()
