from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from mezz.report import style
from mezz.report.figure import Plot, place, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

HOSTILE = '</text><script>alert(1)</script> $\\frac{1}$ & "quoted" 中'


@dataclass(frozen=True)
class Line(Plot):
    """A marked line and a text in every colour of the style."""

    text: str = "label"

    def height(self, narrow: bool) -> int:
        return 100 if narrow else 200

    def draw(self, canvas: Canvas, narrow: bool) -> None:
        axes = place(canvas, 40, 10, 10, 30)
        for at, colour in enumerate(style.PROPERTIES):
            axes.plot([0, 1, 2], [at, at + 1, at], "o-", color=colour)
            axes.text(1, at, self.text, color=colour, rotation=90 if at else 0)


def drawn(text: str = "label", ident: str = "f", narrow: bool = False) -> str:
    return str(svg(Line(text), ident, "A title & more", "What is < seen", narrow))


@pytest.fixture(scope="module")
def figure() -> str:
    return drawn()


def test_a_figure_has_a_role_a_title_and_a_description(figure: str) -> None:
    root = ET.fromstring(figure)
    assert root.tag == "svg"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "f-title f-desc"
    assert [(e.tag, e.attrib["id"], e.text) for e in root[:2]] == [
        ("title", "f-title", "A title & more"),
        ("desc", "f-desc", "What is < seen"),
    ]


def test_it_is_as_wide_as_its_place(figure: str) -> None:
    assert ET.fromstring(figure).attrib["viewBox"] == f"0 0 {style.WIDE} 200"
    assert ET.fromstring(drawn(narrow=True)).attrib["viewBox"] == f"0 0 {style.NARROW} 100"


def test_its_colours_are_the_pages_own(figure: str) -> None:
    assert set(re.findall(r"#[0-9a-fA-F]{6}\b", figure)) <= {"#000000"}
    for property_ in style.PROPERTIES.values():
        assert property_ in figure


def test_its_text_is_text_in_the_pages_font(figure: str) -> None:
    assert figure.count(">label</text>") == len(style.PROPERTIES)
    assert "font-family" not in figure


def test_it_refers_to_nothing_outside_itself(figure: str) -> None:
    assert "http" not in figure
    assert "<style" not in figure
    assert "<metadata" not in figure
    ids = set(re.findall(r' id="([^"]+)"', figure))
    assert set(re.findall(r'href="#([^"]+)"', figure)) <= ids
    assert set(re.findall(r"url\(#([^)]+)\)", figure)) <= ids
    assert re.findall(r'href="(?!#)', figure) == []


def test_all_its_ids_are_its_own(figure: str) -> None:
    assert all(i.startswith("f-") for i in re.findall(r' id="([^"]+)"', figure))
    both = re.findall(r' id="([^"]+)"', drawn() + drawn(narrow=True) + drawn(ident="g"))
    assert len(both) == len(set(both))


def test_the_same_plot_gives_the_same_bytes(figure: str) -> None:
    assert drawn() == figure


def test_hostile_text_stays_text() -> None:
    root = ET.fromstring(drawn(HOSTILE))
    texts = [e.text for e in root.iter("text") if e.text and "script" in e.text]
    assert texts == [HOSTILE] * len(style.PROPERTIES)
    assert root.find(".//script") is None


def test_every_outcome_has_a_shape_or_a_face_of_its_own() -> None:
    looks = [(shape, face == style.PAPER) for face, _, shape in style.OUTCOME.values()]
    assert len(set(looks)) == len(looks)
