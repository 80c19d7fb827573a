"""An independent reading of docs/certificate.md: deferred acceptance, every stable matching of a small market, lottery numbers,
and what each result file must hold. A library for the tests; as a program, `python3 oracle.py ROUND OUT` compares a result.

Applicants propose one by one in any order, or each place goes down its order until it is full (Gale and Shapley 1962). Stable
matchings are enumerated from the definition, without deferred acceptance: O(choices ^ applicants), for small markets only.
"""
import csv
import hashlib
import heapq
import json
import math
import os
import re
import sys
from collections import Counter, defaultdict, namedtuple
from decimal import Decimal

from rounds import read_records, read_round, same_id

Choice = namedtuple("Choice", "rank place score")            # score: Decimal, None at a place that scores nobody
Results = namedtuple("Results", "matches places waiting summary")
RESULT_FILES = ("matches.csv", "places.csv", "waiting.csv", "summary.json")
INPUT_FILES = ("round.json", "applicants.csv", "places.csv", "choices.csv", "scores.csv")
HEADERS = {
    "matches.csv": ["applicant", "place", "term", "rank", "reason"],
    "places.csv": ["place", "order", "category", "term", "seats", "filled", "cutoff", "applied", "refused"],
    "waiting.csv": ["place", "position", "applicant", "score"],
}
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


# ---- lottery

def number(seed, round_id, *ids):
    """The lottery number of an applicant (or an applicant at a place), as anyone can compute it."""
    return hashlib.sha256("\n".join(("enishi-1", seed, round_id, *ids)).encode()).hexdigest()


def seed_of(secret, beacon):
    return hashlib.sha256((secret + beacon.encode().hex()).encode()).hexdigest()


def commitment_of(secret):
    return hashlib.sha256(secret.encode()).hexdigest()


def tie_keys(rnd):
    """Two functions (applicant, place) -> key, the smaller wins: among applicants at a place, among places of an applicant."""
    rule, seed = rnd.ties.get("rule", "single-lottery"), rnd.ties.get("seed", "")
    if rule in ("by-id", "keep"):
        return (lambda a, p: a.encode()), (lambda a, p: p.encode())
    of_pair = lambda a, p: number(seed, rnd.id, a, p)
    if rule == "multiple-lottery":
        return of_pair, of_pair
    single = {a: number(seed, rnd.id, a) for a in map(same_id, rnd.applicants)}
    return (lambda a, p: single[a]), of_pair


# ---- a market: strict orders on both sides

class Market:
    """What a round means: `lists` of acceptable choices, best first; `order` of each place among those who wish for it."""

    def __init__(self, rnd):
        self.round = rnd
        self.applicants = [same_id(a) for a in rnd.applicants]
        self.places = [same_id(p) for p, _ in rnd.places]
        self.seats = {same_id(p): seats for p, seats in rnd.places}
        self.wishes = Counter(same_id(w.applicant) for w in rnd.wishes)
        self.lists = acceptable_choices(rnd, self.applicants)
        self.tie_exists = has_tie(self.lists)
        at_place, own = tie_keys(rnd)
        for a, choices in self.lists.items():
            choices.sort(key=lambda c: (c.rank, own(a, c.place)))
        self.order = self.orders_of_places(at_place)
        self.position = {p: {a: i for i, (a, _) in enumerate(order)} for p, order in self.order.items()}

    def orders_of_places(self, at_place):
        order = {p: [] for p in self.places}
        for a, choices in self.lists.items():
            for c in choices:
                order[c.place].append((-(c.score or 0), at_place(a, c.place), a, c))
        return {p: [(a, c) for _, _, a, c in sorted(entries, key=lambda e: e[:2])] for p, entries in order.items()}

    def prefers(self, applicant, choice, place):
        """Whether the applicant prefers an acceptable choice to a place (None: to staying unplaced)."""
        for c in self.lists[applicant]:
            if c.place == place:
                return False
            if c == choice:
                return True
        raise ValueError(f"{applicant} has no choice {choice}")

    def claimants(self, match):
        """Per place, in its order, those who prefer it to their result."""
        better = defaultdict(set)
        for a, choices in self.lists.items():
            for c in choices:
                if c.place == match[a]:
                    break
                better[c.place].add(a)
        return {p: [(a, c) for a, c in order if a in better[p]] for p, order in self.order.items()}

    def holders(self, match):
        return {p: [(a, c) for a, c in order if match[a] == p] for p, order in self.order.items()}


