"""enishi: matching under priorities, and planning with system dynamics, on numpy arrays.

A thin layer over libenishi (docs/python.md). Nothing is compiled: the library is found by ENISHI_LIBRARY, in build/ of this checkout, or
where the system finds it.

>>> import enishi
>>> market = enishi.Market.from_lists(seats=[1, 1], wishes=[[0, 1], [0, 1]], scores=[[1, 2], [2, 1]])
>>> result = enishi.solve(market)
>>> result.place
array([1, 0])
>>> enishi.check(market, result)
"""
from .errors import CancelledError, ClaimError, Error, ImpossibleError, InputError, LimitError, UsageError
from .market import COMMON_ORDER, GROUP, HELD, IN_GROUP, LINE, NONE, TARGETS, UNACCEPTABLE, Market, group, in_group, line
from .match import (Assignment, Closing, Floors, Improved, Result, assign, check, check_assign, check_closing, check_floors, check_weakly, closing,
                    floors, immediate, improve, serial, solve, trading, weakly)
from .model import Effect, Ensemble, Fan, Finding, Model, Outcome, Run, Variable

__all__ = [
    "Assignment", "COMMON_ORDER", "CancelledError", "ClaimError", "Closing", "Effect", "Ensemble", "Error", "Fan", "Finding", "Floors",
    "GROUP", "HELD", "IN_GROUP", "ImpossibleError", "Improved", "InputError", "LINE", "LimitError", "Market", "Model", "NONE", "Outcome",
    "Result", "Run", "TARGETS", "UNACCEPTABLE", "UsageError", "Variable", "assign", "check", "check_assign", "check_closing",
    "check_floors", "check_weakly", "closing", "floors", "group", "immediate", "improve", "in_group", "line", "serial", "solve", "trading",
    "weakly"]
