"""Models of stocks and flows in XMILE: read, run once, run many times (docs/python.md).

Nothing here needs pandas; `dict(result)` and `result.names` give what a data frame is made of.
"""
import collections
import ctypes
import math
import numbers as number_kinds
import os
from ctypes import byref
from dataclasses import dataclass

import numpy

from . import _abi, _abi_model
from ._abi_model import library
from .errors import InputError, LimitError, raise_for

LANGUAGES = {"en": 0, "vi": 1, "ja": 2}
KINDS = ["stock", "flow", "auxiliary"]
METHODS = ["euler", "rk2", "rk4"]
SAMPLINGS = {"random": 0, "lhs": 1, "sobol": 2}
RANKINGS = {"regression": 0, "morris": 1, "sobol": 2}
DISTRIBUTIONS = {"uniform": (0, 2), "normal": (1, 2), "lognormal": (2, 2), "triangular": (3, 3), "pert": (4, 3), "choice": (5, 1)}
MOST_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """What is wrong with a model or with what is asked of it, or what was mended."""

    error: bool
    """else a warning"""
    rule: str
    """its key, such as plan-run.unknown"""
    source: str
    """the model's file, or the argument: sets, vary, correlations, targets"""
    line: int
    """of the file; or which of the argument's, from 1; 0: none"""
    column: int
    """character of the line, from 1; 0: none"""
    about: str
    """the variable, or the member of the argument"""
    value: str
    arguments: dict
    message: str
    whole: str
    """the message with its place, as the program prints it"""

    def __str__(self):
        return self.whole


@dataclass(frozen=True)
class Variable:
    """A variable of a model."""

    name: str
    units: str
    doc: str
    kind: str
    """stock, flow or auxiliary"""
    constant: bool
    """its equations hold numbers alone"""
    input: bool
    """of a module: it has the values of what it is connected to"""
    curve: bool
    """it has a graphical function: name.y can be set"""
    range: tuple
    """(low, high) as the model gives it; NaN: none"""
    value: object
    """of a constant: a number, or an array of them; else None"""
    dimensions: tuple
    """names of its dimensions"""
    columns: tuple
    """names of its elements, or its own"""
    shape: tuple


def _text(raw):
    return raw.decode()


def _argument(raw):
    value = [raw.integer, raw.real, _text(raw.text or b""), _text(raw.text or b"")][raw.kind]
    return _text(raw.name), value


class _Report:
    """What a call reports, for the time of a `with`."""

    def __enter__(self):
        self.pointer = ctypes.c_void_p()
        raise_for(library.en_model_report_make(None, byref(self.pointer)))
        return self

    def __exit__(self, *_):
        library.en_model_report_free(self.pointer)

    def _say(self, which, language, whole):
        size = ctypes.c_size_t()
        raise_for(library.en_model_report_say(self.pointer, which, language, whole, None, 0, byref(size)))
        text = ctypes.create_string_buffer(size.value + 1)
        raise_for(library.en_model_report_say(self.pointer, which, language, whole, text, size.value + 1, byref(size)))
        return _text(text.value)

    def findings(self, language):
        found, raw = [], _abi_model.Problem()
        for which in range(library.en_model_report_count(self.pointer, None, None)):
            raise_for(library.en_model_report_get(self.pointer, which, byref(raw)))
            arguments = dict(_argument(argument) for argument in raw.arguments[:raw.argument_count])
            found.append(Finding(raw.error, _text(raw.rule), _text(raw.source), raw.line, raw.column, _text(raw.about), _text(raw.value), arguments,
                                 self._say(which, language, False), self._say(which, language, True)))
        return found

    def settle(self, status, language):
        """The warnings; or the exception that the status stands for, with all findings."""
        found = self.findings(language)
        if status in (_abi.INPUT, _abi.LIMIT):
            kind = InputError if status == _abi.INPUT else LimitError
            errors = [str(finding) for finding in found if finding.error]
            more = [f"… {len(errors) - MOST_SHOWN} more"] if len(errors) > MOST_SHOWN else []
            raise kind("\n".join(errors[:MOST_SHOWN] + more) or "the model cannot be run", findings=found)
        if status == _abi.USAGE:
            raise InputError("an argument is outside of what enishi/plan.h says of it", findings=found)
        raise_for(status)
        return found


