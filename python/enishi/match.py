"""The engines: each takes a Market, and gives numpy arrays or raises an enishi.Error.

`progress(done, total)` is called from time to time; an exception in it, or Ctrl-C, ends the engine. Complexity and sources stand with the C
functions, in include/enishi and docs/reference.
"""
import ctypes
from ctypes import byref
from dataclasses import dataclass

import numpy

from . import _abi
from .errors import ClaimError, ImpossibleError, InputError, LimitError, raise_for
from .market import NONE, Market, address, numbers

PROPOSERS = {"applicants": 0, "places": 1}
OBJECTIVES = {"max-size": 0, "min-cost-max": 1, "generous-max": 2, "greedy-max": 3, "rank-maximal": 4}
FAULTS = ["the matching is not feasible", "a free seat has a price, or a price is below 0", "at these prices another wish is better",
          "an augmenting path leads to a free seat"]


@dataclass
class Result:
    """Who goes where."""

    wish: numpy.ndarray
    """per applicant: the wish that came true, or NONE"""
    place: numpy.ndarray
    """per applicant: its place, or -1"""
    filled: numpy.ndarray
    """per place: seats taken"""
    line: numpy.ndarray = None
    """per applicant: which line of the place, from 0; None where the market has no lines"""

    @property
    def size(self):
        """How many are placed."""
        return int(numpy.count_nonzero(self.wish != NONE))


@dataclass
class Assignment(Result):
    """A result with the prices that prove it (enishi/assign.h)."""

    ranks: numpy.ndarray = None
    """the ranks that occur in acceptable wishes, ascending"""
    potentials: numpy.ndarray = None
    """places × length of a gain: what one more seat at a place would add to the objective"""


@dataclass
class Closing(Result):
    """A result in which some places stay closed."""

    closed: numpy.ndarray = None
    """per place: whether it stays closed"""
    preferring: numpy.ndarray = None
    """per place: how many acceptable applicants prefer it to their result"""
    wanted: int = 0
    """how many closed places enough prefer to open them: 0, but for the result of a LimitError"""
    steps: int = 0
    """of the search: how many deferred acceptances"""


@dataclass
class Floors(Result):
    """A result in which every place holds at least its floor."""

    seats_given: numpy.ndarray = None
    """per place: seats of the deferred acceptance that the result is"""


@dataclass
class Improved(Result):
    """A result after stable improvement cycles."""

    cycles: int = 0
    """how many were carried out"""


def _copy(pointer, count, dtype="u4"):
    """The engine's array as one of numpy's own, so that the engine's memory can be freed at once."""
    if count == 0:
        return numpy.zeros(0, dtype)
    return numpy.ctypeslib.as_array(pointer, (count,)).astype(dtype, copy=True)


def _places(market, wish):
    place = numpy.full(market.applicants, -1, dtype="i8")
    placed = wish != NONE
    place[placed] = market.wish_place[wish[placed]]
    return place


def _take(market, raw, kind=Result, free=_abi.library.en_match_result_free, **more):
    """The raw result as `kind`; its memory is freed, whatever happens."""
    try:
        wish = _copy(raw.wish, market.applicants)
        line = getattr(raw, "line", None)
        return kind(wish=wish, place=_places(market, wish), filled=_copy(raw.filled, market.places),
                    line=_copy(line, market.applicants) if line else None, **more)
    finally:
        free(byref(raw))


def _one_of(name, value, among):
    if value not in among:
        raise InputError(f"{name}: {value!r} is not one of {', '.join(among)}")
    return among[value]


def _order(name, value, count):
    """Every number below `count` once; None: as they stand."""
    order = numpy.arange(count, dtype="u4") if value is None else numbers(name, value, "u4", count)
    if count and (order.max() >= count or (numpy.bincount(order, minlength=count) != 1).any()):
        raise InputError(f"{name}: it does not hold every one of 0 … {count - 1} once")
    return order


def _run(name, market, *before, progress=None):
    """An engine of the form f(market, before…, context, result)."""
    raw = _abi.Result()
    raise_for(_abi.call(name, byref(market.problem), *before, _abi.CONTEXT, byref(raw), progress=progress))
    return _take(market, raw)


def _check(name, market, *before, more=()):
    """A check of the form f(market, before…, context, more…, blocking)."""
    blocking = _abi.Blocking()
    status = _abi.call(name, byref(market.problem), *before, _abi.CONTEXT, *more, byref(blocking))
    if status == _abi.CLAIM and blocking.wish == NONE:
        raise ClaimError("the matching is not feasible", blocking.applicant)
    if status == _abi.CLAIM:
        raise ClaimError(f"applicant {blocking.applicant} prefers wish {blocking.wish} and would get it", blocking.applicant, blocking.wish,
                         int(market.wish_place[blocking.wish]))
    raise_for(status)


