#!/usr/bin/env python3
"""test_sample.py SAMPLE_TOOL: distributions, samples and quantiles of ensembles against scipy and numpy, and PERT's tails against 50
digits (mpmath). Speaks TAP 13.
"""
import os
import subprocess
import sys

import mpmath
import numpy as np
from scipy import stats
from scipy.stats import qmc

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402

TOOL = sys.argv[1]
UNIFORM, NORMAL, LOGNORMAL, TRIANGULAR, PERT = range(5)
RANDOM, LATIN, SOBOL = range(3)
RNG = np.random.default_rng(5)
# The middle, both ends of PERT's table, and far tails.
POINTS = np.concatenate([RNG.random(4000), np.linspace(1e-4, 1 - 1e-4, 999), 0.5 ** np.arange(1, 40), 1 - 0.5 ** np.arange(2, 53),
                         np.nextafter(0.5 ** np.arange(1, 12), 0), np.nextafter(0.5 ** np.arange(1, 12), 1)])


def ask(*arguments, numbers=()):
    text = "\n".join(float(x).hex() for x in numbers)
    answer = subprocess.run([TOOL, *map(str, arguments)], input=text, stdout=subprocess.PIPE, check=True, text=True).stdout
    return np.array([float.fromhex(line) for line in answer.split()])


def sample(sampling, stream, count, runs=None, dimension=0, first=0, seed=7):
    return ask("sample", sampling, seed, stream, runs or count, dimension, first, count)


def close(found, wanted, error, what):
    worst = np.max(np.abs(found - wanted) / error)
    expect(worst <= 1, f"{what}: {worst} times as far as allowed")


@case
def distributions__are_those_of_scipy_to_1e_12_of_the_range():
    close(ask("distribution", UNIFORM, -3, 8, 0, numbers=POINTS), stats.uniform.ppf(POINTS, -3, 11), 1e-12 * 11, "uniform")
    normal = stats.norm.ppf(POINTS, 5, 2)
    close(ask("distribution", NORMAL, 5, 2, 0, numbers=POINTS), normal, 1e-12 * np.abs(normal) + 1e-13, "normal")
    lognormal = np.exp(stats.norm.ppf(POINTS) * 0.7 + 1.5)
    close(ask("distribution", LOGNORMAL, 1.5, 0.7, 0, numbers=POINTS), lognormal, 1e-12 * lognormal, "lognormal")
    for mode in (0, 0.1, 0.37, 0.5, 1):
        found = ask("distribution", TRIANGULAR, 10, 10 + 4 * mode, 14, numbers=POINTS)
        close(found, stats.triang.ppf(POINTS, mode, 10, 4), 4e-12, f"triangular {mode}")


@case
def pert__is_the_inverse_of_beta_for_all_modes():
    for mode in (0, 1e-9, 0.01, 0.1, 0.25, 1 / 3, 0.5, 0.7, 0.75, 0.999, 1):
        found = ask("distribution", PERT, 0, mode, 1, numbers=POINTS)
        close(found, stats.beta.ppf(POINTS, 1 + 4 * mode, 5 - 4 * mode), 1e-12, f"mode {mode}")
        expect(np.all(np.diff(found[np.argsort(POINTS)]) >= -1e-14), "not increasing")


@case
def pert__holds_to_1e_13_of_the_range_by_50_digits():
    mpmath.mp.dps = 50
    points = np.concatenate([0.5 ** np.arange(1, 45, 3), RNG.random(25)])
    for mode in (0.0, 0.03, 0.2, 0.5, 0.8125, 1.0):
        a, b = mpmath.mpf(1 + 4 * mode), mpmath.mpf(5 - 4 * mode)
        found = ask("distribution", PERT, 0, mode, 1, numbers=points)
        for p, x in zip(points, found):
            x = mpmath.mpf(float(x))
            density = x ** (a - 1) * (1 - x) ** (b - 1) / mpmath.beta(a, b)
            away = abs((mpmath.betainc(a, b, 0, x, regularized=True) - mpmath.mpf(float(p))) / density)
            expect(away < 1e-13 and (p > 2 ** -10 or away < 1e-12 * x), f"mode {mode}, p {p}: {x} is {float(away)} away")


