"""What a run has found out about its symmetry: laws, orbits, and each factor's share of the gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mezz.cache.artifact import read_arrays, read_json
from mezz.record.model import FactorRecord, GuardRecord, LawRecord, OrbitRecord, SymmetryRecord
from mezz.run.evidence import recorded
from mezz.run.guard import smallest_root

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from mezz.record.model import Interval
    from mezz.run.evidence import Evidence
    from mezz.run.job import Job

    Values = NDArray[np.float64]

AXIOMS, FLOOR, SHARES = "measure/axioms", "measure/floor", "measure/shares"


def symmetry_record(job: Job, evidence: Evidence) -> SymmetryRecord | None:
    """Return the record; None of recorded answers, whose inputs cannot be moved."""
    if AXIOMS not in job.inputs:
        return None
    symmetry, emits = job.plan.spec.symmetry, job.plan.emits
    found = read_json(job.inputs[AXIOMS])
    orbit = found["orbit"]
    return SymmetryRecord(
        structure=symmetry.structure(),
        family=symmetry.family().value,
        order=_order(symmetry.order()),
        moves=tuple(sorted(symmetry.moves(emits))),
        target="carried along" if symmetry.carries_target(emits) else "stays",
        laws=(*_laws(found["axioms"]), *_laws(found["tests"])),
        label=next(_laws({"target of moved examples": found["label"]}), None)
        if found["label"]
        else None,
        orbit=OrbitRecord(
            size=orbit["size"],
            elements=round(orbit["of"]),
            whole=bool(orbit["whole"]),
            stabiliser=orbit.get("stabiliser"),
        ),
        rows=found["rows"],
        factors=tuple(_factors(job, evidence)),
    )


def _order(order: int | None) -> str:
    return "not enumerable" if order is None else str(order)


def _laws(found: Mapping[str, Mapping[str, float]]) -> Iterator[LawRecord]:
    for name, one in found.items():
        yield LawRecord(name=name, value=one["value"], scale=one["scale"], p=one.get("p"))


def _factors(job: Job, evidence: Evidence) -> Iterator[FactorRecord]:
    """Yield each factor's first-order and total part of the gap, of teacher and student."""
    if SHARES not in job.inputs:
        return
    shares = read_arrays(job.inputs[SHARES])
    for place, (_, factor) in enumerate(job.plan.spec.symmetry.inside()):
        kinds = " and ".join(f"{part.kind} of {part.on}" for part in factor.parts())
        yield FactorRecord(
            name=kinds,
            structure=factor.structure(),
            first=_part(evidence, shares, "teacher/first", place),
            total=_part(evidence, shares, "teacher/total", place),
            student_first=_part(evidence, shares, "student/first", place),
            student_total=_part(evidence, shares, "student/total", place),
        )


def _part(
    evidence: Evidence, shares: Mapping[str, NDArray[Any]], name: str, place: int
) -> Interval | None:
    if name not in shares:
        return None
    return recorded(evidence.estimate(shares[name][:, place]))


def every_factor_falls(job: Job, evidence: Evidence) -> Iterator[GuardRecord]:
    """The student's gap is smaller than the teacher's under each factor, not under their sum alone.

    That is so or not in the fits at hand; whether other seeds would agree the criteria ask.
    """
    if SHARES not in job.inputs:
        return
    shares = read_arrays(job.inputs[SHARES])
    if "student/total" not in shares:
        return
    floor = read_json(job.inputs[FLOOR])
    rounding = smallest_root(floor["floor"], floor["scale"]) ** 2
    structures = [factor.structure() for _, factor in job.plan.spec.symmetry.inside()]
    for place, structure in enumerate(structures):
        teacher, student = (shares[f"{arm}/total"][:, place] for arm in ("teacher", "student"))
        if float(teacher.mean()) <= rounding:
            # A factor that the encoder cannot see has no gap to fall, and rounding need not.
            continue
        estimate = evidence.given_these_fits(student - teacher)
        alike = structures.count(structure) > 1
        yield GuardRecord(
            name=f"gap of factor {structure}" + (f", number {place + 1}" if alike else ""),
            passed=estimate.upper < 0,
            value=float(student.mean() / teacher.mean()),
            limit=1.0,
            words="the student's gap under this factor over the teacher's: it must be smaller",
        )
