"""Whatever is wrong with the data, the spec or the disk ends in a status, a code and a sentence."""

from __future__ import annotations

import errno
import gzip
import json
import math
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import numpy as np
import pytest

from mezz.record.store import RunFolder
from mezz.worlds.kepler import Kepler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Answer

    Mezz = Callable[..., Answer]

MARKET = """\
mezz: 1
name: market
world:
  kind: ohlcv
  path: prices.csv
  predict: PREDICT
  lookback: 22
  horizon: 2
  block: 10
  train: 120
  validation: 40
  test: 60
symmetry: {kind: bar_phase, on: series, bar: 2}
encoder: {kind: return_window, on: series, window: 20, bar: 2}
teacher:
  model: {kind: mlp, hidden: [4]}
  fit: {steps: 4, batch: 16}
student:
  model: {kind: mlp, hidden: [6]}
  fit: {steps: 4, batch: 16}
evaluate: {seeds: 1}
criteria:
  make: [student.gap <= 0.5 * teacher.gap, student.error <= 1000 * teacher.error]
"""


@pytest.fixture
def market(folder: Path, price_lines: tuple[str, ...]) -> list[str]:
    """Write a sound market and its spec, and return the lines of its prices for spoiling."""
    (folder / "market.yml").write_text(MARKET.replace("PREDICT", "log_variance"), encoding="utf-8")
    save(list(price_lines))
    return list(price_lines)


def save(lines: list[str]) -> None:
    Path("prices.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def with_close(line: str, value: str) -> str:
    cells = line.split(",")
    return ",".join([*cells[:4], value, *cells[5:]])


def run(mezz: Mezz, *arguments: str) -> tuple[int, list[str], str]:
    """Run the market; return the status, the errors' codes and the first message."""
    answer = mezz("run", "market.yml", "--out", "out", "--threads", "1", "--json", *arguments)
    assert "Traceback" not in answer.err
    found = [one for one in answer.envelope["diagnostics"] if one["severity"] == "error"]
    assert not Path("out/verdict.json").exists() or not found
    for path in Path("out").glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=no_constant)
    return answer.status, [one["code"] for one in found], found[0]["message"] if found else ""


def no_constant(name: str) -> NoReturn:
    raise AssertionError(f"a result file holds {name}")


def test_the_sound_market_runs(mezz: Mezz, market: list[str]) -> None:
    assert run(mezz) == (0, [], "")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("nan", "prices.csv, row 7: column `close`: `nan` is no finite number"),
        ("inf", "prices.csv, row 7: column `close`: `inf` is no finite number"),
        ("", "prices.csv, row 7: column `close`: `` is no finite number"),
        ("-3.5", "prices.csv, row 7: column `close` is no price: it must be positive"),
        ("0", "prices.csv, row 7: column `close` is no price: it must be positive"),
    ],
)
def test_a_value_that_is_no_price_is_named_by_row_and_column(
    mezz: Mezz, market: list[str], value: str, said: str
) -> None:
    market[7] = with_close(market[7], value)
    save(market)
    assert run(mezz) == (3, ["MZ402"], f"stage sample/test failed: {said}")


def test_rows_out_of_order_are_named(mezz: Mezz, market: list[str]) -> None:
    market[5], market[6] = market[6], market[5]
    save(market)
    status, codes, said = run(mezz)
    assert (status, codes) == (3, ["MZ402"])
    assert said.endswith("prices.csv, row 6: earlier than the row before: sort by date first")


def test_a_day_that_is_there_twice_is_named(mezz: Mezz, market: list[str]) -> None:
    save([*market[:8], market[7], *market[8:]])
    status, codes, said = run(mezz)
    assert (status, codes) == (3, ["MZ402"])
    assert said.endswith("prices.csv, row 8: the date of the row before, again")


def test_a_row_that_was_cut_short_is_named(mezz: Mezz, market: list[str]) -> None:
    market[-1] = market[-1][:20]
    save(market)
    status, codes, said = run(mezz)
    assert (status, codes) == (3, ["MZ402"])
    assert "prices.csv, row 400: " in said
    assert "values under a header of 6" in said


