"""The blocks of a spec, typed. One class a block, in the order of the language page.

Blocks are frozen, strict and closed. A field annotated `Slot(group)` holds a component: the loader
reads its `kind` first, validates it by its own class, and hands the finished component over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PositiveInt
from pydantic.functional_validators import WrapValidator

from mezz.component.slot import AModel, AnEncoder, ASink, ASymmetry, AWorld
from mezz.spec.block import Block
from mezz.spec.either import count_or_seeds, lines_or_word, number_or_word
from mezz.spec.sweep import Sweep
from mezz.spec.tune import Tune

Seen = Literal["canonical", "as_given", "random_view"]
PlanName = Literal["auto", "iid"]

# A union would give one fault for each of its members, with pydantic's own words in the path. The
# function around it gives one; serialisation and JSON Schema still follow the union.
Views = Annotated[
    Annotated[int, Field(ge=1)] | Literal["exact"], WrapValidator(number_or_word("exact"))
]
Seeds = Annotated[
    Annotated[int, Field(ge=1, le=100)]
    | Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)],
    WrapValidator(count_or_seeds(most=100)),
]
Lines = Annotated[tuple[str, ...] | Literal["standard"], WrapValidator(lines_or_word("standard"))]


class Fit(Block):
    """How a model is trained."""

    steps: PositiveInt = Field(2000, description="Optimiser steps.")
    batch: PositiveInt = Field(256, description="Examples in one step.")
    lr: float = Field(3e-3, gt=0, le=1, description="Peak learning rate of AdamW.")
    schedule: Literal["cosine", "constant"] = Field("cosine", description="Learning-rate schedule.")
    weight_decay: float = Field(1e-4, ge=0, lt=1, description="Decoupled weight decay.")
    clip: float = Field(1.0, gt=0, description="Largest global gradient norm of one step.")
    stop: Literal["none", "validation"] = Field(
        "none",
        description="`validation` keeps the parameters that did best on the validation rows.",
    )
    patience: PositiveInt = Field(
        5, description="Evaluations without improvement before `stop: validation` ends the fit."
    )


class Teacher(Block):
    """The model whose answers are averaged over K views: trained here, or known by its answers."""

    model: AModel | None = Field(None, description="The model; needed unless it has `predictions`.")
    predictions: Path | None = Field(
        None,
        description="A table of what your own system said (CSV, Parquet or npz: example, view, "
        "outputs, optional label), for `task: measure` in a world of kind `table`.",
    )
    fit: Fit = Field(Fit(), description="How it is trained.")
    sees: Seen = Field("as_given", description="The view in which it meets its training rows.")
    K: Views = Field("exact", description="Views that make one target: a number, or `exact`.")
    plan: PlanName = Field("auto", description="How K views are chosen.")
    pool: Literal["mean", "geometric"] = Field(
        "mean",
        description="How K views are averaged; `geometric` is for classes, and then normalised.",
    )
    targets: Literal["unlabelled", "out_of_fold", "in_sample"] | None = Field(
        None,
        description="Rows on which the orbit mean is distilled. Default: the world's unlabelled "
        "pool where there is one, else out of fold.",
    )
    folds: Annotated[int, Field(ge=2, le=10)] = Field(2, description="Folds of `out_of_fold`.")


class Student(Block):
    """The model that learns the teacher's orbit mean and answers in one pass."""

    model: AModel = Field(description="The model.")
    encoder: AnEncoder | None = Field(None, description="Default: the top-level encoder.")
    fit: Fit = Field(Fit(), description="How it is trained.")
    sees: Seen = Field("random_view", description="The view in which it meets its training rows.")
    hard_weight: float = Field(0.0, ge=0, lt=1, description="Weight of the labels in its loss.")


class Evaluate(Block):
    """How the arms are judged."""

    views: Views = Field("exact", description="Evaluation views an example.")
    plan: PlanName = Field("auto", description="How a number of views is chosen.")
    blocks: Annotated[int, Field(ge=2, le=64)] = Field(
        2, description="Independent K-view draws that measure an arm averaging K views."
    )
    seeds: Seeds = Field(5, description="Training seeds: a count, or a list.")
    confidence: float = Field(0.95, ge=0.5, lt=1, description="Of the two-sided intervals.")
    label_margin: float = Field(
        0.1,
        gt=0,
        le=1,
        description="Where no oracle knows the target of a moved example: the share of what the "
        "canonical view has by which random views may be worse before the symmetry is said to change "
        "the label. Error and log loss may rise by it overall; in each class the log loss may rise "
        "and the accuracy may fall by it.",
    )
    arms: tuple[str, ...] | None = Field(None, description="Default: every arm that applies.")

    @property
    def seed_list(self) -> tuple[int, ...]:
        """Return the seeds themselves."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds


class Criteria(Block):
    """The lines that decide the verdict."""

    make: Lines = Field("standard", description="All must hold for a MAKE.")
    break_: tuple[str, ...] = Field((), alias="break", description="Any that holds is a BREAK.")


class Limits(Block):
    """Budgets, checked when the plan is made."""

    passes: PositiveInt | None = Field(None, description="Forward passes in all.")
    flops: float | None = Field(None, gt=0, description="Floating-point operations in all.")
    disk_mb: float | None = Field(None, gt=0, description="Megabytes of artifacts.")


class Spec(Block):
    """One experiment."""

    mezz: Literal[1] = Field(description="Version of the language.")
    name: str = Field(
        pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$",
        max_length=64,
        description="What its runs are called: lower-case letters, digits and hyphens.",
    )
    title: str = Field("", max_length=200, description="One line for the head of the report.")
    about: str = Field("", max_length=10000, description="What it is about, in plain words.")
    tags: tuple[str, ...] = Field((), description="Words to find it by.")
    cite: str = Field("", max_length=2000, description="What it builds on.")
    task: Literal["distill", "measure"] = Field(
        "distill",
        description="What is to be shown: that a student keeps the orbit's answer, or how large the "
        "teacher's gap is.",
    )
    world: AWorld = Field(description="Where examples and their true targets come from.")
    symmetry: ASymmetry = Field(description="What may change without changing the answer.")
    encoder: AnEncoder | None = Field(
        None, description="What a model reads of an example; needed wherever one is trained."
    )
    teacher: Teacher = Field(description="The model whose answers are averaged over K views.")
    student: Student | None = Field(
        None, description="The model that learns the average; `task: measure` has none."
    )
    evaluate: Evaluate = Field(Evaluate(), description="How the arms are judged.")
    criteria: Criteria = Field(Criteria(), description="The lines that decide the verdict.")
    limits: Limits = Field(Limits(), description="Budgets, checked when the plan is made.")
    log: tuple[ASink, ...] = Field(
        (), description="Where events, losses and results also go; no result depends on it."
    )
    sweep: Sweep | None = Field(
        None, description="The same experiment with other values, each a run of its own."
    )
    tune: Tune | None = Field(
        None, description="Values to choose among before the run, by pilots on data of their own."
    )

    @property
    def seeds(self) -> tuple[int, ...]:
        """Return the training seeds; one stands for answers that were recorded elsewhere."""
        return (0,) if self.teacher.predictions else self.evaluate.seed_list


class Taught(Teacher):
    """A teacher that is trained here."""

    model: AModel = Field(description="The model.")


class Measuring(Spec):
    """A spec of `task: measure` that trains its teacher."""

    encoder: AnEncoder = Field(description="What a model reads of an example.")
    teacher: Taught = Field(description="The model whose answers are averaged over K views.")


class Distilling(Measuring):
    """A spec of `task: distill`."""

    student: Student = Field(description="The model that learns the average.")