def _one_of(name, value, among):
    if value not in among:
        raise InputError(f"{name}: {value!r} is not one of {', '.join(among)}")
    return among[value]


def _number(name, value):
    if not isinstance(value, number_kinds.Real):
        raise InputError(f"{name}: {value!r} is not a number")
    return float(value)


def _whole(name, value, most):
    if isinstance(value, bool) or not isinstance(value, number_kinds.Integral) or not 0 <= value <= most:
        raise InputError(f"{name}: {value!r} is not a whole number from 0 to {most}")
    return int(value)


def _name(where, value):
    if not isinstance(value, str) or "\0" in value:
        raise InputError(f"{where}: {value!r} is not a name")
    return value.encode()


def _rows(kind, rows):
    """An array of structures, and how many there are."""
    return (kind * len(rows))(*rows), len(rows)


def _sets(sets):
    """{name: value}, {name: (value, from, to)}, or a list of (name, value, from, to), in which from and to may be left out or None."""
    items = [(name, *(value if isinstance(value, tuple) else (value,))) for name, value in sets.items()] if hasattr(sets, "items") else sets
    rows = []
    for item in items or []:
        if not 2 <= len(item) <= 4:
            raise InputError(f"sets: {item!r} is not (name, value, from, to)")
        name, value, *ends = item
        ends = [None if end is None else _number("sets", end) for end in [*ends, None, None][:2]]
        low, high = (-math.inf if ends[0] is None else ends[0]), (math.inf if ends[1] is None else ends[1])
        rows.append(_abi_model.Set(_name("sets", name), _number(f"sets[{name!r}]", value), ends != [None, None], low, high))
    return rows


def _vary(vary):
    """{name: (distribution, a, b, c)}; of choice {name: ("choice", values)}. The arrays of choices are kept by the caller."""
    rows, kept = [], []
    for name, (distribution, *parameters) in vary.items():
        kind, count = _one_of(f"vary[{name!r}]", distribution, DISTRIBUTIONS)
        if len(parameters) != count:
            raise InputError(f"vary[{name!r}]: {distribution} takes {count} of numbers, not {len(parameters)}")
        row = _abi_model.Vary(_name("vary", name), kind)
        if distribution == "choice":
            values = numpy.ascontiguousarray(parameters[0], dtype="f8").ravel()
            kept.append(values)
            row.values, row.value_count = values.ctypes.data, len(values)
        else:
            row.a, row.b, row.c = [_number(f"vary[{name!r}]", value) for value in [*parameters, 0.0][:3]]
        rows.append(row)
    return rows, kept


class _Named(collections.abc.Mapping):
    """What has a value for each column, by name; the bare name of an array stands for all its elements."""

    def __init__(self, model, chosen):
        self._model, self._place = model, {column: at for at, column in enumerate(chosen)}
        self.names = [model.columns[column] for column in chosen]
        """of the columns, in their order"""
        self.units = {name: model._units[column] for name, column in zip(self.names, chosen)}
        """by column"""

    def _of(self, places, shape):
        raise NotImplementedError

    def __getitem__(self, name):
        try:
            first, count = self._model._find(name)
        except InputError:
            raise KeyError(name) from None
        places = [self._place.get(column) for column in range(first, first + count)]
        if None in places:
            raise KeyError(f"{name}: it is not among the columns")
        shape = self._model._variable_of[first].shape
        return self._of(places, shape if count == math.prod(shape) and shape else ())

    def __iter__(self):
        return iter(self.names)

    def __len__(self):
        return len(self.names)


class Run(_Named):
    """One run: `run[name]` by time; of a whole array by time, then its dimensions."""

    def __init__(self, model, chosen, time, values, warnings):
        super().__init__(model, chosen)
        self.time = time
        self.values = values
        """times × columns"""
        self.warnings = warnings

    def _of(self, places, shape):
        return self.values[:, places[0]] if not shape else self.values[:, places].reshape(len(self.time), *shape)