def acceptable_choices(rnd, applicants):
    score = {(same_id(a), same_id(p)): Decimal(s) for a, p, s in rnd.scores}
    score |= {(same_id(w.applicant), same_id(w.place)): Decimal(w.score) for w in rnd.wishes if w.score is not None}
    scoring = {p for _, p in score}
    lists = {a: [] for a in applicants}
    for w in rnd.wishes:
        a, p = same_id(w.applicant), same_id(w.place)
        if p not in scoring or (a, p) in score:
            lists[a].append(Choice(w.rank, p, score.get((a, p))))
    return lists


def has_tie(lists):
    """Whether two acceptable wishes are tied, at a place or in an applicant's list."""
    choices = [(a, c) for a, list_ in lists.items() for c in list_]
    at_place = Counter((c.place, c.score) for _, c in choices)
    own = Counter((a, c.rank) for a, c in choices)
    return any(n > 1 for n in (*at_place.values(), *own.values()))


# ---- deferred acceptance

def solve(market):
    return places_propose(market) if market.round.proposer == "places" else applicants_propose(market)


def applicants_propose(market):
    held, following, waiting = defaultdict(list), dict.fromkeys(market.applicants, 0), list(market.applicants)
    match = dict.fromkeys(market.applicants)
    while waiting:
        a = waiting.pop()
        if following[a] == len(market.lists[a]):
            continue
        p = market.lists[a][following[a]].place
        following[a] += 1
        match[a] = p
        heapq.heappush(held[p], (-market.position[p][a], a))
        if len(held[p]) > market.seats[p]:
            _, refused = heapq.heappop(held[p])
            match[refused] = None
            waiting.append(refused)
    return match


def places_propose(market):
    match, following = dict.fromkeys(market.applicants), dict.fromkeys(market.places, 0)
    value = {a: {c.place: i for i, c in enumerate(choices)} for a, choices in market.lists.items()}
    free = [p for p in market.places for _ in range(market.seats[p])]
    while free:
        p = free.pop()
        if following[p] == len(market.order[p]):
            continue
        a, _ = market.order[p][following[p]]
        following[p] += 1
        best = p if match[a] is None else min(p, match[a], key=value[a].get)
        if best != p:
            free.append(p)
            continue
        if match[a] is not None:
            free.append(match[a])
        match[a] = p
    return match


# ---- every stable matching, from the definition

def is_stable(market, match):
    """Each place, choosing from those it holds and those who would rather be there, would choose those it holds."""
    held, claimants = market.holders(match), market.claimants(match)
    for p in market.places:
        pool = sorted(held[p] + claimants[p], key=lambda entry: market.position[p][entry[0]])
        if {a for a, _ in pool[:market.seats[p]]} != {a for a, _ in held[p]}:
            return False
    return True


def all_stable(market):
    """All stable matchings of a small market."""
    free, match, found = dict(market.seats), {}, []

    def envied(a, depth):
        """Whether a now envies, or is envied by, one of the applicants before, with reason: then nothing stable follows."""
        return any(justified(a, b) or justified(b, a) for b in market.applicants[:depth])

    def justified(a, b):
        p = match[b]
        if p is None or p == match[a] or a not in market.position[p] or market.position[p][a] > market.position[p][b]:
            return False
        return next(c.place for c in market.lists[a] if c.place in (p, match[a])) == p

    def extend(depth):
        if depth == len(market.applicants):
            if is_stable(market, match):
                found.append(dict(match))
            return
        a = market.applicants[depth]
        for p in [c.place for c in market.lists[a] if free[c.place]] + [None]:
            match[a] = p
            if p is not None:
                free[p] -= 1
            if not envied(a, depth):
                extend(depth + 1)
            if p is not None:
                free[p] += 1
        del match[a]

    extend(0)
    return found


