"""Which views of a split are looked at, and for what purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mezz.groups.plan import ViewPlan, plan_views

if TYPE_CHECKING:
    from mezz.component.symmetry import Symmetry
    from mezz.spec.model import PlanName, Views

Purpose = Literal["canonical", "given", "bank", "target", "single", "evaluate", "blocks"]

BANK = 32
"""Fresh training views of an orbit too large to keep whole: this many a row, drawn once."""


@dataclass(frozen=True, slots=True)
class ViewSet:
    """The views of one split that serve one purpose.

    canonical: the one stored view. given: one arbitrary fixed view a row, as data come. bank: the
    views from which training draws a fresh one each step. target: the K views that make one target.
    single: the one independent view that makes a target of a rival.
    evaluate: the evaluation views. blocks: independent sets of K views, for an arm that averages K.
    `plan` is None for the canonical view.
    """

    purpose: Purpose
    plan: ViewPlan | None
    blocks: int = 1

    @property
    def count(self) -> int:
        """Return the views an example, V."""
        return self.plan.count * self.blocks if self.plan else 1

    @property
    def name(self) -> str:
        """Return the name by which stages are listed; whole orbits share one."""
        return "orbit" if self.plan and self.plan.how == "exact" else self.purpose

    def told(self) -> dict[str, Any]:
        """Return what decides the draws. A whole orbit is the same whatever it is for."""
        if self.plan is None:
            return {"how": "canonical"}
        if self.plan.how == "exact":
            return {"how": "exact"}
        told: dict[str, Any] = {
            "how": self.plan.how,
            "count": self.plan.count,
            "purpose": self.purpose,
        }
        if self.plan.how == "design":
            told |= {"design": self.plan.design, "factors": list(self.plan.factors)}
        return told if self.blocks == 1 else {**told, "blocks": self.blocks}


def canonical_view() -> ViewSet:
    """Return the one stored view."""
    return ViewSet("canonical", None)


def given_view(symmetry: Symmetry) -> ViewSet:
    """Return one arbitrary view a row."""
    return ViewSet("given", ViewPlan("iid", 1, symmetry.order()))


def single_view(symmetry: Symmetry) -> ViewSet:
    """Return one independent view a row, drawn apart from the one that is given."""
    return ViewSet("single", ViewPlan("iid", 1, symmetry.order()))


def bank_of_views(symmetry: Symmetry) -> ViewSet:
    """Return the whole orbit where it is small, else `BANK` views of it."""
    order = symmetry.order()
    exact = order is not None and order <= BANK
    return ViewSet("bank", plan_views(order, "exact" if exact else BANK, "auto"))


def views_for(
    purpose: Literal["target", "evaluate"], symmetry: Symmetry, count: Views, plan: PlanName
) -> ViewSet:
    """Return K views a row for targets, or the evaluation views."""
    if purpose == "evaluate":
        # Independent draws are what every estimator takes; a design is for means.
        return ViewSet(purpose, plan_views(symmetry.order(), count, plan))
    return ViewSet(purpose, _designed(symmetry, count, plan))


def recorded_views(symmetry: Symmetry, count: int) -> tuple[ViewSet, ViewSet]:
    """Return the recorded views, one by one and averaged.

    Where the table holds every view there is, their mean is one; where it holds a sample, two
    halves of it make two independent means.
    """
    order = symmetry.order()
    if order is not None:
        whole = ViewPlan("exact", order, order)
        return ViewSet("evaluate", whole), ViewSet("blocks", whole)
    drawn = ViewPlan("iid", count, None)
    return ViewSet("evaluate", drawn), ViewSet("blocks", ViewPlan("iid", count // 2, None), 2)


def blocks_of_views(symmetry: Symmetry, count: Views, plan: PlanName, blocks: int) -> ViewSet:
    """Return `blocks` independent sets of K views; the whole orbit needs one."""
    chosen = _designed(symmetry, count, plan)
    return ViewSet("blocks", chosen, 1 if chosen.how == "exact" else blocks)


def _designed(symmetry: Symmetry, count: Views, plan: PlanName) -> ViewPlan:
    """Return K views whose mean is to be as close to the orbit's as the group allows."""
    return plan_views(symmetry.order(), count, plan, symmetry.design(), symmetry.orders())