@dataclass
class Fan:
    """What a variable comes to over many runs, by time; of an array by its dimensions, then time."""

    mean: numpy.ndarray
    sd: numpy.ndarray
    least: numpy.ndarray
    most: numpy.ndarray
    quantiles: numpy.ndarray
    """by time, then as the ensemble's percents"""


@dataclass(frozen=True)
class Outcome:
    """What became of a target."""

    variable: str
    time: float
    value: float
    met: int
    probability: float
    first_time: float
    """the earliest saved time at which any run is there; NaN: none"""
    half_time: float
    """at which half of them are, or have been; NaN: none"""
    never: int


@dataclass(frozen=True)
class Effect:
    """A name that varies, and how much a variable depends on it."""

    name: str
    effect: float
    second: float
    range: tuple


class Ensemble(_Named):
    """Many runs: `ensemble[name]` is a Fan."""

    def __init__(self, model, chosen, percents, warnings):
        super().__init__(model, chosen)
        self.percents, self.warnings = percents, warnings
        self.time = self.mean = self.sd = self.least = self.most = None
        self.quantiles = None
        """columns × times × percents; the four before it are columns × times"""
        self.runs = self.failed = 0
        """that count; that are left out of every number"""
        self.failures = []
        """(run, time) of those, the first thousand"""
        self.approximate = False
        """quantiles come from histograms, with a relative error of at most 2^-11"""
        self.targets, self.ranking, self.r_squared = [], [], math.nan

    def _of(self, places, shape):
        def part(table):
            return table[places[0]] if not shape else table[places].reshape(*shape, *table.shape[1:])
        return Fan(*map(part, (self.mean, self.sd, self.least, self.most, self.quantiles)))


def _table(pointer, *shape):
    """The engine's table as one of numpy's own."""
    if 0 in shape:
        return numpy.zeros(shape)
    return numpy.ctypeslib.as_array(pointer, shape).copy()