def best_for_applicants(market, matchings):
    """The matching that gives every applicant the best of all these; None if no single one does."""
    rank = {a: {c.place: i for i, c in enumerate(choices)} | {None: len(choices)} for a, choices in market.lists.items()}
    best = {a: min((m[a] for m in matchings), key=rank[a].get) for a in market.applicants}
    return best if best in matchings else None


def worst_for_applicants(market, matchings):
    """The matching that gives every applicant the worst of all these, which is the best for places; None if no single one does."""
    rank = {a: {c.place: i for i, c in enumerate(choices)} | {None: len(choices)} for a, choices in market.lists.items()}
    worst = {a: max((m[a] for m in matchings), key=rank[a].get) for a in market.applicants}
    return worst if worst in matchings else None


# ---- the result files; cells are text or, where only the value counts, Decimal

def expected_results(market, match):
    held, claimants = market.holders(match), market.claimants(match)
    matches = [match_row(market, a, match[a], held) for a in market.applicants]
    places = [place_row(market, p, held[p], len(claimants[p])) for p in market.places]
    waiting = [[p, str(i), a, "" if c.score is None else c.score]
               for p in market.places for i, (a, c) in enumerate(claimants[p], 1)]
    return Results(matches, places, waiting, summary(market, match, matches, held))


def match_row(market, applicant, place, held):
    if place is None:
        return [applicant, "", "", "", reason_unplaced(market, applicant, held)]
    rank = next(c.rank for c in market.lists[applicant] if c.place == place)
    return [applicant, place, "", str(rank), "placed"]


def reason_unplaced(market, applicant, held):
    if not market.wishes[applicant]:
        return "no-wishes"
    if not market.lists[applicant]:
        return "no-score"
    best = market.lists[applicant][0]
    admitted = held[best.place]
    return "lottery" if admitted and admitted[-1][1].score == best.score else "score"


def place_row(market, place, held, refused):
    seats = market.seats[place]
    full = seats > 0 and len(held) == seats
    cutoff = held[-1][1].score if full and held[-1][1].score is not None else ""
    return [place, "1", "", "", str(seats), str(len(held)), cutoff, str(len(market.order[place])), str(refused)]


def summary(market, match, matches, held):
    ranks = Counter(int(row[3]) for row in matches if row[1])
    placed, seats = sum(ranks.values()), sum(market.seats.values())
    return {
        "round": market.round.id, "applicants": len(market.applicants), "places": len(market.places), "seats": seats,
        "wishes": len(market.round.wishes), "placed": placed, "unplaced": len(market.applicants) - placed,
        "empty_seats": seats - placed,
        "full_places": sum(market.seats[p] > 0 and len(held[p]) == market.seats[p] for p in market.places),
        "mean_rank": sum(r * n for r, n in ranks.items()) / placed if placed else None,
        "ranks": [{"rank": r, "placed": ranks[r]} for r in sorted(ranks)],
        "reasons": dict(Counter(row[4] for row in matches)), "lottery": lottery(market), "reproducible": True,
    }


def lottery(market):
    ties = market.round.ties
    used = market.tie_exists and ties.get("rule", "single-lottery") not in ("by-id", "keep")
    if not used:
        committed = "not-needed"
    elif "commitment" not in ties:
        committed = "no"
    else:
        committed = "yes" if "secret" in ties else "unopened"
    return {"used": used, "committed": committed}


def expected_certificate(market, folder, out, encoding="utf-8", delimiter=","):
    """The whole certificate but `made_by`, which names a version."""
    rnd = market.round
    return {
        "format": "enishi-certificate-1", "round": rnd.id,
        "inputs": {name: sha256(folder, name) for name in INPUT_FILES if os.path.exists(os.path.join(folder, name))},
        "reading": {"encoding": encoding, "delimiter": delimiter},
        "outputs": {name: sha256(out, name) for name in RESULT_FILES},
        "rules": {"mechanism": "deferred-acceptance", "proposer": rnd.proposer,
                  "ties": {"rule": "single-lottery", **rnd.ties}},
        "lottery": lottery(market), "reproducible": True,
        "claims": [{"claim": c} for c in ("feasible", "stable", rnd.proposer.removesuffix("s") + "-optimal")],
    }


