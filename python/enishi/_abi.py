"""The C ABI of libenishi: its structures, statuses and functions, by ctypes. tests/python compares it with the headers."""
import contextlib
import ctypes
import os
import pathlib
import signal
import threading
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_bool, c_int, c_size_t, c_uint32, c_uint64, c_void_p

SONAME = "libenishi.so.0"

OK, INPUT, USAGE, IMPOSSIBLE, LIMIT, IO, CLAIM, MEMORY, CANCELLED = range(9)

TELL = CFUNCTYPE(None, c_void_p, c_uint64, c_uint64)
TASK = CFUNCTYPE(None, c_void_p, c_size_t)
RUN = CFUNCTYPE(None, c_void_p, TASK, c_void_p, c_size_t)


class Allocator(Structure):
    _fields_ = [("user", c_void_p), ("resize", c_void_p)]


class Executor(Structure):
    _fields_ = [("user", c_void_p), ("width", ctypes.c_uint), ("run", RUN)]


class Context(Structure):
    _fields_ = [("allocator", POINTER(Allocator)), ("executor", POINTER(Executor)), ("cancel", POINTER(c_bool)), ("progress", TELL),
                ("progress_user", c_void_p), ("pages", c_void_p)]


class Problem(Structure):
    _fields_ = [("applicants", c_uint32), ("places", c_uint32), ("seats", c_void_p), ("wish_begin", c_void_p), ("wish_place", c_void_p),
                ("wish_score", c_void_p), ("tie", c_void_p), ("tie_per_wish", c_bool), ("tie_further", c_void_p), ("tie_user", c_void_p),
                ("held_turn", c_void_p), ("wish_term", c_void_p), ("categories", c_void_p), ("line_begin", c_void_p), ("lines", c_void_p),
                ("in_group", c_void_p), ("groups", c_void_p), ("group_count", c_uint32)]


class Result(Structure):
    _fields_ = [("wish", POINTER(c_uint32)), ("filled", POINTER(c_uint32)), ("line", POINTER(c_uint32)), ("memory", c_void_p)]


class Blocking(Structure):
    _fields_ = [("applicant", c_uint32), ("wish", c_uint32)]


class Priorities(Structure):
    _fields_ = [("begin", POINTER(c_uint32)), ("applicant", POINTER(c_uint32)), ("shared", POINTER(c_uint32)), ("shared_count", c_uint32),
                ("memory", c_void_p)]


class Closing(Structure):
    _fields_ = [("closed", POINTER(c_bool)), ("preferring", POINTER(c_uint32)), ("wanted", c_uint32), ("place", c_uint32), ("steps", c_uint64),
                ("memory", c_void_p)]


class AssignProblem(Structure):
    _fields_ = [("market", POINTER(Problem)), ("wish_rank", c_void_p), ("applicant_order", c_void_p), ("place_order", c_void_p)]


class AssignResult(Structure):
    _fields_ = [("wish", POINTER(c_uint32)), ("filled", POINTER(c_uint32)), ("ranks", POINTER(c_uint32)), ("rank_count", c_uint32),
                ("length", c_uint32), ("potentials", POINTER(ctypes.c_int64)), ("memory", c_void_p)]


class AssignFault(Structure):
    _fields_ = [("kind", c_int), ("applicant", c_uint32), ("wish", c_uint32), ("place", c_uint32)]


_P, _A, _C = POINTER(Problem), c_void_p, POINTER(Context)

