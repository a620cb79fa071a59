"""A small table for notebooks: a head line and rows of words, everything escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def card(title: str, sentence: str, rows: Mapping[str, str], link: str = "") -> str:
    """Return HTML that any notebook shows, in its own colours and without a script.

    Args:
        title: a word or two, set in bold.
        sentence: what was found; empty where the rows say it all.
        rows: words by their name, one row each.
        link: where to read on, relative to the notebook's folder; empty where there is nothing.
    """
    head = f"<strong>{escape(title)}</strong>" + (f" {escape(sentence)}" if sentence else "")
    body = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(words)}</td></tr>'
        for name, words in rows.items()
    )
    table = f"<table>{body}</table>" if body else ""
    way = f'<p><a href="{escape(link)}">{escape(link)}</a></p>' if link else ""
    return f"<div><p>{head}</p>{table}{way}</div>"