class Model:
    """A model of stocks and flows, from a file or from bytes.

    >>> tea = Model(TEA)
    >>> tea.variables["rate"].value
    1.0
    >>> tea.run(save_step=1)["heat"]
    array([8. , 2. , 0.5])
    """

    def __init__(self, source, name=None, language="en"):
        """source: a path, or bytes; name: of the model in messages. language of messages: en, vi or ja."""
        self._pointer = None
        self._language = _one_of("language", language, LANGUAGES)
        if not isinstance(source, (bytes, bytearray, memoryview)):
            name = os.path.basename(os.fspath(source)) if name is None else name
            with open(source, "rb") as file:
                source = file.read()
        source, pointer = bytes(source), ctypes.c_void_p()
        with _Report() as report:
            status = library.en_model_load(source, len(source), _name("name", name or ""), None, report.pointer, byref(pointer))
            self.warnings = report.settle(status, self._language)
        self._pointer = pointer
        self._describe(library.en_model_contents_of(pointer).contents)

    def __del__(self):
        if getattr(self, "_pointer", None):
            library.en_model_free(self._pointer)
            self._pointer = None

    def _describe(self, contents):
        self.name, self.time_units = _text(contents.name), _text(contents.time_units)
        self.start, self.stop, self.dt, self.save_step = contents.start, contents.stop, contents.dt, contents.save_step
        self.method = METHODS[contents.method]
        self.columns = [_text(column.name) for column in contents.columns[:contents.column_count]]
        """names of all that has a value at each time"""
        dimensions = [(_text(d.name), [_text(e) for e in d.elements[:d.count]]) for d in contents.dimensions[:contents.dimension_count]]
        self.dimensions = dict(dimensions)
        """names of elements, by dimension"""
        self.variables, self._variable_of = {}, []
        for raw in contents.variables[:contents.variable_count]:
            own = [dimensions[k] for k in raw.dimensions[:raw.rank]]
            columns, shape = self.columns[raw.first:raw.first + raw.count], tuple(len(elements) for _, elements in own)
            value = [contents.columns[k].constant for k in range(raw.first, raw.first + raw.count)]
            value = None if not raw.constant else numpy.reshape(value, shape) if shape else value[0]
            made = Variable(_text(raw.name), _text(raw.units), _text(raw.doc), KINDS[raw.kind], raw.constant, raw.input, raw.curve,
                            (raw.low, raw.high), value, tuple(name for name, _ in own), tuple(columns), shape)
            self.variables[made.name] = made
            self._variable_of += [made] * raw.count
        self._units = [variable.units for variable in self._variable_of]

    def _find(self, name):
        """The first column that a name means, and how many."""
        first, count = ctypes.c_uint32(), ctypes.c_uint32()
        with _Report() as report:
            status = library.en_model_find(self._pointer, _name("name", name), None, report.pointer, byref(first), byref(count))
            report.settle(status, self._language)
        return first.value, count.value

    def _choose(self, columns):
        """Numbers of columns; None: all."""
        if columns is None:
            return numpy.arange(len(self.columns), dtype="u4")
        chosen = {}
        for name in [columns] if isinstance(columns, str) else columns:
            first, count = self._find(name)
            chosen.update(dict.fromkeys(range(first, first + count)))
        return numpy.array(list(chosen), dtype="u4")

    def _ask(self, sets, chosen, save_step, seed, force):
        """The structure, and what it borrows."""
        rows, count = _rows(_abi_model.Set, _sets(sets or {}))
        step = 0.0 if save_step is None else _number("save_step", save_step)
        if save_step is not None and not step > 0:
            raise InputError(f"save_step: {save_step!r} is not above 0")
        ask = _abi_model.Ask(sets=rows, set_count=count, columns=chosen.ctypes.data, column_count=len(chosen), force=bool(force),
                             save_step=step, seed=_whole("seed", seed, 2 ** 64 - 1))
        return ask, (rows, chosen)

    def check(self, strict_units=False):
        """Looks at all of the model: its warnings; InputError for what cannot be computed, and with strict_units for units that disagree.

        >>> Model(TEA).check()
        []
        """
        with _Report() as report:
            status = _abi.call("en_model_check", self._pointer, bool(strict_units), _abi.CONTEXT, report.pointer)
            return report.settle(status, self._language)

    def run(self, sets=None, columns=None, save_step=None, seed=0, force=False, progress=None):
        """One run. sets: {name: value}, where value may be (value, from, to), or a list of (name, value, from, to); columns: names, None: all
        variables; force: what the model computes may be set, too.

        >>> run = Model(TEA).run(sets={"rate": (0, None, 0.5)}, columns=["heat"])
        >>> run["heat"], run.time
        (array([8., 8., 8., 4., 2.]), array([0. , 0.5, 1. , 1.5, 2. ]))
        """
        chosen, rows = self._choose(columns), ctypes.c_uint64()
        ask, _borrowed = self._ask(sets, chosen, save_step, seed, force)
        with _Report() as report:
            status = library.en_model_rows(self._pointer, ask.save_step, None, report.pointer, byref(rows))
            report.settle(status, self._language)
        time, values = numpy.empty(rows.value), numpy.empty((rows.value, len(chosen)))
        with _Report() as report:
            status = _abi.call("en_model_run", self._pointer, byref(ask), _abi.CONTEXT, report.pointer, time.ctypes.data, values.ctypes.data,
                               progress=progress)
            warnings = report.settle(status, self._language)
        return Run(self, chosen.tolist(), time, values, warnings)

    def ensemble(self, vary, runs, sample="random", seed=0, quantiles=(5, 25, 50, 75, 95), target=(), correlate=(), sets=None, columns=None,
                 save_step=None, force=False, rank=None, rank_by="regression", memory=None, threads=None, progress=None):
        """Many runs. vary: {name: ("uniform", low, high)} and so on: normal and lognormal mean, sd; triangular and pert low, mode, high;
        choice values. sample: random, lhs or sobol; quantiles: percents; target: (variable, time, value), or a list of them; correlate:
        {(name, name): rank correlation}; rank: the variable whose last value is ranked by, rank_by: regression, morris or sobol; memory: MiB;
        threads: None: one for each processor. The same numbers for any number of them.

        >>> many = Model(TEA).ensemble({"rate": ("uniform", 0.5, 1)}, runs=256, sample="sobol", target=("heat", 2, 1))
        >>> round(many["heat"].mean[-1], 2), many.targets[0].probability
        (1.32, 0.62109375)
        """
        chosen = self._choose(columns)
        ask, borrowed = self._ask(sets, chosen, save_step, seed, force)
        targets = [target] if isinstance(target, tuple) and target and isinstance(target[0], str) else list(target)
        percents = numpy.unique(numpy.array([_number("quantiles", percent) for percent in quantiles], dtype="f8"))
        many, kept = self._many(ask, vary, runs, sample, percents, targets, correlate, rank, rank_by, memory)
        fan = _abi_model.Fan()
        with _Report() as report:
            status = _abi.call("en_model_run_many", self._pointer, byref(many), _abi.CONTEXT, report.pointer, byref(fan), progress=progress,
                               threads=threads or len(os.sched_getaffinity(0)))
            warnings = report.settle(status, self._language)
        del borrowed, kept
        try:
            return self._take(fan, Ensemble(self, chosen.tolist(), percents, warnings), targets)
        finally:
            library.en_model_fan_free(byref(fan))

    @staticmethod
    def _many(ask, vary, runs, sample, percents, targets, correlate, rank, rank_by, memory):
        """The structure, and what it borrows."""
        varied, kept = _vary(vary)
        pairs = correlate.items() if hasattr(correlate, "items") else [((first, second), value) for first, second, value in correlate]
        pairs = [_abi_model.Correlation(_name("correlate", first), _name("correlate", second), _number("correlate", value))
                 for (first, second), value in pairs]
        goals = [_abi_model.Target(_name("target", variable), _number("target", time), _number("target", value)) for variable, time, value in targets]
        if ((percents < 0) | (percents > 100)).any():
            raise InputError("quantiles: a percent lies between 0 and 100")
        if rank is not None and not varied:
            raise InputError("rank: it needs something that varies")
        many = _abi_model.Many(ask=ask, runs=_whole("runs", runs, 2 ** 32 - 1), sampling=_one_of("sample", sample, SAMPLINGS),
                               percents=percents.ctypes.data, percent_count=len(percents), ranking=_one_of("rank_by", rank_by, RANKINGS),
                               rank_by=None if rank is None else _name("rank", rank), memory=_whole("memory", memory or 0, 2 ** 20) << 20)
        many.vary, many.vary_count = _rows(_abi_model.Vary, varied)
        many.correlations, many.correlation_count = _rows(_abi_model.Correlation, pairs)
        many.targets, many.target_count = _rows(_abi_model.Target, goals)
        return many, (kept, varied, pairs, goals)

    @staticmethod
    def _take(fan, made, targets):
        cells = (fan.columns, fan.rows)
        made.time = _table(fan.times, fan.rows)
        made.mean, made.sd, made.least, made.most = (_table(table, *cells) for table in (fan.mean, fan.sd, fan.least, fan.most))
        made.quantiles = _table(fan.quantile, *cells, fan.quantiles)
        made.runs, made.failed, made.approximate, made.r_squared = fan.runs, fan.failed, fan.approximate, fan.r_squared
        made.failures = [(failure.run, failure.time) for failure in fan.failures[:fan.failure_count]]
        made.targets = [Outcome(variable, float(time), float(value), o.met, o.probability, o.first_time, o.half_time, o.never)
                        for (variable, time, value), o in zip(targets, fan.outcomes[:len(targets)])]
        made.ranking = [Effect(_text(e.name), e.effect, e.second, (e.low, e.high)) for e in fan.effects[:fan.effect_count]]
        return made


TEA = (b'<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"><header><vendor>x</vendor><product version="1">x</product>'
       b'</header><sim_specs><start>0</start><stop>2</stop><dt>0.5</dt></sim_specs><model><variables><stock name="heat"><eqn>8</eqn>'
       b'<outflow>loss</outflow></stock><flow name="loss"><eqn>heat * rate</eqn></flow><aux name="rate"><eqn>1</eqn></aux></variables></model>'
       b"</xmile>")
"""The model of the examples above."""