# Each function that returns a status, with its arguments; those that free return nothing.
ARGUMENTS = {
    "en_match_solve": [_P, c_int, _C, POINTER(Result)],
    "en_match_check": [_P, _A, _C, POINTER(Blocking)],
    "en_match_seat_held": [_P, _C, POINTER(c_uint32)],
    "en_match_find_tie": [_P, _C, POINTER(c_bool), POINTER(c_uint32)],
    "en_match_solve_immediate": [_P, _C, POINTER(Result)],
    "en_match_solve_serial": [_P, _A, _C, POINTER(Result)],
    "en_match_prioritise": [_P, _C, POINTER(Priorities)],
    "en_match_solve_trading": [_P, POINTER(Priorities), _C, POINTER(Result)],
    "en_match_solve_weakly": [_P, _A, _A, _C, POINTER(Result)],
    "en_match_check_weakly": [_P, _A, _A, _C, POINTER(Blocking)],
    "en_match_improve": [_P, _A, _C, POINTER(Result), POINTER(c_uint64)],
    "en_match_check_improved": [_P, _A, _C],
    "en_match_solve_closing": [_P, _A, _A, c_uint64, _C, POINTER(Result), POINTER(Closing)],
    "en_match_check_closing": [_P, _A, _A, _C, POINTER(c_uint32), POINTER(Blocking)],
    "en_match_solve_floors": [_P, _A, _A, _C, POINTER(Result), _A, POINTER(c_uint32)],
    "en_match_check_floors": [_P, _A, _A, _C, POINTER(Blocking)],
    "en_assign_solve": [POINTER(AssignProblem), c_int, _C, POINTER(AssignResult)],
    "en_assign_check": [POINTER(AssignProblem), c_int, _A, _A, _C, POINTER(AssignFault)]}
FREE = {"en_match_result_free": Result, "en_match_priorities_free": Priorities, "en_match_closing_free": Closing,
        "en_assign_result_free": AssignResult}


def _find():
    """Where the library is: what ENISHI_LIBRARY says, else a build beside this folder, else where the system finds it."""
    if "ENISHI_LIBRARY" in os.environ:
        return os.environ["ENISHI_LIBRARY"]
    built = pathlib.Path(__file__).resolve().parents[2] / "build" / "include" / SONAME
    return str(built) if built.exists() else SONAME


def _load():
    library = ctypes.CDLL(_find())
    for name, arguments in ARGUMENTS.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, c_int
    for name, kind in FREE.items():
        function = getattr(library, name)
        function.argtypes, function.restype = [POINTER(kind)], None
    return library


library = _load()


CONTEXT = object()
"""Stands for the context among the arguments of `call`."""


class Threads:
    """An executor over Python's threads, which an engine's tasks run on without Python's lock."""

    def __init__(self, width):
        self.executor = Executor(width=width, run=RUN(self._run))
        self._width = width

    def _run(self, _user, task, arg, count):
        left, lock = iter(range(count)), threading.Lock()

        def work():
            while True:
                with lock:
                    index = next(left, None)
                if index is None:
                    return
                task(arg, index)
        others = []
        for _ in range(min(self._width, count) - 1):
            others.append(threading.Thread(target=work))
            try:
                others[-1].start()
            except RuntimeError:  # the system gives no more: fewer do the work
                others.pop()
                break
        work()
        for other in others:
            other.join()


class Watch:
    """A context that tells progress and can be cancelled."""

    def __init__(self, progress=None, threads=1):
        self.raised = None
        self._progress = progress
        self._cancel = c_bool(False)
        self._tell = TELL(self._told)
        self._threads = Threads(threads) if threads > 1 else None
        self.context = Context(cancel=ctypes.pointer(self._cancel), progress=self._tell)
        if self._threads:
            self.context.executor = ctypes.pointer(self._threads.executor)

    def _told(self, _user, done, total):
        try:
            if self._progress and not self.raised:
                self._progress(done, total)
        except BaseException as raised:  # it cannot pass through C
            self.end(raised)

    def end(self, raised):
        self.raised = raised
        self._cancel.value = True


@contextlib.contextmanager
def _interruptible(watch):
    """Ctrl-C ends the engine. Python's own handler would raise on the way into the callback, where exceptions are lost."""
    mine = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if mine:
        signal.signal(signal.SIGINT, lambda *_: watch.end(KeyboardInterrupt()))
    try:
        yield
    finally:
        if mine:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _free_all(arguments):
    for argument in arguments:
        for name, kind in FREE.items():
            if isinstance(getattr(argument, "_obj", None), kind):
                getattr(library, name)(argument)


def call(name, *arguments, progress=None, threads=1):
    """Calls a function with a context where CONTEXT stands; returns its status. An exception in `progress`, or Ctrl-C, ends the engine and
    is raised again."""
    watch = Watch(progress, threads)
    with _interruptible(watch):
        status = getattr(library, name)(*(byref(watch.context) if argument is CONTEXT else argument for argument in arguments))
    if watch.raised:
        if status == OK:  # it came too late
            _free_all(arguments)
        raise watch.raised
    return status
