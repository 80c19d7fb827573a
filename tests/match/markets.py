"""Small random rounds with any combination of features: lines, terms, categories, groups, held seats, lower limits.

Everything that the tables allow to be missing is sometimes missing; numbers are small so that limits bind.
"""
from choice import below, place_holders
from rounds import Group, Line, Round, Wish
from setting import Setting

CATEGORIES, TERMS = ("R", "S"), ("A", "B")


def market(rng, features, applicants=5, places=3, seats=2, ties=0.3):
    """features: any of lines, categories, terms, transfers, targets, common-order, held, min_seats, floor. Three in ten markets are
    contested: four places of one seat, four applicants, long lists, so that several matchings are stable."""
    features = set(features)
    contested = rng.random() < 0.3 and "min_seats" not in features
    people = [f"a{i}" for i in range(4 if contested else rng.randint(min(2, applicants), applicants))]
    houses = [f"p{j}" for j in range(4 if contested else rng.randint(1, places))]
    rnd = Round(applicants=people, places=[(p, 1 if contested else rng.choice([0, 1, 1, 1, *range(1, seats + 1)])) for p in houses])
    add_groups(rng, rnd, features)
    for a in people:
        rnd.wishes += wishes(rng, a, houses, features, ties, 3 if contested else 0)
    add_scores(rng, rnd, 0 if contested else ties, 1 if contested else 0.85)
    if "min_seats" in features:
        rnd.places = [(p, rng.choice([1, 2, 2, 3])) for p, _ in rnd.places]
    if "lines" in features:
        add_lines(rng, rnd, features)
    if "held" in features:
        add_held(rng, rnd)
    if "floor" in features:
        rnd.of_places["floor"] = {p: str(rng.randint(0, min(n, 2))) for p, n in rnd.places if rng.random() < 0.6}
    if "min_seats" in features:
        rnd.of_places["min_seats"] = {p: str(rng.randint(min(1, n), n)) for p, n in rnd.places if rng.random() < 0.8}
    return rnd


def tied_market(rng):
    """Coarse scores and long strict lists over few seats: the ties of the places decide much."""
    people, houses = [f"a{i}" for i in range(5)], [f"p{j}" for j in range(rng.randint(3, 4))]
    rnd = Round(applicants=people, places=[(p, rng.choice([1, 1, 2] if len(houses) == 3 else [1])) for p in houses])
    for a in people:
        ranked = rng.sample(houses, len(houses) - (rng.random() < 0.2))
        rnd.wishes += [Wish(a, rank, p) for rank, p in enumerate(ranked, 1)]
    for p in houses:
        if rng.random() < 0.9:
            rnd.scores += [(a, p, rng.choice("1112")) for a in people if rng.random() < 0.97]
    return rnd


def wishes(rng, a, houses, features, ties, least):
    pairs = [(p, t) for p in houses for t in (("", *TERMS) if "terms" in features else ("",))]
    chosen = rng.sample(pairs, rng.randint(least or rng.random() > 0.1, min(len(pairs), 4)))
    ranks = rng.sample(range(1, 2 * len(chosen) + 1), len(chosen))
    return [Wish(a, rng.randint(1, 2) if rng.random() < ties / 2 else rank, p, None, t) for (p, t), rank in zip(chosen, ranks)]


def add_scores(rng, rnd, ties, share):
    """Scores of places, or of the groups whose order is common; a few pairs without, a few without a wish."""
    common = {g.group for g in rnd.groups if g.choice == "common-order"}
    parents = {g.group: g.parent for g in rnd.groups}
    tops = {g for g in common if parents[g] not in common}
    under = {p for p, g in rnd.of_places.get("group", {}).items() if g in common}
    for p, _ in rnd.places:
        if p not in under and rng.random() < share:
            rnd.scores += [(a, p, s) for a, s in some_scores(rng, rnd.applicants, ties)]
    for g in sorted(tops):
        if rng.random() < share:
            rnd.group_scores += [(a, g, s) for a, s in some_scores(rng, rnd.applicants, ties)]
    move_beside_wishes(rng, rnd)


def some_scores(rng, people, ties):
    values = rng.sample(range(20), len(people))
    return [(a, str(rng.randint(1, 2) if rng.random() < ties else v)) for a, v in zip(people, values) if rng.random() < 0.93]


def move_beside_wishes(rng, rnd):
    """Some scores go to choices.csv, for every wish of the pair; now and then with a score of its own for each term."""
    for a, p, score in list(rnd.scores):
        mine = [i for i, w in enumerate(rnd.wishes) if (w.applicant, w.place) == (a, p)]
        if mine and rng.random() < 0.4:
            rnd.scores.remove((a, p, score))
            for i in mine:
                own = score if rng.random() < 0.7 else str(rng.randrange(20))
                rnd.wishes[i] = rnd.wishes[i]._replace(score=own)