def test_a_gzipped_file_that_was_cut_short_is_said_before_anything_runs(
    mezz: Mezz, market: list[str]
) -> None:
    whole = gzip.compress("\n".join(market).encode())
    for name, harmed in {"cut": whole[: len(whole) // 2], "harmed": spoilt(whole)}.items():
        Path("prices.csv.gz").write_bytes(harmed)
        status, codes, said = run(mezz, "--set", "world.path=prices.csv.gz")
        assert (status, codes) == (2, ["MZ305"]), name
        assert said.startswith("prices.csv.gz is no CSV file"), name
    assert not Path("out").exists()


def spoilt(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(64) + data[middle + 64 :]


def test_a_column_that_is_not_there_is_said_before_anything_runs(
    mezz: Mezz, market: list[str]
) -> None:
    save([market[0].replace("Close", "Closed"), *market[1:]])
    status, codes, said = run(mezz)
    assert (status, codes) == (2, ["MZ305"])
    assert said == "prices.csv has no column `close`; did you mean `Closed`?"
    assert not Path("out").exists()


def test_a_column_that_is_there_twice_is_said_before_anything_runs(
    mezz: Mezz, market: list[str]
) -> None:
    save([market[0].replace("Open", "close"), *market[1:]])
    status, codes, said = run(mezz, "--set", "world.columns={open: Low}")
    assert (status, codes) == (2, ["MZ305"])
    assert said == "prices.csv has 2 columns `close`"


def test_an_empty_file_and_a_binary_one_are_said_before_anything_runs(
    mezz: Mezz, market: list[str]
) -> None:
    for content in (b"", b"\x80\x81\n" * 50):
        Path("prices.csv").write_bytes(content)
        status, codes, _ = run(mezz)
        assert (status, codes) == (2, ["MZ305"])


def test_a_file_that_is_not_there_exits_5(mezz: Mezz, market: list[str]) -> None:
    Path("prices.csv").unlink()
    status, codes, said = run(mezz)
    assert (status, codes) == (5, ["MZ304"])
    assert "prices.csv" in said


def test_asking_for_more_rows_than_there_are_is_said_before_anything_runs(
    mezz: Mezz, market: list[str]
) -> None:
    status, codes, said = run(mezz, "--set", "world.train=1000")
    assert (status, codes) == (2, ["MZ302"])
    assert "the 400 rows of prices.csv" in said
    assert not Path("out").exists()


def test_an_empty_split_is_said_before_anything_runs(mezz: Mezz, market: list[str]) -> None:
    status, codes, said = run(mezz, "--set", "world.validation=0.001")
    assert (status, codes) == (2, ["MZ302"])
    assert "0 of the 400 rows of prices.csv fall to `validation`" in said
    assert run(mezz, "--set", "world.test=0")[:2] == (2, ["MZ104"])
    assert not Path("out").exists()


def test_a_batch_larger_than_the_data_is_refused(mezz: Mezz, market: list[str]) -> None:
    asked = ("--set", "teacher.fit.batch=121")
    assert run(mezz, *asked)[:2] == (2, ["MZ216"])


def test_a_batch_larger_than_a_share_of_the_data_is_refused_once_it_is_counted(
    mezz: Mezz, market: list[str]
) -> None:
    asked = ("--set", "teacher.fit.batch=200", "--set", "world.train=0.4")
    status, codes, said = run(mezz, *asked)
    assert (status, codes) == (2, ["MZ216"])
    assert "a batch of 200" in said


def test_one_class_only_is_named(mezz: Mezz, market: list[str]) -> None:
    spec = Path("market.yml").read_text(encoding="utf-8")
    Path("market.yml").write_text(spec.replace("log_variance", "direction"), encoding="utf-8")
    rising = [
        f"{line.split(',')[0]},{at},{at + 2},{at},{at + 1},5" for at, line in enumerate(market)
    ]
    save([market[0], *rising[1:]])
    status, codes, said = run(mezz)
    assert (status, codes) == (3, ["MZ402"])
    assert "every example of the train split is `up`" in said


def test_prices_that_stand_still_are_a_constant_target(mezz: Mezz, market: list[str]) -> None:
    save([market[0], *(f"{line.split(',')[0]},5,5,5,5,5" for line in market[1:])])
    status, codes, said = run(mezz)
    assert (status, codes) == (3, ["MZ402"])
    assert "the target `log variance` is the same in every example of the test split" in said


def test_a_target_that_stands_still_in_the_test_rows_alone_is_named(
    mezz: Mezz, market: list[str]
) -> None:
    still = [f"{line.split(',')[0]},5,5,5,5,5" for line in market[320:]]
    save([*market[:320], *still])
    status, codes, said = run(mezz)
    assert (status, codes) == (3, ["MZ402"])
    assert "in every example of the test split" in said


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_world_that_gives_no_number_is_named(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch, value: float
) -> None:
    whole = Kepler.sample

    def broken(self: Kepler, split: str) -> object:
        examples = whole(self, split)  # type: ignore[arg-type]
        spoilt = np.array(examples.target)
        spoilt[3, 1] = value
        return type(examples)(examples.fields, spoilt, examples.ids, examples.units)

    monkeypatch.setattr(Kepler, "sample", broken)
    failed = mezz("run", tiny, "--json")
    assert (failed.status, failed.codes) == (3, ["MZ402"])
    assert "target of example" in failed.envelope["diagnostics"][0]["message"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("teacher.K=0", "MZ104"),
        ("teacher.K=-1", "MZ104"),
        ("teacher.K=1", "MZ208"),
        ("evaluate.views=1", "MZ208"),
        ("evaluate.views=0", "MZ104"),
        ("evaluate.seeds=0", "MZ104"),
        ("world.train=0", "MZ104"),
        ("teacher.fit.batch=61", "MZ216"),
        ("teacher.fit.lr=.nan", "MZ017"),
        ("world.eccentricity=[0.0, .inf]", "MZ017"),
    ],
)
def test_a_spec_that_asks_for_the_impossible_is_refused_before_anything_runs(
    mezz: Mezz, tiny: str, asked: str, code: str
) -> None:
    refused = mezz("validate", tiny, "--set", asked, "--json")
    assert (refused.status, set(refused.codes)) == (2, {code}), refused.out


def full(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        "mezz.run.stages.sample.write_arrays",
        "mezz.run.stages.fit.save",
        "mezz.cache.manifest.flush",
        "mezz.run.session.shutil.copyfile",
        "mezz.record.store.os.fsync",
    ],
)
def test_a_disk_that_is_full_ends_a_run_that_goes_on_when_there_is_room(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(place, full)
        stopped = mezz("run", tiny, "--out", "out", "--json")
    assert (stopped.status, stopped.codes) == (3, ["MZ403"])
    assert "Traceback" not in stopped.err
    assert not Path("out/verdict.json").exists()
    reported = mezz("report", "out")
    if Path("out/plan.json").exists():
        assert (reported.status, reported.err) == (0, "out is incomplete: no verdict\n")
    assert mezz("run", tiny, "--out", "out").status == 0


def test_a_disk_that_takes_not_even_the_log_ends_a_run_in_words(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RunFolder, "append_event", full)
    stopped = mezz("run", tiny, "--out", "out", "--json")
    assert (stopped.status, stopped.codes) == (3, ["MZ403"])


@pytest.mark.slow
@pytest.mark.parametrize(("read_only", "code"), [("cache", "MZ308"), ("out", "MZ309")])
def test_a_folder_that_may_only_be_read_exits_5(
    mezz: Mezz, folder: Path, tiny: str, read_only: str, code: str
) -> None:
    # Once as it is, so that all that is imported on the way is there.
    assert mezz("run", tiny, "--cache", "first", "--out", "first/run").status == 0
    for name in ("cache", "out"):
        Path(name).mkdir()
        Path(name).chmod(0o555 if name == read_only else 0o777)
    with as_nobody(folder):
        refused = mezz("run", tiny, "--out", "out/run", "--cache", "cache", "--json")
    assert (refused.status, refused.codes) == (5, [code])


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Be a user who owns nothing here and may read what lies in `folder`."""
    before = os.geteuid()
    above = [path for path in (folder, *folder.parents) if path.stat().st_uid == before]
    modes = [path.stat().st_mode for path in above]
    for path, mode in zip(above, modes, strict=True):
        path.chmod(mode | 0o055)
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)
        for path, mode in zip(above, modes, strict=True):
            path.chmod(mode)


@pytest.mark.slow
def test_a_report_that_cannot_be_written_is_said_after_the_verdict(
    mezz: Mezz, tiny: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RunFolder, "write_report", full)
    done = mezz("run", tiny, "--out", "out", "--json")
    assert (done.status, done.codes[-1]) == (5, "MZ309")
    assert Path("out/verdict.json").exists()


def test_a_run_that_failed_has_a_page(mezz: Mezz, market: list[str]) -> None:
    market[7] = with_close(market[7], "nan")
    save(market)
    assert run(mezz)[0] == 3
    reported = mezz("report", "out")
    assert (reported.status, reported.out) == (0, "out/report.html\n")
    assert reported.err == "out is incomplete: no verdict\n"
    page = Path("out/report.html").read_text(encoding="utf-8")
    assert "sample/test" in page
    assert "nan" in page
