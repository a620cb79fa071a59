from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mezz.groups.conjugation import conjugate
from mezz.groups.labelling import canonical_labelling
from mezz.groups.symmetric import Symmetric, permute


def form(matrices: np.ndarray, things: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    known = np.empty((*matrices.shape[:2], 0)) if things is None else things
    p = canonical_labelling(matrices[..., np.newaxis], known)
    return conjugate(p, matrices), permute(p, known)


def cycles(*lengths: int) -> np.ndarray:
    n = sum(lengths)
    graph, start = np.zeros((n, n)), 0
    for length in lengths:
        for at in range(length):
            i, j = start + at, start + (at + 1) % length
            graph[i, j] = graph[j, i] = 1
        start += length
    return graph


def in_every_order(matrix: np.ndarray, orders: int, seed: int = 0) -> np.ndarray:
    n = len(matrix)
    rng = np.random.default_rng(seed)
    p = Symmetric(n).from_uniform(rng.random((orders, n)))
    return conjugate(p, np.broadcast_to(matrix, (orders, n, n)))


def test_a_diagonal_without_ties_is_sorted() -> None:
    matrices = np.random.default_rng(0).normal(size=(30, 5, 5))
    diagonal = np.einsum("nii->ni", form(matrices)[0])
    assert (np.diff(diagonal, axis=1) > 0).all()
    assert np.array_equal(diagonal, np.sort(np.einsum("nii->ni", matrices), axis=1))


def test_of_all_small_graphs_just_those_that_are_isomorphic_have_one_form() -> None:
    pairs = list(combinations(range(4), 2))
    graphs = np.zeros((2 ** len(pairs), 4, 4))
    for at, graph in enumerate(graphs):
        for bit, (i, j) in enumerate(pairs):
            graph[i, j] = graph[j, i] = at >> bit & 1
    # There are 11 graphs on four unlabelled vertices.
    assert len(np.unique(form(graphs)[0], axis=0)) == 11
    for p in Symmetric(4).elements():
        moved = conjugate(np.broadcast_to(p, (len(graphs), 4)), graphs)
        assert np.array_equal(form(moved)[0], form(graphs)[0])


def test_of_all_directed_graphs_on_three_vertices_sixteen_differ() -> None:
    places = [(i, j) for i in range(3) for j in range(3) if i != j]
    graphs = np.zeros((2 ** len(places), 3, 3))
    for at, graph in enumerate(graphs):
        for bit, (i, j) in enumerate(places):
            graph[i, j] = at >> bit & 1
    assert len(np.unique(form(graphs)[0], axis=0)) == 16


@pytest.mark.parametrize(
    "graph",
    [
        cycles(3, 4),
        cycles(7),
        np.kron(np.eye(3), 1 - np.eye(2)),
        np.kron(1 - np.eye(3), np.ones((2, 2))),
        np.eye(6),
        np.ones((6, 6)),
    ],
    ids=["3+4", "7", "3 edges", "octahedron", "identity", "ones"],
)
def test_where_every_thing_looks_like_every_other_the_form_is_still_one(graph: np.ndarray) -> None:
    forms = form(in_every_order(graph, 60))[0]
    assert len(np.unique(forms, axis=0)) == 1


def test_two_graphs_that_no_colouring_tells_apart_have_two_forms() -> None:
    assert not np.array_equal(*form(np.stack([cycles(6), cycles(3, 3)]))[0])


@given(
    n=st.integers(2, 5), levels=st.integers(1, 3), kinds=st.integers(1, 2), seed=st.integers(0, 999)
)
@settings(max_examples=60)
def test_all_numberings_of_a_matrix_with_ties_have_one_form(
    n: int, levels: int, kinds: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    matrix = rng.integers(0, levels, (n, n)).astype(float)
    thing = rng.integers(0, kinds, (n, 1)).astype(float)
    p = Symmetric(n).elements()
    matrices, things = (
        act(p, np.broadcast_to(each, (len(p), *each.shape)))
        for act, each in ((conjugate, matrix), (permute, thing))
    )
    for found in form(matrices, things):
        assert len(np.unique(found, axis=0)) == 1


def test_what_is_known_of_things_decides_before_their_relations() -> None:
    matrix = np.array([[[0.0, 1.0], [2.0, 0.0]]])
    assert form(matrix, np.array([[[5.0], [3.0]]]))[1].tolist() == [[[3.0], [5.0]]]


def test_an_example_does_not_depend_on_its_company() -> None:
    graphs = np.stack([*in_every_order(cycles(3, 4), 5), *in_every_order(cycles(7), 5)])
    whole = canonical_labelling(graphs[..., np.newaxis], np.empty((10, 7, 0)))
    alone = [
        canonical_labelling(each[np.newaxis, ..., np.newaxis], np.empty((1, 7, 0)))[0]
        for each in graphs
    ]
    assert np.array_equal(whole, alone)


def test_a_second_relation_tells_apart_what_the_first_does_not() -> None:
    second = np.random.default_rng(5).normal(size=(4, 4))
    p = Symmetric(4).elements()
    both = np.stack(
        [np.ones((24, 4, 4)), conjugate(p, np.broadcast_to(second, (24, 4, 4)))], axis=3
    )
    labels = canonical_labelling(both, np.empty((24, 4, 0)))
    assert len(np.unique(conjugate(labels, both[..., 1]), axis=0)) == 1


@pytest.mark.slow
def test_a_search_without_end_is_given_up() -> None:
    edges = np.kron(np.eye(8), 1 - np.eye(2))[np.newaxis, ..., np.newaxis]
    with pytest.raises(ValueError, match="more than 10,000 equal orders"):
        canonical_labelling(edges, np.empty((1, 16, 0)))
