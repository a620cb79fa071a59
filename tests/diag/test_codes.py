from __future__ import annotations

import re

import pytest

from mezz.diag.codes import CODES, form, source

OWN = [
    code
    for module in (source, form)
    for code in vars(module).values()
    if type(code).__name__ == "Code"
]


def test_every_code_is_listed_once_under_its_own_id_and_name() -> None:
    assert len({code.name for code in CODES.values()}) == len(CODES)
    assert all(CODES[code.id] is code for code in CODES.values())
    assert all(re.fullmatch(r"MZ\d{3}", id_) for id_ in CODES)


@pytest.mark.parametrize("code", OWN, ids=lambda code: code.id)
def test_the_page_of_a_code_explains_it_in_prose(code: object) -> None:
    page = code.page  # type: ignore[attr-defined]
    assert page.endswith("\n")
    assert len(page.split()) >= 20
    assert all(len(line) <= 110 for line in page.splitlines())
    assert page.count("```") % 2 == 0


def test_ids_follow_the_class_of_the_fault() -> None:
    assert {code.id[:3] for code in OWN if code in vars(source).values()} == {"MZ0"}
    assert {code.id[:3] for code in OWN if code in vars(form).values()} == {"MZ1"}