@case
def choices__come_as_often_as_each_other():
    found = ask("choice", 3, -1, 7.5, numbers=[0.01, 0.33, 0.34, 0.66, 0.67, 0.99, 1 - 2 ** -53])
    equal(list(found), [3, 3, -1, -1, 7.5, 7.5, 7.5], "choices")


@case
def distributions__without_breadth_are_one_number():
    for kind, a, b, c in ((UNIFORM, 4, 4, 0), (NORMAL, 4, 0, 0), (TRIANGULAR, 4, 4, 4), (PERT, 4, 4, 4)):
        equal(set(ask("distribution", kind, a, b, c, numbers=POINTS)), {4.0}, str(kind))


@case
def normal_probabilities__are_those_of_scipy_to_2e_14():
    scores = np.concatenate([RNG.normal(size=3000), np.linspace(-8, 8, 1601), [0.0, -37, 37]])
    wanted = stats.norm.cdf(scores)
    found = ask("below", numbers=scores)
    close(found, wanted, np.where(scores < -8, 1e-11, 2e-14) * wanted + (scores > 8) * 2e-16, "below")
    expect(np.all((found > 0) & (found < 1)), "an end")


@case
def sobol__is_the_sequence_of_scipy_in_all_dimensions():
    points = 256
    found = ask("sobol", 1111, points).reshape(points, 1111)
    wanted = qmc.Sobol(1111, scramble=False, bits=32).random(points)
    expect(np.array_equal(found, wanted), "points differ")


@case
def scrambled_sobol__keeps_one_point_in_each_part():
    for stream, dimension in ((1, 0), (2, 1), (3, 17), (99, 1110)):
        for count in (64, 1024, 4096):
            x = sample(SOBOL, stream, count, dimension=dimension)
            equal(len(set(np.floor(x * count))), count, f"dimension {dimension}")
    x = sample(SOBOL, 4, 1024, dimension=0)
    y = sample(SOBOL, 5, 1024, dimension=1)
    for bits in range(11):
        cells = set(zip(np.floor(x * 2 ** bits), np.floor(y * 2 ** (10 - bits))))
        equal(len(cells), 1024, f"{2 ** bits} by {2 ** (10 - bits)}")
    expect(np.array_equal(sample(SOBOL, 4, 64, runs=1024, first=512), x[512:576]), "blocks")


@case
def scrambling__is_uniform_over_seeds():
    first = np.array([sample(SOBOL, 9, 8, dimension=3, seed=seed) for seed in range(1500)])
    for column in first.T:
        expect(stats.kstest(column, "uniform").pvalue > 1e-4, "not uniform")
    # Neighbours in the first digits: their order is a coin, and so is the next digit's.
    equal(len({tuple(np.argsort(row)) for row in first[:, :4]}), 8, "orders of four points in two digits")


@case
def latin_hypercube__has_each_stratum_once():
    for runs in (1, 2, 3, 7, 64, 100, 1000, 4097, 65537):
        for stream in (1, 2 ** 63 + 5):
            count = (runs + 7) // 8 * 8
            x = sample(LATIN, stream, count, runs=runs)[:runs]
            strata = np.sort(np.floor(x * runs))
            expect(np.array_equal(strata, np.arange(runs)), f"{runs} runs")
            expect(np.all((x > 0) & (x < 1)), "an end")


