"""The page in a real browser: nothing asked of the network, nothing in a reader's way."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mezz.report.comparison import build as build_comparison
from mezz.report.html import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mezz.record.store import RunFolder

pytestmark = pytest.mark.slow

INSTALLED = ("chromium", "chromium-browser", "google-chrome")
SIZES = {"desktop": (1200, 900), "phone": (390, 844)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Start the Chromium that is installed, or say what is missing."""
    reason = "playwright is not installed: the page is not tried in a browser"
    playwright = pytest.importorskip("playwright.sync_api", reason=reason)
    with playwright.sync_playwright() as running:
        own = Path(running.chromium.executable_path)
        found = [*filter(None, map(shutil.which, INSTALLED)), *([own] if own.exists() else [])]
        if not found:
            pytest.skip("no Chromium is installed: the page is not tried in a browser")
        browser = running.chromium.launch(executable_path=found[0], args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe() -> Any:
    """Return axe-core, or say that it is missing."""
    reason = "axe-playwright-python is not installed: accessibility is not checked"
    return pytest.importorskip("axe_playwright_python.sync_playwright", reason=reason).Axe()


@pytest.fixture(scope="module")
def pages(finished: RunFolder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the page of one run, and the page of two."""
    folder = tmp_path_factory.mktemp("pages")
    found = {"one": folder / "one.html", "two": folder / "two.html"}
    found["one"].write_text(build(finished), encoding="utf-8")
    found["two"].write_text(build_comparison([finished, finished]), encoding="utf-8")
    return found


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["one", "two"])
def opened(
    request: pytest.FixtureRequest,
    chromium: Any,
    pages: dict[str, Path],
    scheme: str,
    size: str,
) -> Iterator[tuple[Any, list[str]]]:
    """Open a page with every fold unfolded; give it with all that it asked for."""
    width, height = SIZES[size]
    tab = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    asked: list[str] = []
    tab.on("request", lambda one: asked.append(one.url))
    tab.goto(pages[request.param].as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield tab, asked
    tab.close()


def test_a_page_asks_for_nothing_but_itself(opened: tuple[Any, list[str]]) -> None:
    tab, asked = opened
    assert asked == [tab.url]


def test_axe_finds_nothing_to_object_to(opened: tuple[Any, list[str]], axe: Any) -> None:
    found = axe.run(opened[0])
    told = [
        (one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]
    ]
    assert told == []
    assert len(found.response["passes"]) > 15


def test_a_page_never_scrolls_sideways(opened: tuple[Any, list[str]]) -> None:
    tab, _ = opened
    wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_the_numbers_can_be_saved(chromium: Any, pages: dict[str, Path], tmp_path: Path) -> None:
    tab = chromium.new_page()
    tab.goto(pages["one"].as_uri())
    with tab.expect_download() as saving:
        tab.click("a[download]")
    saving.value.save_as(tmp_path / "metrics.csv")
    tab.close()
    assert saving.value.suggested_filename == "metrics.csv"
    assert (tmp_path / "metrics.csv").read_text(encoding="utf-8").startswith("arm,measure,unit,")
