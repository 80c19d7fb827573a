"""What the result files must hold for a round with couples: differences to what is there, as text.

A member's wish for a place stands at the best rank at which the couple names it. The couple prefers it to what it has where a joint wish
that is better, and that counts, names it.
"""
from collections import Counter
from decimal import Decimal, InvalidOperation

from rounds import Wish


def differences(couples, match, tables, summary):
    found = []
    for name, want in (("matches.csv", rows_of_matches(couples, match)), ("places.csv", rows_of_places(couples, match)),
                       ("waiting.csv", rows_of_waiting(couples, match))):
        got = [list(row.values()) for row in tables[name]]
        found += [f"{name}: {g}, not {w}" for g, w in zip(got, want) if not same_row(g, w)] or [f"{name}: {got}, not {want}"] * (len(got) != len(want))
    ranks = [int(row[3]) for row in rows_of_matches(couples, match) if row[3]]
    want = {"placed": len(ranks), "blocking": len(couples.blocking(match)),
            "ranks": [{"rank": r, "placed": n} for r, n in sorted(Counter(ranks).items())],
            "reasons": dict(Counter(row[4] for row in rows_of_matches(couples, match)))}
    return found + [f"summary.json: {key} {summary[key]}, not {w}" for key, w in want.items() if summary[key] != w]


def same_row(got, want):
    return len(got) == len(want) and all(g == w or (g and w and as_number(g) == as_number(w)) for g, w in zip(got, want))


def as_number(cell):
    try:
        return Decimal(cell)
    except InvalidOperation:
        return cell


def pair_of(couples, a):
    return next((pair for pair in couples.lists if a in pair[1:]), None)


def member_wishes(couples, a):
    """What somebody in a pair wishes for, acceptable or not: [(rank, place)], the best first."""
    ranks = {}
    for _, x, y, rank, p, q in couples.setting.round.joint:
        place = p if a == x else q if a == y else "-"
        if place != "-":
            ranks[place] = min(int(rank), ranks.get(place, int(rank)))
    return sorted((rank, place) for place, rank in ranks.items())


def rank_of(couples, match, a):
    pair = pair_of(couples, a)
    return couples.lists[pair][couples.current(pair, match)].rank if pair else match[a].rank


def reason(couples, match, a):
    setting = couples.setting
    if match[a]:
        return "placed"
    if a in couples.members:
        wishes = [Wish(a, rank, place) for rank, place in member_wishes(couples, a)]
        refusals = [setting.refusal(w) for w in wishes]
        return "no-wishes" if not wishes else "joint" if None in refusals else refusals[0]
    if not setting.written[a]:
        return "no-wishes"
    if not setting.lists[a]:
        return setting.refusal(setting.written[a][0])
    best = setting.lists[a][0]
    held = sorted((o for o in match.values() if o and o.place == best.place), key=lambda o: key(setting, o))
    if best in couples.blocking(match):
        return "joint"
    return "lottery" if held and held[-1].score == best.score else "score"


def key(setting, o):
    return setting.key_at_line(setting.lines[o.place][0], o)


def rows_of_matches(couples, match):
    return [[a, match[a].place, "", str(rank_of(couples, match, a)), "placed"] if match[a] else [a, "", "", "", reason(couples, match, a)]
            for a in couples.setting.applicants]


def acceptable(couples):
    """{(applicant, place): offer}, of singles and of members."""
    from setting import Offer
    setting, found = couples.setting, {}
    for a in setting.applicants:
        if a not in couples.members:
            found |= {(a, o.place): o for o in setting.lists[a]}
        for rank, place in member_wishes(couples, a):
            if setting.refusal(Wish(a, rank, place)) is None:
                found[a, place] = Offer(a, place, "", rank, setting.scores.get((a, place)), False, 0)
    return found


def preferred(couples, match):
    """{(applicant, place)}"""
    found = {(a, o.place) for a in couples.singles for o in couples.setting.lists[a] if match[a] is None or o.own < match[a].own}
    for pair, list_ in couples.lists.items():
        has = couples.current(pair, match)
        for wish in list_[:len(list_) if has is None else has]:
            found |= {(o.applicant, o.place) for o in wish[1:] if o and not (match[o.applicant] and match[o.applicant].place == o.place)}
    return found


def rows_of_places(couples, match):
    return list(places_of(couples, match))


def places_of(couples, match):
    setting, offers, better = couples.setting, acceptable(couples), preferred(couples, match)
    for p in setting.places:
        here = [o for o in match.values() if o and o.place == p]
        scores = [o.score for o in here if o.score is not None]
        cutoff = str(min(scores)) if scores and len(here) == setting.seats[p] else ""
        yield [p, "1", "", "", str(setting.seats[p]), str(len(here)), cutoff, str(sum(place == p for _, place in offers)),
               str(sum(place == p for _, place in better))]


def rows_of_waiting(couples, match):
    return list(waiting_of(couples, match))


def waiting_of(couples, match):
    offers, setting = acceptable(couples), couples.setting
    for p in setting.places:
        waiting = sorted((offers[pair] for pair in preferred(couples, match) if pair[1] == p), key=lambda o: key(setting, o))
        for position, o in enumerate(waiting, 1):
            yield [p, str(position), o.applicant, "" if o.score is None else str(o.score)]
