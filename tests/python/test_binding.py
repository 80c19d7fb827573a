#!/usr/bin/env python3
"""The Python binding on published cases, against a second deferred acceptance, and on what it refuses; speaks TAP 13.

test_binding.py PYTHON_FOLDER LAYOUT (a program that prints the structures of the headers); ENISHI_LIBRARY says which library.
"""
import doctest
import os
import random
import signal
import subprocess
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import enishi  # noqa: E402
from enishi import _abi, _abi_model, market, match, model  # noqa: E402
from tap import case, equal, expect, run_cases  # noqa: E402

STRUCTURES = {
    "en_allocator": _abi.Allocator, "en_executor": _abi.Executor, "en_context": _abi.Context, "en_match_problem": _abi.Problem,
    "en_match_result": _abi.Result, "en_match_blocking": _abi.Blocking, "en_match_priorities": _abi.Priorities, "en_match_closing": _abi.Closing,
    "en_assign_problem": _abi.AssignProblem, "en_assign_result": _abi.AssignResult, "en_assign_fault": _abi.AssignFault,
    **_abi_model.STRUCTURES}
ROWS = {"en_match_line": enishi.LINE, "en_match_group": enishi.GROUP, "en_match_place_in_group": enishi.IN_GROUP}
CALLS = 400


def ranked(wishes, lists):
    """The scores that places' lists give: wishes and lists of numbers from 0; who is not on a list is not acceptable."""
    return [[len(lists[p]) - lists[p].index(i) if i in lists[p] else enishi.UNACCEPTABLE for p in own] for i, own in enumerate(wishes)]


def strict(seats, wishes, lists, **more):
    return enishi.Market.from_lists(seats, wishes, ranked(wishes, lists), **more)


