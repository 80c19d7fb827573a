"""A market: numpy arrays that fit together, checked once, and read by the engines where they stand."""
import ctypes

import numpy

from . import _abi
from .errors import InputError, raise_for

NONE = 0xFFFFFFFF
"""No wish, no group, no line, no limit."""
UNACCEPTABLE = float("-inf")
"""The score of a wish that the place does not accept."""
HELD = float("inf")
"""The score of a wish for the seat that its applicant holds from before."""

LINE = numpy.dtype([("seats", "u4"), ("term", "u4"), ("category", "u8"), ("others_never", "?"), ("to", "u4")], align=True)
GROUP = numpy.dtype([("parent", "u4"), ("cap", "u4"), ("target", "u4"), ("turn", "u4"), ("choice", "u4")], align=True)
IN_GROUP = numpy.dtype([("group", "u4"), ("target", "u4"), ("turn", "u4")], align=True)

TARGETS, COMMON_ORDER = 0, 1


def line(seats, category=0, term=0, others_never=False, to=NONE):
    """A row of `lines`: seats of a place that are filled together. category: the one bit of its members, 0: everyone is one."""
    return (seats, term, category, others_never, to)


def group(cap=NONE, parent=NONE, target=0, turn=0, choice=TARGETS):
    """A row of `groups`: at most `cap` in all places below it, given by TARGETS or in COMMON_ORDER."""
    return (parent, cap, target, turn, choice)


def in_group(group=NONE, target=0, turn=0):
    """A row of `in_group`: the group a place is in, its target there, and its turn among the group's children."""
    return (group, target, turn)


def _fitting(name, array, want):
    """The array in the type that the engines read; the array itself where it has that type."""
    if array.dtype == want:
        return numpy.ascontiguousarray(array)
    kinds = "iu" if want.kind in "iu" else "iuf"
    if array.size and array.dtype.kind not in kinds:
        raise InputError(f"{name}: numbers of type {want} are wanted, not {array.dtype}")
    if array.size and want.kind in "iu":
        limits = numpy.iinfo(want)
        if int(array.min()) < limits.min or int(array.max()) > limits.max:
            raise InputError(f"{name}: a number is not between {limits.min} and {limits.max}")
    if array.size and want.kind == "f" and array.dtype.kind in "iu" and max(-int(array.min()), int(array.max())) > 2 ** 53:
        raise InputError(f"{name}: a whole number beyond 2^53 has no exact score")
    return numpy.ascontiguousarray(array, dtype=want)


def numbers(name, value, dtype, length=None, dimensions=1):
    """`value` as an array that C reads; InputError says what does not fit."""
    try:
        array = numpy.asarray(value)
    except ValueError as problem:
        raise InputError(f"{name}: {problem}") from None
    if array.ndim != dimensions:
        raise InputError(f"{name}: {dimensions} dimension(s) are wanted, not {array.ndim}")
    if length is not None and len(array) != length:
        raise InputError(f"{name}: {length} entries are wanted, not {len(array)}")
    return _fitting(name, array, numpy.dtype(dtype))


def _fits_field(value, kind):
    return bool(value) == value if kind.kind == "b" else int(value) == value and 0 <= value <= numpy.iinfo(kind).max


def rows(name, value, dtype, length=None):
    """A structured array; a list of tuples becomes one."""
    if not isinstance(value, numpy.ndarray):
        value = list(value)
        for n, row in enumerate(value):
            if len(row) != len(dtype) or not all(_fits_field(v, dtype[k]) for k, v in enumerate(row)):
                raise InputError(f"{name}[{n}]: {row} is not a row of {', '.join(dtype.names)}")
        value = numpy.array([tuple(row) for row in value], dtype=dtype)
    if value.dtype != dtype:
        raise InputError(f"{name}: a structured array of type {dtype} is wanted, not {value.dtype}")
    if value.ndim != 1 or (length is not None and len(value) != length):
        raise InputError(f"{name}: {length} rows are wanted, not {value.shape}")
    return numpy.ascontiguousarray(value)


