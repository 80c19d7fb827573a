"""The statuses of libenishi as exceptions; lack of memory is Python's MemoryError."""
from . import _abi


class Error(Exception):
    """What libenishi refuses or cannot do. `applicant`, `wish`, `place`: where, or None; `findings`: of a model, what is wrong with it;
    `result`: the best so far, where a limit was reached."""

    def __init__(self, message, applicant=None, wish=None, place=None, findings=(), result=None):
        super().__init__(message)
        self.findings = list(findings)
        self.result = result
        self.applicant, self.wish, self.place = applicant, wish, place


class InputError(Error, ValueError):
    """The arrays break a rule or do not fit together."""


class UsageError(Error, ValueError):
    """The mechanism does not take such a market (lines, groups or held seats)."""


class ImpossibleError(Error):
    """Proven: nothing with the asked properties exists."""


class LimitError(Error):
    """A stated limit was reached."""


class ClaimError(Error):
    """The matching is not what it claims: the applicant prefers `wish` to the result and would get it; wish None: it is not feasible."""


class CancelledError(Error):
    """The caller wanted no more."""


_RAISED = {
    _abi.INPUT: (InputError, "the arrays do not fit together, or the market has what this mechanism does not take"),
    _abi.USAGE: (UsageError, "this mechanism takes plain places only: no lines, groups or held seats"),
    _abi.IMPOSSIBLE: (ImpossibleError, "proven: nothing with the asked properties exists"),
    _abi.LIMIT: (LimitError, "a stated limit was reached"),
    _abi.CLAIM: (ClaimError, "the matching is not what it claims"),
    _abi.CANCELLED: (CancelledError, "cancelled")}


def raise_for(status, **where):
    """Raises what a status stands for; EN_OK raises nothing."""
    if status == _abi.OK:
        return
    if status == _abi.MEMORY:
        raise MemoryError("libenishi: the allocator had no memory")
    kind, message = _RAISED[status]
    raise kind(message, **where)