def raises(kind, fragment, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except kind as problem:
        expect(fragment in str(problem), f"{kind.__name__} says {str(problem)!r}, not {fragment!r}")
        return problem
    raise AssertionError(f"{function.__name__}: no {kind.__name__} ({fragment})")


@case
def the_structures_are_those_of_the_headers():
    told = dict(line.split() for line in subprocess.run([sys.argv[2]], capture_output=True, text=True, check=True).stdout.splitlines())
    have = {"statuses.": str(_abi.CANCELLED + 1)}
    for name, structure in STRUCTURES.items():
        have[f"{name}."] = str(_abi.ctypes.sizeof(structure))
        have.update({f"{name}.{field[0]}": str(getattr(structure, field[0]).offset) for field in structure._fields_})
    for name, row in ROWS.items():
        have[f"{name}."] = str(row.itemsize)
        have.update({f"{name}.{field}": str(row.fields[field][1]) for field in row.names})
    equal(have, told, "sizes and offsets")


@case
def the_examples_of_the_docs_run():
    for module in (enishi, market, match, model):
        failed, tried = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
        expect(failed == 0 and tried > 0, f"{module.__name__}: {failed} of {tried} examples failed")
    root, before = os.path.dirname(os.path.abspath(sys.argv[1])), os.getcwd()
    os.chdir(root)  # where who reads the page is
    failed, tried = doctest.testfile(os.path.join(root, "docs", "python.md"), module_relative=False, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    os.chdir(before)
    expect(failed == 0 and tried > 10, f"docs/python.md: {failed} of {tried} examples failed")
    missing = [name for name in enishi.__all__ if callable(getattr(enishi, name)) and not getattr(enishi, name).__doc__]
    equal(missing, [], "without a docstring")


@case
def solve__gale_and_shapley_1962():
    m = strict([1, 1, 1], [[0, 1, 2], [1, 2, 0], [2, 0, 1]], [[1, 2, 0], [2, 0, 1], [0, 1, 2]])
    for proposer, places in (("applicants", [0, 1, 2]), ("places", [2, 0, 1])):
        result = enishi.solve(m, proposer=proposer)
        equal(result.place.tolist(), places, proposer)
        equal(result.filled.tolist(), [1, 1, 1], "filled")
        enishi.check(m, result)
    blocked = raises(enishi.ClaimError, "prefers wish", enishi.check, m, [1, 5, 6])
    equal((blocked.applicant, blocked.wish, blocked.place), (1, 4, 2), "what blocks")


@case
def solve__places_of_several_seats():
    wishes = [[1], [1, 0], [1, 0, 2], [1, 2, 0], [0, 1, 2]]  # A S D J L; M C G
    m = strict([2, 2, 2], wishes, [[2, 4, 1, 3], [2, 0, 1, 4, 3], [2, 3, 4]])
    for proposer in ("applicants", "places"):
        equal(enishi.solve(m, proposer).place.tolist(), [1, 0, 1, 2, 0], proposer)


@case
def solve__kamada_and_kojima_2015():
    wishes = [[0]] * 3 + [[1]] * 7
    members = [enishi.in_group(0, target=5, turn=0), enishi.in_group(0, target=5, turn=1)]
    m = strict([10, 10], wishes, [list(range(10))] * 2, groups=[enishi.group(cap=10)], in_group=members)
    result = enishi.solve(m)
    equal(result.place.tolist(), [0] * 3 + [1] * 7, "flexible deferred acceptance")
    enishi.check(m, result)
    cut = strict([5, 5], wishes, [list(range(10))] * 2)
    equal(enishi.solve(cut).place.tolist(), [0] * 3 + [1] * 5 + [-1] * 2, "seats cut to the targets")
    raises(enishi.UsageError, "plain places", enishi.solve, m, "places")
    raises(enishi.UsageError, "plain places", enishi.serial, m)


@case
def solve__a_reserved_seat_before_or_after_the_open_one():
    reserved, open_seat = enishi.line(1, category=1), enishi.line(1)
    for lines, places in (([reserved, open_seat], [0, 0, -1]), ([open_seat, reserved], [0, -1, 0])):
        m = strict([2], [[0]] * 3, [[0, 1, 2]], categories=[1, 0, 1], line_begin=[0, 2], lines=lines)
        result = enishi.solve(m)
        equal(result.place.tolist(), places, "places")
        placed = result.place == 0
        equal(sorted(result.line[placed].tolist()), [0, 1], "lines")
        enishi.check(m, result)


@case
def solve__who_holds_a_seat_keeps_it():
    m = enishi.Market.from_lists([1], [[0], [0]], [[5], [enishi.HELD]])
    equal(enishi.solve(m).place.tolist(), [-1, 0], "places")


@case
def trading__abdulkadiroglu_and_sonmez_2003():
    wishes, lists = [[1, 0, 2], [0, 1, 2], [0, 1, 2]], [[0, 2, 1], [1, 0, 2], [1, 0, 2]]
    m = strict([1, 1, 1], wishes, lists)
    equal(enishi.solve(m).place.tolist(), [0, 1, 2], "deferred acceptance")
    equal(enishi.trading(m).place.tolist(), [1, 0, 2], "by scores")
    equal(enishi.trading(m, priorities=lists).place.tolist(), [1, 0, 2], "by lists")
    equal(enishi.trading(m, priorities=[[0, 2, 1], [], []], shared=[1, 0, 2]).place.tolist(), [1, 0, 2], "by a shared list")


@case
def assign__the_published_case():
    wishes = [[2, 0, 1, 3], [0, 2, 3, 1], [0, 1, 3, 2], [0, 1, 2], [2, 0, 3], [0, 1, 2, 3]]
    rank = [1, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 3, 1, 1, 1, 1, 2, 3, 1, 2, 3, 4]
    m = enishi.Market.from_lists([2, 2, 1, 1], wishes)
    for objective in match.OBJECTIVES:
        best = enishi.assign(m, objective, rank=rank)
        ranks = sorted(rank[w] for w in best.wish)
        equal(best.size, 6, f"{objective}: size")
        if objective == "min-cost-max":
            equal(sum(ranks), 9, "cost")
        if objective in ("rank-maximal", "generous-max"):
            equal(ranks, [1, 1, 1, 1, 2, 3], f"{objective}: profile")
        enishi.check_assign(m, best, objective, best.potentials, rank=rank)
        if objective != "max-size":
            equal(best.ranks.tolist(), [1, 2, 3, 4], "ranks")
            raises(enishi.ClaimError, "price", enishi.check_assign, m, best, objective, best.potentials - 1, rank=rank)
    raises(enishi.ClaimError, "augmenting", enishi.check_assign, m, [enishi.NONE] * 6)


@case
def weakly__finds_the_larger_of_two_sizes():
    m = enishi.Market.from_lists([1, 1], [[0, 1], [0]], [[1, 1], [1]])
    result = enishi.weakly(m)
    equal(result.size, 2, "size")
    enishi.check_weakly(m, result)
    enishi.check_weakly(m, [0, enishi.NONE])
    raises(enishi.ClaimError, "prefers", enishi.check_weakly, m, [enishi.NONE, enishi.NONE])
    raises(enishi.InputError, "equal score", enishi.solve, m)


@case
def improve__keeps_what_is_weakly_stable():
    rng = random.Random(3)
    for _ in range(50):
        wishes = [rng.sample(range(4), rng.randint(1, 4)) for _ in range(7)]
        scores = [[rng.randint(0, 1) for _ in own] for own in wishes]
        m = enishi.Market.from_lists([1, 2, 1, 2], wishes, scores, tie=rng.sample(range(100), 7))
        before = enishi.solve(m)
        after = enishi.improve(m, before)
        enishi.check_weakly(m, after)
        expect((after.wish <= before.wish).all(), "somebody is worse off")
        equal(after.filled.tolist(), [int((after.place == p).sum()) for p in range(4)], "filled")


@case
def closing__says_that_none_exists():
    m = strict([2, 1], [[1, 0], [0, 1]], [[0, 1], [1, 0]])
    raises(enishi.ImpossibleError, "neither open nor stay closed", enishi.closing, m, min_seats=[2, 0])
    try:
        enishi.closing(m, min_seats=[2, 0], most_steps=1)
    except enishi.LimitError as limit:
        equal((limit.result.wanted, limit.result.closed.tolist(), limit.result.preferring.tolist()), (1, [True, False], [2, 1]), "at the limit")
    else:
        raise AssertionError("one step was enough")
    open_all = enishi.closing(m, min_seats=[0, 0])
    equal(open_all.closed.tolist(), [False, False], "closed")
    expect(open_all.steps > 0, "no step was taken")
    enishi.check_closing(m, open_all, [0, 0])


@case
def floors__fill_or_name_the_place():
    m = strict([3, 3], [[0, 1], [0, 1], [0]], [[0, 1, 2], [0, 1]])
    result = enishi.floors(m, floors=[1, 1])
    expect(result.filled.min() >= 1, "a floor is not filled")
    enishi.check_floors(m, result, [1, 1])
    equal(raises(enishi.ImpossibleError, "place 1", enishi.floors, m, floors=[0, 3]).place, 1, "place")


def second_method(seats, wishes, scores):
    """Deferred acceptance as Gale and Shapley tell it."""
    at, held = [0] * len(wishes), [[] for _ in seats]
    free = list(range(len(wishes)))
    while free:
        i = free.pop()
        if at[i] == len(wishes[i]):
            continue
        p, at[i] = wishes[i][at[i]], at[i] + 1
        held[p] = sorted(held[p] + [(scores[i][at[i] - 1], i)], reverse=True)
        free += [turned for _, turned in held[p][seats[p]:]]
        held[p] = held[p][:seats[p]]
    return [next((p for p, own in enumerate(held) if any(j == i for _, j in own)), -1) for i in range(len(wishes))]


@case
def solve__agrees_with_a_second_method():
    rng = random.Random(1)
    for _ in range(300):
        seats = [rng.randint(0, 3) for _ in range(rng.randint(1, 6))]
        wishes = [rng.sample(range(len(seats)), rng.randint(0, len(seats))) for _ in range(rng.randint(0, 12))]
        scores = [[rng.random() for _ in own] for own in wishes]
        m = enishi.Market.from_lists(seats, wishes, scores)
        result = enishi.solve(m)
        equal(result.place.tolist(), second_method(seats, wishes, scores), "places")
        enishi.check(m, result)


@case
def arrays_of_the_right_type_are_not_copied():
    seats, begin, place = numpy.array([1], "u4"), numpy.array([0, 1], "u4"), numpy.array([0], "u4")
    score, lines = numpy.array([1.0]), numpy.array([enishi.line(1)], enishi.LINE)
    m = enishi.Market(seats, begin, place, score, lines=lines, line_begin=[0, 1])
    for kept, given in ((m.seats, seats), (m.wish_begin, begin), (m.wish_place, place), (m.wish_score, score), (m.lines, lines)):
        expect(numpy.shares_memory(kept, given), "copied")
    strided = numpy.array([1, 9, 2, 9], "u4")[::2]
    equal(enishi.solve(enishi.Market(strided, [0, 1], [1], [1])).filled.tolist(), [0, 1], "seats that do not stand side by side")


WRONG = [
    ("wish_begin", {"wish_begin": [0, 2, 1, 3]}), ("wish_begin", {"wish_begin": [1, 2, 3]}), ("wish_begin", {"wish_begin": [0, 1, 2]}),
    ("wish_begin", {"wish_begin": []}), ("wish_place", {"wish_place": [0, 1, 2]}), ("wish_place", {"wish_place": [0, -1, 0]}),
    ("twice", {"wish_place": [1, 1, 0]}), ("twice", {"wish_place": [1, 1, 0], "wish_term": [1, 1, 0]}), ("seats", {"seats": [1.5, 1.0]}),
    ("seats", {"seats": [[1, 1]]}), ("seats", {"seats": [1, 2 ** 32]}), ("seats", {"seats": ["one", "two"]}), ("wish_score", {"wish_score": [1, 2]}),
    ("NaN", {"wish_score": [1, 2, float("nan")]}), ("exact", {"wish_score": [1, 2, 2 ** 53 + 1]}), ("tie", {"tie": [1, 2, 3]}),
    ("belong together", {"lines": [enishi.line(1)]}), ("belong together", {"groups": [enishi.group()]}),
    ("line_begin", {"lines": [enishi.line(1)], "line_begin": [0, 2, 1]}), ("lines[0]", {"lines": [enishi.line(-1)], "line_begin": [0, 1, 1]}),
    ("categories", {"lines": [enishi.line(1, category=1)], "line_begin": [0, 1, 1]}),
    ("structured", {"lines": numpy.zeros(1, "u4"), "line_begin": [0, 1, 1]}),
    ("not there", {"groups": [enishi.group()], "in_group": [enishi.in_group(1), enishi.in_group()]}),
    ("below itself", {"groups": [enishi.group(parent=0)], "in_group": [enishi.in_group()] * 2}),
    ("turns", {"groups": [enishi.group()], "in_group": [enishi.in_group(0)] * 2}),
    ("choice", {"groups": [enishi.group(choice=2)], "in_group": [enishi.in_group()] * 2}),
    ("common order", {"groups": [enishi.group(choice=1), enishi.group(parent=0)], "in_group": [enishi.in_group()] * 2}),
    ("rows", {"groups": [enishi.group()], "in_group": [enishi.in_group()]})]


@case
def a_market_that_does_not_fit_is_refused():
    good = {"seats": [1, 1], "wish_begin": [0, 2, 3], "wish_place": [0, 1, 0], "wish_score": [1, 2, 3]}
    enishi.solve(enishi.Market(**good))
    for fragment, change in WRONG:
        raises(enishi.InputError, fragment, enishi.Market, **{**good, **change})
    raises(enishi.InputError, "not fit together", enishi.solve, enishi.Market(**good, lines=[enishi.line(2)], line_begin=[0, 1, 1]))


@case
def arguments_that_do_not_fit_are_refused():
    m = enishi.Market([1, 1], [0, 2, 3], [0, 1, 0], [1, 2, 3])
    raises(enishi.InputError, "proposer", enishi.solve, m, "nobody")
    raises(enishi.InputError, "objective", enishi.assign, m, "largest")
    raises(enishi.InputError, "order", enishi.serial, m, [0, 0])
    raises(enishi.InputError, "rank", enishi.assign, m, rank=[1])
    raises(enishi.InputError, "do not fit together", enishi.weakly, m, rank=[2, 1, 1])
    raises(enishi.InputError, "applicant 1", enishi.check, m, [0, 1])
    raises(enishi.InputError, "2 entries", enishi.check, m, [0])
    raises(enishi.ClaimError, "not feasible", enishi.check, m, [0, 2])
    raises(enishi.InputError, "priorities", enishi.trading, m, priorities=[[0, 0], []])
    raises(enishi.InputError, "priorities", enishi.trading, m, priorities=[[2], []])
    raises(enishi.InputError, "lists", enishi.trading, m, priorities=[[0]])
    raises(enishi.InputError, "potentials", enishi.check_assign, m, [0, enishi.NONE], "min-cost-max", [[0], [0]])
    raises(enishi.InputError, "min_seats", enishi.closing, m, min_seats=[1])
    raises(enishi.InputError, "turn", enishi.floors, m, floors=[0, 0], turn=[1, 1])


@case
def progress_is_told_and_what_it_raises_ends_the_engine():
    applicants = 50_000
    m = enishi.Market([1], numpy.arange(applicants + 1), numpy.zeros(applicants, "u4"))
    told = []
    enishi.serial(m, progress=lambda done, total: told.append((done, total)))
    expect(len(told) > 1 and told == sorted(told) and told[-1][1] == applicants, f"told {told}")

    def stop(done, total):
        told.append("stop")
        raise KeyboardInterrupt
    raises(KeyboardInterrupt, "", enishi.serial, m, progress=stop)
    equal(told.count("stop"), 1, "how often it was told after that")


@case
def an_interrupt_from_the_keyboard_ends_the_engine():
    applicants = 50_000
    m = enishi.Market([1], numpy.arange(applicants + 1), numpy.zeros(applicants, "u4"))
    told = []

    def press(done, total):
        told.append(done)
        os.kill(os.getpid(), signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started without
    raises(KeyboardInterrupt, "", enishi.serial, m, progress=press)
    equal(told, [0], "how often it was told")
    equal(signal.getsignal(signal.SIGINT), signal.default_int_handler, "who minds the next one")
    enishi.serial(m)


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@case
def memory_of_results_is_freed():
    applicants = 20_000
    rng = numpy.random.default_rng(1)
    place = numpy.argsort(rng.random((applicants, 20)), axis=1)[:, :3].astype("u4").ravel()
    m = enishi.Market(numpy.full(20, 400), numpy.arange(applicants + 1) * 3, place, rng.random(applicants * 3))

    def work():
        for engine in (enishi.solve, enishi.immediate, enishi.serial, enishi.trading, enishi.weakly):
            engine(m)
        enishi.closing(m, numpy.zeros(20, "u4"))
    for _ in range(5):
        work()
    before = resident()
    for _ in range(CALLS // 6):
        work()
    # Every call has results of 80 kB at least; kept, they would be 32 MB.
    expect(resident() - before < 16 << 20, f"{(resident() - before) >> 20} MB more after {CALLS} calls")


run_cases()
