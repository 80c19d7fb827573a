"""Proofs of the size of weakly stable matchings: any trees with any prices, what they prove as docs/certificate.md has it, and forgeries."""
from dataclasses import replace

from markets import market, tied_market

ONE = 10 ** 9


def any_price(rng, most=2 * ONE):
    return rng.choice([0, 0, ONE, rng.randint(0, most)])


def random_proof(rng, setting, depth=2):
    """A tree of any questions and any prices."""
    if depth and setting.offers and rng.random() < 0.4:
        o = rng.choice(setting.offers)
        return {"place": setting.places.index(o.place), "score": float(o.score or 0), "filled": random_proof(rng, setting, depth - 1),
                "unfilled": random_proof(rng, setting, depth - 1)}
    wishes = [[setting.applicants.index(o.applicant), setting.places.index(o.place), any_price(rng), any_price(rng, ONE)] for o in setting.offers]
    return {"places": [[i, any_price(rng)] for i in range(len(setting.places))], "wishes": [w for w in wishes if w[2] or w[3]]}


def proven(setting, node, filled=(), unfilled=()):
    """The bound as docs/certificate.md has it, in billionths: over all leaves, over all choices."""
    if "place" in node:
        answer = ((setting.places[node["place"]], node["score"]),)
        return max(proven(setting, node["filled"], filled + answer, unfilled), proven(setting, node["unfilled"], filled, unfilled + answer))
    score = lambda o: float(o.score or 0)
    seat = {setting.places[i]: price for i, price in node["places"]}
    wish = {(setting.applicants[a], setting.places[p]): c for a, p, c, _ in node["wishes"]}
    level = {(setting.applicants[a], setting.places[p]): d for a, p, _, d in node["wishes"]}
    total = -sum(wish.values())
    for p in setting.places:
        here = [o for o in setting.offers if o.place == p]
        room = min(setting.seats[p], len(here))
        choices = [] if any(q == p for q, _ in filled) else [0]
        for t in {score(o) for o in here}:
            if all(t >= s for q, s in filled if q == p) and all(t < s for q, s in unfilled if q == p):
                choices.append(sum(wish.get((o.applicant, p), 0) - room * level.get((o.applicant, p), 0) for o in here if score(o) <= t))
        if not choices:
            return 0
        total += room * seat.get(p, 0) + max(choices)
    for a, list_ in setting.lists.items():
        total += max([0, *(ONE - seat.get(o.place, 0) + sum(wish.get((a, x.place), 0) for x in list_ if x.rank >= o.rank) +
                           sum(level.get((x.applicant, x.place), 0) for x in setting.offers if x.place == o.place and score(x) <= score(o))
                           for o in list_)])
    return max(total, 0)


def with_proof(setting, match, proof):
    size, bound = sum(o is not None for o in match.values()), min(proven(setting, proof) // ONE, len(setting.applicants))
    claim = {"claim": "largest-weakly-stable"} if size == bound else {"claim": "bound", "size": size, "bound": bound}
    return ["feasible", "weakly-stable", claim | {"proof": proof}]


def forgeries(setting, claims):
    """The same with a number, or a proof, that is wrong."""
    last = claims[2]
    changes = [{"size": 99}, {"proof": {"places": [], "wishes": [[0, 0, -1, 0]]}}, {"proof": {"places": [[len(setting.places), 1]], "wishes": []}},
               {"proof": {"places": [[0, 0.5]], "wishes": []}}, {"proof": {"places": [[0, 2 ** 40]], "wishes": []}}, {"proof": None}]
    if "bound" in last:
        changes += [{"bound": last["bound"] + 1}, {"bound": last["bound"] - 1}]
    yield [*claims[:2], {"claim": "largest-weakly-stable" if "bound" in last else "bound", "proof": last["proof"]}]
    yield claims[:2]
    for change in changes:
        yield [*claims[:2], last | change]


def kept_round(rng):
    rnd = replace(tied_market(rng) if rng.random() < 0.5 else market(rng, [], ties=0.9), mechanism="max-weakly-stable")
    rnd.ties = {"rule": "keep"}
    return rnd