def solve(market, proposer="applicants", progress=None):
    """The stable matching that is best for the proposers; with lines or groups the outcome of cumulative offers (applicants only).

    >>> market = Market.from_lists([1, 1], wishes=[[0, 1], [1, 0]], scores=[[1, 2], [1, 2]])
    >>> solve(market).place
    array([0, 1])
    >>> solve(market, proposer="places").place
    array([1, 0])
    """
    side = _one_of("proposer", proposer, PROPOSERS)
    market.expect_ties_decided()
    return _run("en_match_solve", market, side, progress=progress)


def check(market, wish):
    """ClaimError unless a matching (a Result, or wishes per applicant) is feasible and stable.

    >>> market = Market.from_lists([1], wishes=[[0], [0]], scores=[[2], [1]])
    >>> check(market, [0, NONE])
    >>> check(market, [NONE, 1])
    Traceback (most recent call last):
    enishi.errors.ClaimError: applicant 0 prefers wish 0 and would get it
    """
    wish = market.matching(wish)
    market.expect_ties_decided()
    _check("en_match_check", market, address(wish))


def immediate(market, progress=None):
    """Immediate acceptance (the Boston mechanism).

    >>> market = Market.from_lists([1, 1], wishes=[[0, 1], [0, 1], [1]], scores=[[2, 2], [1, 3], [1]])
    >>> immediate(market).place
    array([ 0, -1,  1])
    """
    market.expect_ties_decided()
    return _run("en_match_solve_immediate", market, progress=progress)


def serial(market, order=None, progress=None):
    """Serial dictatorship: one after another, as they stand in `order`, takes the best place with a seat left.

    >>> serial(Market.from_lists([1, 1], wishes=[[0, 1], [0]]), order=[1, 0]).place
    array([1, 0])
    """
    order = _order("order", order, market.applicants)
    return _run("en_match_solve_serial", market, address(order), progress=progress)


def _flatten(market, priorities):
    if len(priorities) != market.places:
        raise InputError(f"priorities: {market.places} lists are wanted, not {len(priorities)}")
    lists = [numbers(f"priorities[{p}]", own, "u4") for p, own in enumerate(priorities)]
    for p, own in enumerate(lists):
        if len(own) and (own.max() >= market.applicants or len(numpy.unique(own)) < len(own)):
            raise InputError(f"priorities[{p}]: somebody is not an applicant, or there twice")
    begin = numbers("priorities", numpy.concatenate([[0], numpy.cumsum([len(own) for own in lists], dtype="i8")]), "u4")
    return begin, numpy.concatenate([*lists, numpy.zeros(0, "u4")])


def _given(market, priorities, shared):
    """The structure, and the arrays that it borrows."""
    u4 = ctypes.POINTER(ctypes.c_uint32)
    begin, applicant = _flatten(market, priorities)
    raw = _abi.Priorities(begin=begin.ctypes.data_as(u4), applicant=applicant.ctypes.data_as(u4))
    if shared is not None:
        (_, shared) = _flatten(market, [shared] + [[]] * (market.places - 1)) if market.places else (None, numpy.zeros(0, "u4"))
        raw.shared, raw.shared_count = shared.ctypes.data_as(u4), len(shared)
    return raw, (begin, applicant, shared)


def trading(market, priorities=None, shared=None, progress=None):
    """Top trading cycles. priorities: per place a list of applicants, the first first, also such as do not wish for it; None: the lists
    that the scores of the wishes give. A place with an empty list has `shared`.

    >>> market = Market.from_lists([1, 1], wishes=[[1, 0], [0, 1]])
    >>> trading(market, priorities=[[0, 1], [1, 0]]).place
    array([1, 0])
    """
    result = _abi.Result()
    if priorities is not None:
        raw, _borrowed = _given(market, priorities, shared)
        raise_for(_abi.call("en_match_solve_trading", byref(market.problem), byref(raw), _abi.CONTEXT, byref(result), progress=progress))
        return _take(market, result)
    if shared is not None:
        raise InputError("shared: it belongs to priorities")
    market.expect_ties_decided()
    raw = _abi.Priorities()
    raise_for(_abi.call("en_match_prioritise", byref(market.problem), _abi.CONTEXT, byref(raw)))
    try:
        raise_for(_abi.call("en_match_solve_trading", byref(market.problem), byref(raw), _abi.CONTEXT, byref(result), progress=progress))
    finally:
        _abi.library.en_match_priorities_free(byref(raw))
    return _take(market, result)


