"""What ran where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mezz.record.model import Provenance
from mezz.report.sections import provenance

if TYPE_CHECKING:
    from collections.abc import Callable

    from mezz.record.model import Metrics
    from mezz.report.material import Material


def test_provenance_says_what_ran_where_and_how_to_repeat_it(
    numbers: Metrics, material: Callable[..., Material], part: Callable[..., Any]
) -> None:
    known = Provenance(
        mezz="0.1.0",
        python="3.11.9",
        platform="Linux x86_64",
        processor="a processor",
        threads=1,
        device="cpu",
        libraries={"torch": "2.14.1", "numpy": "2.4.6"},
        started="2025-11-24T08:04:00+00:00",
        command="mezz run spec.yml",
        spec_digest="ab" * 32,
        data={"prices": "cd" * 32},
    )
    section = part(provenance, material(numbers, provenance=known))
    assert section.code.lines == ((("", "mezz run spec.yml"),),)
    facts = {found.term: Markup(found.text).striptags() for found in section.facts}
    assert facts["Machine"] == "Linux x86_64, a processor, 1 thread"
    assert facts["Rows"] == "train 20 000; unlabelled 30 000; validation 5000; test 600"
    assert facts["Data: prices"] == "cd" * 32
    assert [r[0].text for r in section.folds[0].table.rows] == ["numpy", "torch"]