def sha256(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


# ---- comparing and writing results

def protected(cell):
    """A cell as it is written for people: what a spreadsheet would run as a formula has an apostrophe in front."""
    risky = cell.startswith(("=", "@", "\t", "\r")) or (cell.startswith(("+", "-")) and not NUMBER.fullmatch(cell))
    return "'" + cell if risky else cell


def same_cell(want, got):
    if isinstance(want, Decimal):
        return bool(NUMBER.fullmatch(got)) and float(got) == float(want)
    return same_id(got) == protected(want)


def differences(market, folder, out, match=None, **reading):
    """What is wrong with a result directory, as lines; empty if it is as the documentation says."""
    want = expected_results(market, solve(market) if match is None else match)
    found = []
    for name, rows in zip(RESULT_FILES, want[:3]):
        found += table_differences(name, rows, out)
    found += object_differences("summary.json", want.summary, load(out, "summary.json"))
    certificate = load(out, "certificate.json")
    if not str(certificate.pop("made_by", "")).startswith("enishi "):
        found.append("certificate.json: made_by does not name enishi")
    found += object_differences("certificate.json", expected_certificate(market, folder, out, **reading), certificate)
    unknown = set(os.listdir(out)) - set(RESULT_FILES) - {"certificate.json", "run.json"}
    return found + [f"{name}: not a result file" for name in sorted(unknown)]


def table_differences(name, rows, out):
    with open(os.path.join(out, name), encoding="utf-8", newline="") as file:
        got = list(csv.reader(file, strict=True))
    if not got or got[0] != HEADERS[name]:
        return [f"{name}: header {got[:1]}, not {HEADERS[name]}"]
    found = [f"{name}:{i}: {b}, not {[str(c) for c in a]}" for i, (a, b) in enumerate(zip(rows, got[1:]), 2)
             if len(a) != len(b) or not all(map(same_cell, a, b))]
    return found + ([f"{name}: {len(got) - 1} rows, not {len(rows)}"] if len(got) != len(rows) + 1 else [])


def object_differences(name, want, got):
    return [f"{name}: {key} is {got.get(key, 'missing')!r}, not {want.get(key, 'there')!r}"
            for key in want | got if key not in got or key not in want or not same_value(want[key], got[key])]


def same_value(want, got):
    if isinstance(want, float) and isinstance(got, (int, float)):
        return math.isclose(want, got, rel_tol=1e-9)
    return want == got and isinstance(want, bool) == isinstance(got, bool)


def load(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def write_results(market, match, folder, out):
    """A result directory written by this library, in agreement with itself whatever the matching is."""
    os.makedirs(out)
    want = expected_results(market, match)
    for name, rows in zip(RESULT_FILES, want[:3]):
        with open(os.path.join(out, name), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADERS[name])
            writer.writerows([plain(c) if isinstance(c, Decimal) else protected(c) for c in row] for row in rows)
    write_json(os.path.join(out, "summary.json"), want.summary)
    write_json(os.path.join(out, "certificate.json"),
               {"made_by": "enishi 0.1.0", **expected_certificate(market, folder, out)})


def plain(score):
    return repr(float(score)).removesuffix(".0")


def write_json(path, document):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(document, file, ensure_ascii=False, indent=2)
        file.write("\n")


def read_match(out):
    """applicant -> place (None: unplaced), from a result's matches.csv."""
    return {same_id(r["applicant"]): same_id(r["place"]) or None
            for r in read_records(os.path.join(out, "matches.csv"))}


if __name__ == "__main__":
    wrong = differences(Market(read_round(sys.argv[1])), *sys.argv[1:3])
    print("\n".join(wrong) or "as documented")
    sys.exit(6 if wrong else 0)
