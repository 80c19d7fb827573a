"""Writes result folders for rounds of every kind, from docs/certificate.md and the choice functions of tests/match: also results that are
wrong in one point, for tests of enishi-verify."""
import json
import os
import sys
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "match"))
import expected  # noqa: E402
import reference  # noqa: E402
from agencies import find_late  # noqa: E402
from mechanisms import priority_list  # noqa: E402
from stability import closed_places, preferred  # noqa: E402

SECTIONS = ("lines", "groups", "held")


PROVEN = {"min-cost-max": "minimum-cost", "generous-max": "generous", "greedy-max": "greedy", "rank-maximal": "rank-maximal"}
LARGEST = ("max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal")


def has_limit(rnd, column):
    """Whether a place has a limit of this kind; 0 is none."""
    return any(int(value or 0) > 0 for value in rnd.of_places.get(column, {}).values())


def tie_is_there(setting):
    """Two that a lottery would have to tell apart: applicants at a place, in the order, or wishes of one applicant."""
    seen, rnd = {}, setting.round
    own = any(x.rank == y.rank and x.place != y.place for list_ in setting.lists.values() for x in list_ for y in list_)
    if rnd.mechanism == "two-agency":
        return own or setting.tied()
    if rnd.mechanism in LARGEST:
        return bool(rnd.ties.get("seed"))
    if rnd.mechanism == "serial-dictatorship":
        values = order_values(rnd)
        return own or len({values[a] for a in rnd.applicants}) < len(rnd.applicants)
    if rnd.mechanism == "top-trading-cycles":
        for p in setting.places:
            people = priority_list(setting, p)
            scores = [setting.scores.get((a, p)) or next((setting.score(w) for w in rnd.wishes if (w.applicant, w.place) == (a, p)), None)
                      or 0 for a in people]
            own |= len(set(scores)) < len(scores)
        return own
    for o in setting.offers:
        if not o.held:
            key = setting.common_order_over(o.place) or o.place, score(setting, o) or 0
            if seen.setdefault(key, o.applicant) != o.applicant:
                return True
    return own


def order_values(rnd):
    """What the order of a serial dictatorship goes by, ascending."""
    name = rnd.rules["order"]
    if name == "lottery":
        return dict.fromkeys(rnd.applicants, 0)
    kind = rnd.rules.get("columns", {}).get(name, "text")
    return {a: float(c) if kind == "number" else c.encode() for a, c in rnd.of_applicants[name].items()}


def score(setting, o):
    return expected.score_that_counts(setting, o)


def lottery(setting):
    ties = setting.round.ties
    used = ties.get("rule", "single-lottery") in ("single-lottery", "multiple-lottery") and tie_is_there(setting)
    committed = "not-needed" if not used else "no" if "commitment" not in ties else "yes" if "secret" in ties else "unopened"
    return {"used": used, "committed": committed}


def text(number):
    return "" if number in ("", None) else reference.number_text(float(number))


def reason(setting, match, a, family):
    """The one that docs/certificate.md asks for, where the specification leaves a choice, or the matching is not stable."""
    may = expected.reasons(setting, match, a, family)
    ineligible = [r for r in may if r.startswith("ineligible")]
    if ineligible:
        return ineligible[0]
    if family == "two-agency" or not may & {"score", "lottery", "mechanism", "seats-category", "seats-term"} or family == "other":
        return next(iter(may))
    o = setting.lists[a][0]
    lines = setting.lines[o.place]
    if len(lines) > 1 or lines[0].term or lines[0].category:
        return next(iter(may)) if len(may) == 1 else "seats-term" if "seats-term" in may else "mechanism"
    held = [x for x in match.values() if x and x.place == o.place]
    last = max((x for x in held if not x.held), key=lambda x: key(setting, x), default=None)
    if last is None:
        return "mechanism" if held else "score"
    return "lottery" if (score(setting, last) or 0) == (score(setting, o) or 0) else "score"


def key(setting, o):
    """The order of waiting.csv: the place's own, whatever its lines; of a call, by turn."""
    if setting.round.mechanism == "two-agency":
        return setting.key_at_line(None, o)
    top = setting.common_order_over(o.place)
    return not o.held, -(score(setting, o) or 0), setting.at_place(o.applicant, top or o.place), o.own


