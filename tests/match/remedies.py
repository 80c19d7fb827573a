"""What `enishi match explain` says would have changed a refused wish, tried: the change is made in the tables, and the round solved again.

For each remedy two copies of the market: with the change, which must give the applicant that wish or a better one, and with one less,
which must not. Copies keep every id, so that lotteries stay the same: the k-th copies of all markets stand side by side in the k-th round.
"""
import json
import random
from collections import Counter
from dataclasses import replace

from batch import side_by_side
from harness import DONE, equal, expect, scaled
from markets import market, tied_market
from rounds import merged, read_records
from setting import Setting

SEEDS = ({"rule": "by-id"}, {"rule": "single-lottery", "seed": "remedy"}, {"rule": "multiple-lottery", "seed": "remedy"})
KEEP = {"rule": "keep"}
A_LITTLE = 0.0001                                   # less than between any two scores
# Among results that are equally good, which one these give may hang on all of the round: a market by itself.
ONE_BY_ONE = ("max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal", "max-weakly-stable")
AT_ONCE = 14                                        # applicants that one start explains


def parts_of(bench, rng, mechanism, features, count, ties):
    """Markets of which each has a result."""
    make = tied_market if mechanism == "max-weakly-stable" else lambda r: market(r, set(features.split()) - {"places-propose", "stable-cycles"})
    parts = []
    while len(parts) < count:
        part = replace(make(rng), ties=ties, mechanism=mechanism)
        if features not in ("min_seats", "floor") or bench.attempt(part)[0].status == DONE:
            parts.append(part)
    return parts


# ---- the tables with another score, seat, category, cap or lower limit

def with_score(rnd, setting, a, w, score):
    """Every wish that goes by the same score has another; None: has none."""
    text = None if score is None else f"{score:.4f}"
    group = setting.common_order_over(w.place)
    if group:
        scores = [s for s in rnd.group_scores if s[:2] != (a, group)]
        return replace(rnd, group_scores=scores + ([(a, group, text)] if text else []))
    own = setting.score(w)
    rest = [s for s in rnd.scores if s[:2] != (a, w.place)]
    pair = next((s[2] for s in rnd.scores if s[:2] == (a, w.place)), None)
    wishes = []
    for x in rnd.wishes:
        if (x.applicant, x.place) == (a, w.place):
            x = x._replace(score=text if setting.score(x) == own else pair if x.score is None else x.score)
        wishes.append(x)
    return replace(rnd, scores=rest, wishes=wishes)


def with_seats(rnd, place, order, by):
    lines = [x._replace(seats=x.seats + by * ((x.place, x.order) == (place, order))) for x in rnd.lines]
    mine = [i for i, x in enumerate(lines) if x.place == place]
    if order is None and mine:
        equal(len(mine), 1, f"lines of {place}, where the remedy names none")
        lines[mine[0]] = lines[mine[0]]._replace(seats=lines[mine[0]].seats + by)
    return replace(rnd, lines=lines, places=[(p, n + by * (p == place)) for p, n in rnd.places])


def with_cap(rnd, group, by):
    return replace(rnd, groups=[g._replace(cap=str(int(g.cap) + by)) if g.group == group else g for g in rnd.groups])


def with_category(rnd, a, category):
    cells = dict(rnd.of_applicants.get("categories", {}))
    cells[a] = ";".join([c for c in cells.get(a, "").split(";") if c] + [category])
    return replace(rnd, of_applicants=rnd.of_applicants | {"categories": cells})


def with_min_seats(rnd, place, by):
    cells = dict(rnd.of_places["min_seats"])
    cells[place] = str(int(cells[place]) - by)
    return replace(rnd, of_places=rnd.of_places | {"min_seats": cells})


def next_lower(setting, a, w, score):
    """A score between `score` and the next lower one of anybody else here, or below all."""
    group = setting.common_order_over(w.place)
    if group:
        others = {float(s) for (b, g), s in setting.group_scores.items() if g == group and b != a}
    else:
        others = {float(setting.score(x)) for b in setting.applicants for x in setting.round.wishes
                  if b != a and (x.applicant, x.place) == (b, w.place) and setting.score(x) is not None}
        others |= {float(s) for (b, p), s in setting.scores.items() if p == w.place and b != a}
    return max((s for s in others if s < score), default=score - 1) + A_LITTLE


def copies(rnd, setting, a, w, remedy):
    """(the market with the change, with one less)."""
    change, by = remedy["change"], remedy.get("by")
    if change == "seats":
        return with_seats(rnd, w.place, remedy.get("order"), by), with_seats(rnd, w.place, remedy.get("order"), by - 1)
    if change == "cap":
        return with_cap(rnd, remedy["group"], by), with_cap(rnd, remedy["group"], by - 1)
    if change == "min_seats":
        return with_min_seats(rnd, w.place, by), with_min_seats(rnd, w.place, by - 1)
    if change == "category":
        return with_category(rnd, a, remedy["category"]), rnd
    equal(remedy.get("group"), setting.common_order_over(w.place), "the group whose score it is")
    score = remedy.get("score")
    if change == "some-score":
        return with_score(rnd, setting, a, w, -1000), rnd
    if change == "score":
        return with_score(rnd, setting, a, w, score), with_score(rnd, setting, a, w, next_lower(setting, a, w, score))
    equal(change, "score-above", "kind of remedy")
    return with_score(rnd, setting, a, w, score + A_LITTLE), with_score(rnd, setting, a, w, score)


