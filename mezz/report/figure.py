"""From a plot to the SVG that stands in the page: drawn twice, for a page and for a phone.

Matplotlib's object API with the SVG backend; no global figure, no clock, no random ids. The raw SVG
is then made part of the page: colours become custom properties, text takes the page's font, ids are
unique to the figure, and a title and a description are put inside for those who do not see it.
"""

from __future__ import annotations

import io
import re
import warnings
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from mezz.report import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_FONT = re.compile(r"font-family:[^;]*;?\s*")
_NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)")
_LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")


class Plot(ABC):
    """What a figure shows, able to draw itself at the width of a page and of a phone."""

    @abstractmethod
    def height(self, narrow: bool) -> int:
        """Return the height in pixels."""

    @abstractmethod
    def draw(self, canvas: Canvas, narrow: bool) -> None:
        """Draw on an empty canvas `style.WIDE` (or `style.NARROW`) pixels wide."""


def place(canvas: Canvas, left: float, top: float, right: float, bottom: float) -> Axes:
    """Add axes with the given margins, in pixels from the canvas' edges."""
    width, height = canvas.get_figwidth() * 72, canvas.get_figheight() * 72
    box = (left / width, bottom / height)
    return canvas.add_axes((*box, 1 - (left + right) / width, 1 - (top + bottom) / height))


def svg(plot: Plot, ident: str, title: str, description: str, narrow: bool) -> Markup:
    """Draw a plot as inline SVG whose ids all begin with `ident`."""
    width = style.NARROW if narrow else style.WIDE
    ident = f"{ident}-narrow" if narrow else ident
    raw = io.BytesIO()
    settings: dict[Any, Any] = {**style.RC, "svg.hashsalt": ident}
    with mpl.rc_context(settings), warnings.catch_warnings():
        # Text stays text: a glyph that matplotlib's own font lacks is the reader's font's affair.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        canvas = Canvas(figsize=(width / 72, plot.height(narrow) / 72))
        FigureCanvasSVG(canvas)
        plot.draw(canvas, narrow)
        nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        canvas.savefig(raw, format="svg", metadata=nothing)
    return Markup(_polished(raw.getvalue(), ident, title, description))


def _polished(raw: bytes, ident: str, title: str, description: str) -> str:
    """Make matplotlib's document a part of the page."""
    root = ET.fromstring(raw)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{_SVG}metadata", f"{_SVG}style"}:
                parent.remove(child)
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', raw.decode()))
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = {
            name.removeprefix(_XLINK): _value(name, value, ident)
            for name, value in element.attrib.items()
            if _kept(name, value, referred)
        }
    root.attrib = {
        "viewBox": root.attrib["viewBox"],
        "role": "img",
        "aria-labelledby": f"{ident}-title {ident}-desc",
        "stroke-linejoin": "round",
    }
    for name, words in (("desc", description), ("title", title)):
        element = ET.Element(name, {"id": f"{ident}-{name}"})
        element.text = words
        root.insert(0, element)
    _flatten(root)
    return ET.tostring(root, encoding="unicode")


def _kept(name: str, value: str, referred: set[str]) -> bool:
    if name == "id":
        return value in referred
    return not (name == "transform" and _NO_TURN.fullmatch(value))


def _value(name: str, value: str, ident: str) -> str:
    """Return an attribute as the page wants it."""
    if name == "id":
        return f"{ident}-{value}"
    if name == f"{_XLINK}href":
        return f"#{ident}-{value.removeprefix('#')}"
    if name == "style":
        value = _FONT.sub("", value)
        for stand_in, property_ in style.PROPERTIES.items():
            value = value.replace(stand_in, property_)
    value = value.replace("url(#", f"url(#{ident}-")
    if name in {"d", "x", "y", "transform"}:
        value = " ".join(_LONG_NUMBER.sub(r"\1", value).split())
    return value


def _flatten(element: ET.Element) -> None:
    """Take out groups that group nothing, empty definitions and indentation."""
    if element.tag not in {"text", "tspan", "title", "desc"}:
        element.text = None
    children: list[ET.Element] = []
    for child in element:
        _flatten(child)
        child.tail = None
        if child.tag in {"g", "defs"} and not child.attrib and child.tag == "g":
            children.extend(child)
        elif child.tag != "defs" or len(child):
            children.append(child)
    element[:] = children