def _ranks(market, rank):
    return market.default_rank() if rank is None else numbers("rank", rank, "u4", market.wishes)


def _assign_problem(market, rank, applicant_order=None, place_order=None):
    """The structure, and the arrays that it borrows."""
    kept = (_ranks(market, rank), _order("applicant_order", applicant_order, market.applicants),
            _order("place_order", place_order, market.places))
    return _abi.AssignProblem(ctypes.pointer(market.problem), *map(address, kept)), kept


def assign(market, objective="max-size", rank=None, applicant_order=None, place_order=None, progress=None):
    """The best assignment without stability, with potentials. objective: max-size, min-cost-max, generous-max, greedy-max or rank-maximal;
    rank: per wish, None: 1, 2 … along each list. Scores only say which wishes are acceptable.

    >>> market = Market.from_lists([1, 1], wishes=[[0, 1], [0]])
    >>> best = assign(market, "min-cost-max")
    >>> best.place
    array([1, 0])
    >>> best.potentials
    array([[0, 1],
           [0, 0]])
    """
    objective = _one_of("objective", objective, OBJECTIVES)
    problem, _borrowed = _assign_problem(market, rank, applicant_order, place_order)
    raw = _abi.AssignResult()
    raise_for(_abi.call("en_assign_solve", byref(problem), objective, _abi.CONTEXT, byref(raw), progress=progress))
    ranks = _copy(raw.ranks, raw.rank_count)
    potentials = _copy(raw.potentials, market.places * raw.length, "i8").reshape(market.places, raw.length)
    return _take(market, raw, Assignment, _abi.library.en_assign_result_free, ranks=ranks, potentials=potentials)


def check_assign(market, wish, objective="max-size", potentials=None, rank=None):
    """ClaimError unless a matching is feasible and best by the potentials; None for max-size alone: no augmenting path.

    >>> market = Market.from_lists([1, 1], wishes=[[0, 1], [0]])
    >>> check_assign(market, [1, 2], "min-cost-max", [[0, 1], [0, 0]])
    """
    wish, kind = market.matching(wish), _one_of("objective", objective, OBJECTIVES)
    problem, kept = _assign_problem(market, rank)
    if potentials is not None:
        acceptable = kept[0][market.wish_score != float("-inf")]
        length = [1, 2, 1, 1, 0][kind] + (len(numpy.unique(acceptable)) if kind >= 2 else 0)
        potentials = numbers("potentials", potentials, "i8", market.places, dimensions=2)
        if potentials.shape[1] != length:
            raise InputError(f"potentials: {market.places} × {length} are wanted, not {potentials.shape}")
    fault = _abi.AssignFault()
    status = _abi.call("en_assign_check", byref(problem), kind, address(wish), address(potentials), _abi.CONTEXT, byref(fault))
    if status == _abi.CLAIM:
        where = {name: None if value == NONE else value for name, value in
                 (("applicant", fault.applicant), ("wish", fault.wish), ("place", fault.place))}
        raise ClaimError(FAULTS[fault.kind], **where)
    raise_for(status)


def weakly(market, rank=None, order=None, progress=None):
    """A weakly stable matching at least two thirds as large as the largest. Equal scores and equal ranks are ties; rank None: no applicant
    has any. order: of applicants, decides between equally good outcomes.

    >>> market = Market.from_lists([1, 1], wishes=[[0, 1], [0]], scores=[[1, 1], [1]])
    >>> weakly(market).place
    array([1, 0])
    """
    rank = None if rank is None else numbers("rank", rank, "u4", market.wishes)
    order = _order("order", order, market.applicants)
    return _run("en_match_solve_weakly", market, address(rank), address(order), progress=progress)


def check_weakly(market, wish, rank=None):
    """ClaimError unless a matching is feasible and weakly stable.

    >>> check_weakly(Market.from_lists([1], wishes=[[0], [0]], scores=[[1], [1]]), [NONE, 1])
    """
    wish = market.matching(wish)
    rank = None if rank is None else numbers("rank", rank, "u4", market.wishes)
    _check("en_match_check_weakly", market, address(rank), address(wish))