# ---- asking and trying

def documents(text):
    """The JSON values that a text is made of."""
    while text.strip():
        value, end = json.JSONDecoder().raw_decode(text.lstrip())
        text = text.lstrip()[end:]
        yield value


def explained(bench, folder, out, applicants):
    """applicant -> what `match explain --json` says."""
    said = {}
    for k in range(0, len(applicants), AT_ONCE):
        run = bench.explain(folder, out, *applicants[k:k + AT_ONCE], "--json")
        equal(run.status, DONE, run.stderr)
        said |= {story["applicant"]: story for story in documents(run.stdout)}
    return said


def position(setting, a, place, term):
    """Of a wish among all that were written, in the own order."""
    return next(k for k, w in enumerate(setting.written[a]) if (w.place, w.term) == (place, term))


def stated_of(rnd, said):
    """All remedies of a market: (applicant, position of the wish, copy with the change, copy with one less, what was said)."""
    setting = Setting(rnd)
    for a in rnd.applicants:
        for wish in said[a]["wishes"] if a in said else ():
            k = position(setting, a, wish["place"], wish.get("term", ""))
            expect(wish.get("remedies_in_full", True), f"something was left out: {wish}")
            for remedy in wish.get("remedies", ()):
                yield (a, k, *copies(rnd, setting, a, setting.written[a][k], remedy), (wish, remedy))


def attained(rnd, setting, rows, a, k):
    """Whether the applicant has the k-th wish of the own order, or a better one."""
    row = rows[a]
    return bool(row["place"]) and position(setting, a, row["place"], row["term"]) <= k


def results_of(bench, whole):
    run, _, out = bench.attempt(whole)
    return {r["applicant"]: r for r in read_records(f"{out}/matches.csv")} if run.status == DONE else None


def tried(bench, markets, rules):
    """The results of all markets, side by side; one that has no result is found by solving each by itself, and is None."""
    rows = results_of(bench, merged(markets, **rules))
    return [rows] * len(markets) if rows is not None else [results_of(bench, replace(m, **rules)) for m in markets]


def lotteries(mechanism, features):
    """Tie rules that the mechanism takes. With lower limits by id, so that a market is solved alike by itself and beside others."""
    if mechanism == "max-weakly-stable":
        return (KEEP,)
    if features in ("min_seats", "floor"):
        return SEEDS[:1]
    if features == "stable-cycles":
        return tuple(ties | {"improve": "stable-cycles"} for ties in SEEDS)
    return SEEDS[:2] if mechanism == "top-trading-cycles" else SEEDS


def as_stated(bench, mechanism, features, count):
    """(how often each kind of remedy was tried, in how many markets)."""
    rng, found, markets = random.Random(f"remedies {mechanism} {features}"), Counter(), 0
    further = {"order": "lottery"} if mechanism == "serial-dictatorship" else {}
    further |= {"proposer": "places"} if features == "places-propose" else {}
    for ties in lotteries(mechanism, features):
        rules = {"id": "remedies", "ties": ties, "mechanism": mechanism, "rules": further}
        parts = parts_of(bench, rng, mechanism, features, scaled(count, least=15), ties)
        at_once = 1 if mechanism in ONE_BY_ONE else 100
        for k in range(0, len(parts), at_once):
            check_markets(bench, parts[k:k + at_once], rules, found)
        markets += len(parts)
    return found, markets


def check_markets(bench, parts, rules, found):
    whole, parts = side_by_side(parts, **rules)
    folder, out = bench.solved(whole)
    rows = {r["applicant"]: r for r in read_records(f"{out}/matches.csv")}
    said = explained(bench, folder, out, whole.applicants)
    stated = [list(stated_of(part, said)) for part in parts]
    for k in range(max(map(len, stated))):
        check_copies(bench, parts, [s[k] if k < len(s) else None for s in stated], rules, rows, found)


def check_copies(bench, parts, stated, keep, before, found):
    """The k-th remedies of all markets at once."""
    for which, enough in ((2, True), (3, False)):
        markets = [s[which] if s else part for s, part in zip(stated, parts)]
        for s, part, market_now, rows in zip(stated, parts, markets, tried(bench, markets, keep)):
            if s is None:
                continue
            a, k, (wish, remedy) = s[0], s[1], s[4]
            expect(not attained(part, Setting(part), before, a, k), f"{a} has the wish already: {wish}")
            got = rows is not None and attained(market_now, Setting(market_now), rows, a, k)
            equal(got, enough, f"{'with' if enough else 'with one less than'} {remedy} {a} has wish {wish['rank']} ({wish['place']}) "
                               f"or better; {rows and rows[a]}\n{part}")
            found[remedy["change"]] += enough