@case
def latin_hypercube__has_permutations_that_look_random():
    places = np.array([sample(LATIN, 3, 16, runs=13, seed=seed)[:13] for seed in range(2600)])
    for column in places.T:
        counts = np.bincount(np.floor(column * 13).astype(int), minlength=13)
        expect(stats.chisquare(counts).pvalue > 1e-5, "a run prefers a stratum")
    inside = (places * 13) % 1
    expect(stats.kstest(inside.ravel(), "uniform").pvalue > 1e-4, "places in strata")
    many = np.array([sample(LATIN, stream, 4096) for stream in range(60)])
    correlations = np.corrcoef(many)[np.triu_indices(60, 1)] * np.sqrt(4096)
    expect(stats.kstest(correlations, "norm").pvalue > 1e-4, "correlations")
    steps = [np.corrcoef(row[:-1], row[1:])[0, 1] * np.sqrt(4096) for row in many]
    expect(stats.kstest(steps, "norm").pvalue > 1e-4, "neighbours")


@case
def random_samples__are_told_apart_by_stream_seed_and_run():
    x = sample(RANDOM, 11, 65536)
    expect(stats.kstest(x, "uniform").pvalue > 1e-4, "not uniform")
    expect(np.array_equal(sample(RANDOM, 11, 64, first=640), x[640:704]), "by run")
    for other in (sample(RANDOM, 12, 65536), sample(RANDOM, 11, 65536, seed=8)):
        expect(abs(np.corrcoef(x, other)[0, 1]) < 0.02, "correlated")


def values_of(shape, n):
    return {"normal": RNG.normal(100, 15, n), "signs": RNG.normal(0, 1, n), "lognormal": np.exp(RNG.normal(0, 4, n)),
            "few": RNG.integers(0, 4, n).astype(float), "sorted": np.sort(RNG.random(n)), "reversed": -np.sort(RNG.random(n)),
            "same": np.full(n, 2.5), "organ": np.minimum(np.arange(n), np.arange(n)[::-1]).astype(float)}[shape]


SHAPES = ("normal", "signs", "lognormal", "few", "sorted", "reversed", "same", "organ")
PROBABILITIES = [0.05, 0.25, 0.5, 0.75, 0.95, 0, 1, 0.025, 0.333]


@case
def quantiles__are_those_of_numpy():
    for shape in SHAPES:
        for n in (1, 2, 3, 24, 25, 100, 1001, 30000):
            x = values_of(shape, n)
            wanted = np.quantile(x, PROBABILITIES)
            close(ask("quantiles", *PROBABILITIES, numbers=x), wanted, 4e-16 * np.max(np.abs(x)) + 1e-300, f"{shape} {n}")


@case
def histograms__are_within_their_bound_of_exact_quantiles():
    for shape in SHAPES:
        x = values_of(shape, 20000)
        exact = [np.sort(x)[[int(19999 * p), min(int(19999 * p) + 1, 19999)]] for p in PROBABILITIES]
        wanted = np.quantile(x, PROBABILITIES)
        allowed = [2 ** -11 * np.max(np.abs(pair)) * (1 + 1e-12) for pair in exact]
        counted = ask("histogram", *PROBABILITIES, numbers=x)
        close(counted, wanted, np.array(allowed) + 1e-300, shape)
        expect(np.array_equal(counted, ask("listed", *PROBABILITIES, numbers=x)), f"{shape}: a list tells something else")


@case
def moments__are_those_of_exact_numbers_also_far_from_0():
    mpmath.mp.dps = 60
    for shape in SHAPES:
        for shift in (0, 1e9):
            x = values_of(shape, 10007) + shift
            exact = [mpmath.mpf(float(v)) for v in x]
            mean = mpmath.fsum(exact) / len(x)
            sd = mpmath.sqrt(mpmath.fsum((v - mean) ** 2 for v in exact) / (len(x) - 1))
            found = ask("moments", numbers=x)
            expect(abs(found[0] - mean) <= 2e-16 * max(abs(mean), 1e-3 * np.mean(np.abs(x))), f"mean of {shape}: {found[0]}, {mean}")
            expect(abs(found[1] - sd) <= 1e-14 * sd + 1e-22 * shift, f"sd of {shape}: {found[1]}, {sd}")
            equal(list(found[2:]), [x.min(), x.max()], shape)


run_cases()