def improve(market, wish, order=None, progress=None):
    """A weakly stable matching (a Result, or wishes per applicant) after stable improvement cycles, until none is left.

    >>> market = Market.from_lists([1, 1], wishes=[[0, 1], [1, 0]], scores=[[1, 1], [1, 1]])
    >>> better = improve(market, [1, 3])
    >>> better.place, better.cycles
    (array([0, 1]), 1)
    """
    wish = market.matching(wish).copy()
    order = _order("order", order, market.applicants)
    filled = numpy.bincount(market.wish_place[wish[wish != NONE]], minlength=market.places).astype("u4")
    u4 = ctypes.POINTER(ctypes.c_uint32)
    raw, cycles = _abi.Result(wish=wish.ctypes.data_as(u4), filled=filled.ctypes.data_as(u4)), ctypes.c_uint64()
    raise_for(_abi.call("en_match_improve", byref(market.problem), address(order), _abi.CONTEXT, byref(raw), byref(cycles), progress=progress))
    return Improved(wish=wish, place=_places(market, wish), filled=filled, cycles=cycles.value)


def _turns(market, turn):
    return _order("turn", turn, market.places)


def closing(market, min_seats, turn=None, most_steps=1_000_000, progress=None):
    """A place holds nobody or at least min_seats[p]: the applicant-optimal stable matching of the open ones. ImpossibleError: there is
    none, `place` can neither open nor stay closed. LimitError: most_steps were not enough; its `result` is the best so far, in which
    `wanted` closed places are preferred by enough to open them.

    >>> market = Market.from_lists([2, 1], wishes=[[0, 1]], scores=[[1, 1]])
    >>> result = closing(market, min_seats=[2, 0])
    >>> result.place, result.closed
    (array([1]), array([ True, False]))
    """
    least, turn = numbers("min_seats", min_seats, "u4", market.places), _turns(market, turn)
    market.expect_ties_decided()
    raw, found = _abi.Result(), _abi.Closing()
    status = _abi.call("en_match_solve_closing", byref(market.problem), address(least), address(turn), most_steps, _abi.CONTEXT, byref(raw),
                       byref(found), progress=progress)
    if status == _abi.IMPOSSIBLE:
        raise ImpossibleError(f"place {found.place} can neither open nor stay closed", place=found.place)
    if status != _abi.LIMIT:
        raise_for(status)
    closed = _copy(found.closed, market.places, "?")
    preferring, wanted, steps = _copy(found.preferring, market.places), found.wanted, found.steps
    _abi.library.en_match_closing_free(byref(found))    # leaves nothing in it
    result = _take(market, raw, Closing, closed=closed, preferring=preferring, wanted=wanted, steps=steps)
    if status == _abi.LIMIT:
        raise LimitError(f"most_steps = {most_steps}: enough prefer {wanted} closed places to open them", result=result)
    return result


def check_closing(market, wish, min_seats):
    """ClaimError unless every place holds nobody or at least min_seats, the open ones are stable, and too few want the closed.

    >>> check_closing(Market.from_lists([2, 1], wishes=[[0, 1]], scores=[[1, 1]]), [1], min_seats=[2, 0])
    """
    wish, least = market.matching(wish), numbers("min_seats", min_seats, "u4", market.places)
    market.expect_ties_decided()
    _check("en_match_check_closing", market, address(least), address(wish), more=(None,))


def floors(market, floors, turn=None, progress=None):
    """Every place holds at least floors[p], nobody envies anyone behind them; seats may be wasted. ImpossibleError: there is none.

    >>> market = Market.from_lists([2, 2], wishes=[[0, 1], [0, 1]], scores=[[2, 1], [1, 2]])
    >>> result = floors(market, floors=[0, 1])
    >>> result.place, result.seats_given
    (array([0, 1]), array([1, 2], dtype=uint32))
    """
    least, turn = numbers("floors", floors, "u4", market.places), _turns(market, turn)
    market.expect_ties_decided()
    raw, place = _abi.Result(), ctypes.c_uint32()
    given = numpy.zeros(market.places, "u4")
    status = _abi.call("en_match_solve_floors", byref(market.problem), address(least), address(turn), _abi.CONTEXT, byref(raw), address(given),
                       byref(place), progress=progress)
    if status == _abi.IMPOSSIBLE:
        raise ImpossibleError(f"the floor of place {place.value} cannot be filled", place=place.value)
    raise_for(status)
    return _take(market, raw, Floors, seats_given=given)


def check_floors(market, wish, floors):
    """ClaimError unless nobody envies anyone behind them, and every place holds at least its floor.

    >>> market = Market.from_lists([2, 2], wishes=[[0, 1], [0, 1]], scores=[[2, 1], [1, 2]])
    >>> check_floors(market, [0, 3], floors=[0, 1])
    """
    wish, least = market.matching(wish), numbers("floors", floors, "u4", market.places)
    market.expect_ties_decided()
    _check("en_match_check_floors", market, address(least), address(wish))