def rows(setting, match, family="deferred-acceptance"):
    matches = []
    for a in setting.applicants:
        o = match[a]
        cells = [o.place, o.term, o.rank, "held" if o.held else "placed"] if o else ["", "", "", reason(setting, match, a, family)]
        matches.append([a, *cells])
    places = [[text(c) if i == 6 else c for i, c in enumerate(row)] for p in setting.places
              for row in expected.rows_of_place(setting, match, p)]
    waiting, better = [], preferred(setting, match)
    for p in setting.places:
        queue = sorted((o for o in better if o.place == p), key=lambda o: key(setting, o))
        waiting += [[p, i, o.applicant, text(score(setting, o))] for i, o in enumerate(queue, 1)]
    return matches, places, waiting


def summary(setting, match, matches, places):
    placed = [o for o in match.values() if o]
    ranks, seats = Counter(o.rank for o in placed), sum(setting.seats.values())
    filled = Counter(o.place for o in placed)
    out = {
        "round": setting.round.id, "applicants": len(setting.applicants), "places": len(setting.places), "seats": seats,
        "wishes": sum(map(len, setting.written.values())), "placed": len(placed), "unplaced": len(match) - len(placed),
        "empty_seats": seats - len(placed), "full_places": sum(0 < n == filled[p] for p, n in setting.seats.items()),
        "mean_rank": sum(o.rank for o in placed) / len(placed) if placed else None,
        "ranks": [{"rank": r, "placed": ranks[r]} for r in sorted(ranks)], "reasons": Counter(row[4] for row in matches),
        "lottery": lottery(setting), "reproducible": True}
    if has_limit(setting.round, "min_seats"):
        out["closed"] = closed_places(setting, match)
    return out


def claims_of(rnd):
    if rnd.mechanism in ("immediate-acceptance", "serial-dictatorship", "top-trading-cycles"):
        return ["feasible", "follows-mechanism"]
    if rnd.mechanism in LARGEST:
        return ["feasible", *["maximum-size"] * (rnd.mechanism != "rank-maximal"), *[PROVEN.get(rnd.mechanism)] * (rnd.mechanism in PROVEN)]
    if rnd.mechanism == "two-agency":
        return ["feasible", "within-budgets", "no-better-refused"]
    if rnd.ties.get("improve") == "stable-cycles":
        return ["feasible", "weakly-stable", "constrained-efficient"]
    if has_limit(rnd, "floor"):
        return ["feasible", "envy-free"]
    plain = not rnd.lines and not rnd.groups and not has_limit(rnd, "min_seats")
    best = "place-optimal" if rnd.proposer == "places" else "applicant-optimal"
    return ["feasible", "stable"] + ([best] if plain else [])


def write(setting, match, folder, out, claims=None):
    rnd = setting.round
    os.makedirs(out, exist_ok=True)
    family = rnd.mechanism if rnd.mechanism in ("deferred-acceptance", "two-agency") else "other"
    if family == "two-agency":
        find_late(setting, match)
    matches, places, waiting = rows(setting, match, family)
    reference.write_csv(f"{out}/matches.csv", ["applicant", "place", "term", "rank", "reason"], matches)
    reference.write_csv(f"{out}/places.csv", ["place", "order", "category", "term", "seats", "filled", "cutoff", "applied", "refused"], places)
    reference.write_csv(f"{out}/waiting.csv", ["place", "position", "applicant", "score"], waiting)
    with open(f"{out}/summary.json", "w", encoding="utf-8") as f:
        json.dump(summary(setting, match, matches, places), f, ensure_ascii=False)
    rules = {"mechanism": rnd.mechanism, "proposer": rnd.proposer, "ties": {"rule": "single-lottery", **rnd.ties},
             **{k: v for k, v in rnd.rules.items() if k in ("order", "eligibility", "previous")}}
    certificate = {
        "format": "enishi-certificate-1", "made_by": "maker", "round": rnd.id, "inputs": {},
        "reading": {"encoding": "utf-8", "delimiter": ","}, "outputs": {}, "rules": rules, "lottery": lottery(setting),
        "reproducible": True,
        "claims": [c if isinstance(c, dict) else {"claim": c} for c in claims or claims_of(rnd)]}
    reference.seal(folder, out, certificate)
