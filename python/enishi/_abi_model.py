"""The C ABI of enishi/plan.h: its structures and functions, by ctypes. tests/python compares it with the header."""
import ctypes
from ctypes import POINTER, Structure, c_bool, c_char_p, c_double, c_int, c_int64, c_size_t, c_uint32, c_uint64, c_void_p

from . import _abi

MOST_ARGUMENTS = 4


class Argument(Structure):
    _fields_ = [("name", c_char_p), ("kind", c_int), ("integer", c_int64), ("real", c_double), ("text", c_char_p)]


class Problem(Structure):
    _fields_ = [("error", c_bool), ("rule", c_char_p), ("source", c_char_p), ("line", c_uint64), ("column", c_uint32), ("about", c_char_p),
                ("value", c_char_p), ("argument_count", c_uint32), ("arguments", Argument * MOST_ARGUMENTS)]


class Dimension(Structure):
    _fields_ = [("name", c_char_p), ("count", c_uint32), ("elements", POINTER(c_char_p))]


class Variable(Structure):
    _fields_ = [("name", c_char_p), ("units", c_char_p), ("doc", c_char_p), ("kind", c_int), ("constant", c_bool), ("input", c_bool),
                ("curve", c_bool), ("low", c_double), ("high", c_double), ("first", c_uint32), ("count", c_uint32), ("rank", c_uint32),
                ("dimensions", POINTER(c_uint32))]


class Column(Structure):
    _fields_ = [("name", c_char_p), ("variable", c_uint32), ("constant", c_double)]


class Contents(Structure):
    _fields_ = [("name", c_char_p), ("time_units", c_char_p), ("start", c_double), ("stop", c_double), ("dt", c_double), ("save_step", c_double),
                ("method", c_int), ("variable_count", c_uint32), ("column_count", c_uint32), ("dimension_count", c_uint32),
                ("variables", POINTER(Variable)), ("columns", POINTER(Column)), ("dimensions", POINTER(Dimension))]


class Set(Structure):
    _fields_ = [("name", c_char_p), ("value", c_double), ("bounded", c_bool), ("from", c_double), ("to", c_double)]


class Ask(Structure):
    _fields_ = [("sets", POINTER(Set)), ("columns", c_void_p), ("set_count", c_uint32), ("column_count", c_uint32), ("force", c_bool),
                ("save_step", c_double), ("seed", c_uint64)]


class Vary(Structure):
    _fields_ = [("name", c_char_p), ("distribution", c_int), ("a", c_double), ("b", c_double), ("c", c_double), ("values", c_void_p),
                ("value_count", c_uint32)]


class Correlation(Structure):
    _fields_ = [("first", c_char_p), ("second", c_char_p), ("rank_correlation", c_double)]


class Target(Structure):
    _fields_ = [("variable", c_char_p), ("time", c_double), ("value", c_double)]


class Many(Structure):
    _fields_ = [("ask", Ask), ("runs", c_uint64), ("sampling", c_int), ("vary", POINTER(Vary)), ("correlations", POINTER(Correlation)),
                ("percents", c_void_p), ("targets", POINTER(Target)), ("vary_count", c_uint32), ("correlation_count", c_uint32),
                ("percent_count", c_uint32), ("target_count", c_uint32), ("rank_by", c_char_p), ("ranking", c_int), ("memory", c_size_t)]


class Outcome(Structure):
    _fields_ = [("met", c_uint64), ("probability", c_double), ("first_time", c_double), ("half_time", c_double), ("never", c_uint64)]


class Effect(Structure):
    _fields_ = [("name", c_char_p), ("effect", c_double), ("second", c_double), ("low", c_double), ("high", c_double)]


class Failure(Structure):
    _fields_ = [("run", c_uint64), ("time", c_double)]


_DOUBLES = POINTER(c_double)


class Fan(Structure):
    _fields_ = [("runs", c_uint64), ("failed", c_uint64), ("approximate", c_bool), ("rows", c_size_t), ("columns", c_size_t),
                ("quantiles", c_size_t), ("times", _DOUBLES), ("mean", _DOUBLES), ("sd", _DOUBLES), ("least", _DOUBLES), ("most", _DOUBLES),
                ("quantile", _DOUBLES), ("outcomes", POINTER(Outcome)), ("effects", POINTER(Effect)), ("effect_count", c_uint32),
                ("r_squared", c_double), ("failures", POINTER(Failure)), ("failure_count", c_uint32), ("memory", c_void_p)]


STRUCTURES = {
    "en_model_argument": Argument, "en_model_problem": Problem, "en_model_dimension": Dimension, "en_model_variable": Variable,
    "en_model_column": Column, "en_model_contents": Contents, "en_model_set": Set, "en_model_ask": Ask, "en_model_vary": Vary,
    "en_model_correlation": Correlation, "en_model_target": Target, "en_model_many": Many, "en_model_outcome": Outcome,
    "en_model_effect": Effect, "en_model_failure": Failure, "en_model_fan": Fan}

_C, _OUT = POINTER(_abi.Context), POINTER(c_void_p)

ARGUMENTS = {
    "en_model_report_make": [_C, _OUT],
    "en_model_report_get": [c_void_p, c_size_t, POINTER(Problem)],
    "en_model_report_say": [c_void_p, c_size_t, c_int, c_bool, c_char_p, c_size_t, POINTER(c_size_t)],
    "en_model_load": [c_char_p, c_size_t, c_char_p, _C, c_void_p, _OUT],
    "en_model_check": [c_void_p, c_bool, _C, c_void_p],
    "en_model_find": [c_void_p, c_char_p, _C, c_void_p, POINTER(c_uint32), POINTER(c_uint32)],
    "en_model_rows": [c_void_p, c_double, _C, c_void_p, POINTER(c_uint64)],
    "en_model_run": [c_void_p, POINTER(Ask), _C, c_void_p, c_void_p, c_void_p],
    "en_model_run_many": [c_void_p, POINTER(Many), _C, c_void_p, POINTER(Fan)]}

library = _abi.library


def _declare():
    for name, arguments in ARGUMENTS.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, ctypes.c_int
    for name in ("en_model_report_free", "en_model_free"):
        function = getattr(library, name)
        function.argtypes, function.restype = [c_void_p], None
    library.en_model_report_count.argtypes = [c_void_p, POINTER(c_uint64), POINTER(c_uint64)]
    library.en_model_report_count.restype = c_size_t
    library.en_model_contents_of.argtypes, library.en_model_contents_of.restype = [c_void_p], POINTER(Contents)
    library.en_model_fan_free.argtypes, library.en_model_fan_free.restype = [POINTER(Fan)], None
    _abi.FREE["en_model_fan_free"] = Fan


_declare()
