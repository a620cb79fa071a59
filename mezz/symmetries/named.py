"""What the views of a predictions table are, in the words of whoever made them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, PlainSerializer, model_serializer

from mezz.component.symmetry import LeavesTarget, SymmetryType
from mezz.component.types import Answers, Invariance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mezz.component.base import Fault
    from mezz.component.examples import Examples
    from mezz.component.types import Emits
    from mezz.groups.listed import Listed

_CALLED: dict[str, SymmetryType] = {
    "group": SymmetryType.FINITE_GROUP,
    "window": SymmetryType.WINDOW,
    "nuisance": SymmetryType.NUISANCE,
}
_WORDS = {type_: word for word, type_ in _CALLED.items()}

Called = Annotated[
    Literal["group", "window", "nuisance"],
    AfterValidator(lambda word: _CALLED[word]),
    PlainSerializer(
        lambda type_: _WORDS[type_], return_type=Literal["group", "window", "nuisance"]
    ),
]


class Named(LeavesTarget):
    """Views that were made elsewhere: mezz has the answers to them, and their maker's word.

    `type: group` says that the views of an example are its whole orbit under a group, `window` that
    they are a declared part of one, `nuisance` that they are maps without inverse (crops, noise,
    shifts that lose a border). Nothing of it can be tested on answers alone. With an `order` the
    table holds every view there is, and the gap is their variance; without one its views are a
    random sample of more, and the gap is estimated as from independent draws.
    """

    acts_on = Answers
    canonical_form = False
    minimal: ClassVar[dict[str, Any]] = {"type": "nuisance", "order": 2, "name": "shift by a pixel"}

    kind: Literal["named"] = "named"
    on: str = Field("answers", description="The recorded answers.")
    type: Called = Field(description="What the family of views may be called.")  # type: ignore[misc, assignment]
    views: int | None = Field(
        None,
        ge=2,
        le=100_000,
        alias="order",
        description="How many views there are in all; leave it out where the table holds a sample.",
    )
    name: str = Field(
        "given views", min_length=1, max_length=60, description="What the report calls it."
    )

    @model_serializer(mode="wrap")
    def _as_written(self, handler: Any) -> dict[str, Any]:
        """Write the key that a spec uses: `order` is also what every symmetry is asked for."""
        plain: dict[str, Any] = handler(self)
        return {"order" if key == "views" else key: value for key, value in plain.items()}

    def twin(self) -> None:
        """Return nothing: answers to other views would have to be recorded too."""

    def order(self) -> int | None:
        """Return how many views there are in all."""
        return self.views

    def structure(self) -> str:
        """Return the name, and what it is where it is no group."""
        word = _WORDS[SymmetryType(self.type)]
        return self.name if word == "group" else f"{self.name} ({word})"

    def group(self) -> Listed:
        """Return the places of the listed views."""
        from mezz.groups.listed import Listed

        return Listed(self.views, self.structure())

    def moves(self, emits: Emits) -> frozenset[str]:
        """Return the answers."""
        return frozenset({self.on})

    def changes(self) -> frozenset[Invariance]:
        """Return the one elementary change, another view."""
        return frozenset({Invariance(self.kind, self.on)})

    def faults(self, emits: Emits) -> tuple[Fault, ...]:
        """Return nothing: whatever was recorded is what it is."""
        return ()

    def act(self, elements: NDArray[np.generic], examples: Examples, emits: Emits) -> Examples:
        """List the views of example i from place `elements[i]` on, `(N,)`, and around."""
        import numpy as np

        answers = examples.fields[self.on]
        count = answers.shape[1]
        places = np.arange(count) + np.asarray(elements, np.int64)[:, np.newaxis]
        turned = np.take_along_axis(answers, places[:, :, np.newaxis] % count, axis=1)
        return examples.moved(**{self.on: turned})

    def canonical(self, examples: Examples, emits: Emits) -> None:
        """Return nothing: nothing says which view is the plain one."""
