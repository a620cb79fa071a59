"""What every sink keeps to."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mezz.component.contract.broken import require

if TYPE_CHECKING:
    from mezz.component.contract.catalogue import Catalogue
    from mezz.component.sink import Sink


def names_one_package(sink: Sink, catalogue: Catalogue) -> None:
    """The package is a top-level one, so that looking for it imports nothing."""
    require(sink.package.isidentifier(), f"`{sink.package}` is no top-level package")
    before = sink.package in sys.modules
    sink.missing()
    require((sink.package in sys.modules) == before, f"looking for `{sink.package}` imports it")
