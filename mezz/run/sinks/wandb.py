"""`wandb`: a run of Weights & Biases, offline unless the spec says otherwise."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from mezz.component.sink import Recorder, Sink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mezz.component.sink import About


class Wandb(Sink):
    """A run of Weights & Biases, below `log/` in the run's folder.

    `mode: offline` writes files and reaches for no network, whatever `WANDB_MODE` says; send them later
    with `wandb sync`. `mode: online` sends them while the run goes on, under your own login.
    """

    kind: Literal["wandb"] = "wandb"
    project: str = Field(
        "mezz", min_length=1, max_length=128, description="The project that holds the run."
    )
    mode: Literal["offline", "online"] = Field(
        "offline", description="`online` alone reaches for the network."
    )

    extra = "log"
    package: ClassVar[str] = "wandb"

    def open(self, folder: Path, about: About) -> Recorder:
        """Begin a run that tells nothing of the machine, prints nothing and records no code."""
        with _settled(folder, offline=self.mode == "offline"):
            import wandb

            quiet: dict[str, Any] = {
                "silent": True, "console": "off", "disable_git": True, "disable_code": True,
                "disable_job_creation": True, "host": "", "username": "", "email": "",
                "program": "mezz", "x_disable_meta": True, "x_disable_stats": True,
                "x_disable_machine_info": True, "x_save_requirements": False,
                "init_timeout": _SECONDS, "finish_timeout": _SECONDS, "finish_timeout_raises": True,
            }  # fmt: skip
            run = wandb.init(
                project=self.project,
                name=f"{about.name}-{about.run}",
                dir=str(folder),
                mode=self.mode,
                reinit="create_new",
                settings=wandb.Settings(**quiet),
            )
        return _Run(run, folder)


class _Run(Recorder):
    """A run at work. Every name has a step axis of its own, since fits take steps side by side."""

    def __init__(self, run: Any, folder: Path) -> None:
        self._run = run
        self._folder = folder
        self._named: set[str] = set()

    def numbers(self, name: str, step: int, values: Mapping[str, float], time: float) -> None:
        self._log(name, step, {f"{name}/{key}": value for key, value in values.items()})

    def words(self, name: str, step: int, text: str, time: float) -> None:
        self._log(name, step, {f"{name}/text": text})

    def close(self) -> None:
        """End the run, and take away the notes for W&B's own developers: they name local folders."""
        self._run.finish()
        shutil.rmtree(Path(self._run.dir).parent / "logs", ignore_errors=True)
        shutil.rmtree(self._folder / _CACHE, ignore_errors=True)
        for note in (self._folder / "wandb").glob("debug*.log"):
            note.unlink(missing_ok=True)

    def _log(self, name: str, step: int, values: dict[str, Any]) -> None:
        axis = f"{name}/step"
        if name not in self._named:
            self._named.add(name)
            self._run.define_metric(axis, hidden=True)
            self._run.define_metric(f"{name}/*", step_metric=axis)
        self._run.log({axis: step, **values})


_CACHE = ".cache"

_SECONDS = 15.0
"""How long W&B may take to begin and to end: its own limits would hold the process for minutes."""


@contextmanager
def _settled(folder: Path, *, offline: bool) -> Iterator[None]:
    """Set, while W&B starts, what it takes from the environment alone: its service inherits it.

    Its cache lies in `folder`; offline it sends no reports of its own errors either.
    """
    wanted = {"WANDB_CACHE_DIR": str(folder.resolve() / _CACHE)}
    if offline:
        wanted["WANDB_ERROR_REPORTING"] = "false"
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