def _expect_begin(name, begin, end):
    if len(begin) == 0 or begin[0] != 0 or (begin[1:] < begin[:-1]).any() or begin[-1] != end:
        raise InputError(f"{name}: it does not rise from 0 to {end}")


def address(array):
    return None if array is None else array.ctypes.data


class Market:
    """Applicants 0 … n-1, places 0 … m-1 and wishes: those of applicant i are wish_begin[i] … wish_begin[i + 1] - 1, the best first.

    seats: per place. wish_place: per wish. wish_score: per wish, higher is better at the place, UNACCEPTABLE or HELD; None where scores
    do not matter. tie: per applicant, or per wish with tie_per_wish: among equal scores the smaller key comes first. The rest as in
    enishi/match.h: held_turn, wish_term, categories (bits), lines with line_begin, groups with in_group.

    Arrays of the right type (uint32; uint64 for tie and categories; float64 for scores; LINE, GROUP, IN_GROUP) are not copied: do not
    change them while the market is in use.

    >>> market = Market(seats=[1, 1], wish_begin=[0, 2, 3], wish_place=[0, 1, 0], wish_score=[1, 1, 2])
    >>> market
    Market(2 applicants, 2 places, 3 wishes)
    """

    def __init__(self, seats, wish_begin, wish_place, wish_score=None, *, tie=None, tie_per_wish=False, held_turn=None, wish_term=None,
                 categories=None, line_begin=None, lines=None, in_group=None, groups=None):
        self.wish_place = numbers("wish_place", wish_place, "u4")
        self.wish_begin = numbers("wish_begin", wish_begin, "u4")
        self.seats = numbers("seats", seats, "u4")
        self.wishes, self.applicants, self.places = len(self.wish_place), len(self.wish_begin) - 1, len(self.seats)
        _expect_begin("wish_begin", self.wish_begin, self.wishes)
        score = numpy.zeros(self.wishes) if wish_score is None else wish_score
        self.wish_score = numbers("wish_score", score, "f8", self.wishes)
        self.tie_per_wish = bool(tie_per_wish)
        self.tie = self._optional("tie", tie, "u8", self.wishes if tie_per_wish else self.applicants)
        self.held_turn = self._optional("held_turn", held_turn, "u4", self.applicants)
        self.wish_term = self._optional("wish_term", wish_term, "u4", self.wishes)
        self.categories = self._optional("categories", categories, "u8", self.applicants)
        self._set_lines(line_begin, lines)
        self._set_groups(in_group, groups)
        self._check_wishes()
        self._tied = None
        self.problem = self._describe()

    @classmethod
    def from_lists(cls, seats, wishes, scores=None, **more):
        """The same from a list of places per applicant, best first, and a list of scores per applicant.

        >>> Market.from_lists([1, 1], wishes=[[0, 1], [0]], scores=[[1, 1], [2]])
        Market(2 applicants, 2 places, 3 wishes)
        """
        begin = numpy.concatenate([[0], numpy.cumsum([len(own) for own in wishes], dtype="i8")])
        flat = [place for own in wishes for place in own]
        if scores is not None and [len(own) for own in scores] != [len(own) for own in wishes]:
            raise InputError("scores: one is wanted for every wish")
        return cls(seats, begin, flat, None if scores is None else [score for own in scores for score in own], **more)

    @staticmethod
    def _optional(name, value, dtype, length):
        return None if value is None else numbers(name, value, dtype, length)

    def _set_lines(self, line_begin, lines):
        if (line_begin is None) != (lines is None):
            raise InputError("lines: line_begin and lines belong together")
        self.lines = None if lines is None else rows("lines", lines, LINE)
        self.line_begin = self._optional("line_begin", line_begin, "u4", self.places + 1)
        if lines is not None:
            _expect_begin("line_begin", self.line_begin, len(self.lines))
            if self.lines["category"].any() and self.categories is None:
                raise InputError("categories: lines have categories, applicants do not")

    def _set_groups(self, in_group, groups):
        if (in_group is None) != (groups is None):
            raise InputError("groups: in_group and groups belong together")
        self.groups = None if groups is None else rows("groups", groups, GROUP)
        self.in_group = None if in_group is None else rows("in_group", in_group, IN_GROUP, self.places)
        if groups is not None:
            self._check_forest()

    def _check_forest(self):
        count, parent = len(self.groups), self.groups["parent"]
        above = numpy.concatenate([self.in_group["group"], parent])
        if ((above != NONE) & (above >= count)).any():
            raise InputError("groups: a group is not there")
        reached, steps = parent[parent != NONE], 0
        while len(reached) and steps < count:
            reached, steps = parent[reached], steps + 1
            reached = reached[reached != NONE]
        if len(reached):
            raise InputError("groups: a group is below itself")
        if (self.groups["choice"] > COMMON_ORDER).any():
            raise InputError("groups: choice is TARGETS or COMMON_ORDER")
        inner = self.groups[parent != NONE]
        if (inner["choice"] < self.groups["choice"][inner["parent"]]).any():
            raise InputError("groups: below a common order all groups have it")
        turn = numpy.concatenate([self.in_group["turn"], self.groups["turn"]])
        siblings = (above.astype("u8") << numpy.uint64(32) | turn)[above != NONE]
        if len(numpy.unique(siblings)) < len(siblings) or (turn >= 2 ** 31).any():
            raise InputError("groups: turns of one group's children are all different and below 2^31")

    def _check_wishes(self):
        if self.wishes and self.wish_place.max() >= self.places:
            raise InputError(f"wish_place: a place is not among the {self.places}")
        if numpy.isnan(self.wish_score).any():
            raise InputError("wish_score: NaN is not a score")
        owner = numpy.repeat(numpy.arange(self.applicants, dtype="u8"), numpy.diff(self.wish_begin))
        pair = owner * numpy.uint64(max(self.places, 1)) + self.wish_place
        order = numpy.argsort(pair, kind="stable") if self.wish_term is None else numpy.lexsort((self.wish_term, pair))
        twice = pair[order][1:] == pair[order][:-1]
        if self.wish_term is not None:
            twice &= self.wish_term[order][1:] == self.wish_term[order][:-1]
        if twice.any():
            raise InputError(f"wish_place: applicant {int(owner[order][1:][twice][0])} wishes twice for one place")

    def _describe(self):
        return _abi.Problem(
            applicants=self.applicants, places=self.places, seats=address(self.seats), wish_begin=address(self.wish_begin),
            wish_place=address(self.wish_place), wish_score=address(self.wish_score), tie=address(self.tie), tie_per_wish=self.tie_per_wish,
            held_turn=address(self.held_turn), wish_term=address(self.wish_term), categories=address(self.categories),
            line_begin=address(self.line_begin), lines=address(self.lines), in_group=address(self.in_group), groups=address(self.groups),
            group_count=0 if self.groups is None else len(self.groups))

    def expect_ties_decided(self):
        """Without tie keys no place may have two wishes of equal score: else the order of rows would decide."""
        if self.tie is not None:
            return
        if self._tied is None:
            found, place = ctypes.c_bool(), ctypes.c_uint32()
            raise_for(_abi.call("en_match_find_tie", ctypes.byref(self.problem), _abi.CONTEXT, ctypes.byref(found), ctypes.byref(place)))
            self._tied = place.value if found else -1
        if self._tied >= 0:
            raise InputError(f"tie: place {self._tied} has two wishes of equal score, and no tie keys decide")

    def default_rank(self):
        """1 for the first wish of each applicant, and so on."""
        return (numpy.arange(self.wishes) - numpy.repeat(self.wish_begin[:-1].astype("i8"), numpy.diff(self.wish_begin)) + 1).astype("u4")

    def matching(self, wish):
        """`wish` per applicant as the engines read it: NONE, or one of the applicant's own wishes."""
        wish = numbers("wish", getattr(wish, "wish", wish), "u4", self.applicants)
        placed = wish != NONE
        foreign = placed & ((wish < self.wish_begin[:-1]) | (wish >= self.wish_begin[1:]))
        if foreign.any():
            raise InputError(f"wish: that of applicant {int(numpy.flatnonzero(foreign)[0])} is not theirs")
        return wish

    def __repr__(self):
        return f"Market({self.applicants} applicants, {self.places} places, {self.wishes} wishes)"