def add_lines(rng, rnd, features):
    rnd.of_applicants["categories"] = {
        a: ";".join(c for c in CATEGORIES if rng.random() < 0.4) for a in rnd.applicants} if "categories" in features else {}
    common = {g.group for g in rnd.groups if g.choice == "common-order"}
    for i, (p, _) in enumerate(rnd.places):
        if rng.random() < 0.85 and rnd.of_places.get("group", {}).get(p) not in common:
            lines = lines_of_place(rng, p, features)
            rnd.lines += lines
            rnd.places[i] = (p, sum(line.seats for line in lines))
    if "categories" not in features:
        del rnd.of_applicants["categories"]


def lines_of_place(rng, p, features):
    orders = sorted(rng.sample(range(1, 9), rng.randint(1, 3)))
    lines = []
    for order in orders:
        category = rng.choice(["", "", *CATEGORIES]) if "categories" in features else ""
        term = rng.choice(["", "", *TERMS]) if "terms" in features else ""
        lines.append(Line(p, order, rng.choice([0, 1, 1, 1, 2]), category, term, rng.choice(["after", "never"]) if category else ""))
    rng.shuffle(lines)
    if "transfers" in features:
        receivers = rng.sample(lines, rng.randint(1, len(lines)))
        lines = [line if line in receivers or rng.random() < 0.3 else line._replace(to=str(rng.choice(receivers).order))
                 for line in lines]
    return lines


# ---- groups

def add_groups(rng, rnd, features):
    kinds = [k for k in ("targets", "common-order") if k in features]
    if not kinds:
        return
    rnd.of_places["group"] = {}
    names = [f"g{i}" for i in range(rng.randint(1, 3))]
    parent = {g: rng.choice(["", *names[:i]]) if i else "" for i, g in enumerate(names)}
    choice = {}
    for g in names:
        inherited = choice.get(parent[g])
        choice[g] = "common-order" if inherited == "common-order" else rng.choice(kinds)
    for p, _ in rnd.places:
        if rng.random() < 0.9:
            rnd.of_places["group"][p] = rng.choice(names)
    caps = {g: rng.randint(1, 3) if rng.random() < 0.8 else None for g in names}
    children = {g: [h for h in names if parent[h] == g] + [p for p, h in rnd.of_places["group"].items() if h == g] for g in names}
    targets, turns = {}, {}
    for g in names:
        if choice[g] == "targets":
            spread_targets(rng, children[g], caps[g], targets, turns)
    rnd.groups = [Group(g, parent[g], str(caps[g] or ""), "", targets.get(g, ""), turns.get(g, ""), choice[g]) for g in names]
    for column, cells in (("target", targets), ("turn", turns)):
        of_places = {p: cell for p, cell in cells.items() if p not in names}
        if of_places:
            rnd.of_places[column] = of_places


def spread_targets(rng, children, cap, targets, turns):
    left = 3 if cap is None else cap
    for c in rng.sample(children, len(children)):
        if rng.random() < 0.7:
            n = rng.randint(0, left)
            left -= n
            targets[c] = str(n)
        if rng.random() < 0.7:
            turns[c] = str(rng.randint(1, 3))


# ---- held seats

def add_held(rng, rnd):
    """Holders of seats that fit together, as a run before could have left them; wishes for a held seat that were withdrawn."""
    for a in rng.sample(rnd.applicants, rng.randint(1, len(rnd.applicants))):
        p = rng.choice(rnd.places)[0]
        mine = [(w.place, w.term) for w in rnd.wishes if w.applicant == a]
        rnd.held.append((a, *(rng.choice(mine) if mine and rng.random() < 0.8 else (p, ""))))
        if not holders_fit(Setting(rnd)):
            rnd.held.pop()
    for a, p, t in rnd.held:
        if rng.random() < 0.3:
            rnd.wishes = [w for w in rnd.wishes if (w.applicant, w.place, w.term) != (a, p, t)]


def holders_fit(setting):
    """Whether the lines of each place, transfers left out, and every cap have room for all who hold seats."""
    held = [o for o in setting.offers if o.held]
    for p in setting.places:
        lines, by_line = setting.lines[p], {line.order: [] for line in setting.lines[p]}
        place_holders(lines, [o for o in held if o.place == p], by_line)
        if sum(map(len, by_line.values())) < len([o for o in held if o.place == p]):
            return False
    return all(len([o for o in held if below(setting, g, o.place)]) <= node.cap for g, node in setting.nodes.items())
