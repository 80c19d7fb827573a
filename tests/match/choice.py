"""Choice functions as naive set functions: what a place with lines, or a group over places, takes out of a set of offers.

Sources of the rules: Kominers and Sönmez 2016 (lines), Kamada and Kojima 2015 (targets), Abraham, Irving and Manlove 2007 (one order
over a subtree). Everything is recomputed from the whole set each time, for small markets only.
"""
from collections import namedtuple

from setting import INFINITE

Filling = namedtuple("Filling", "by_line seats")        # order of the line -> offers taken; -> seats in the end


def choose(setting, unit, offers):
    """The offers that a unit takes out of some, each set by itself; offers elsewhere are ignored."""
    kind, name = unit
    if kind == "place":
        return taken(fill(setting, name, offers))
    return choose_of_group(setting, name, offers, INFINITE)


def taken(filling):
    return {o for offers in filling.by_line.values() for o in offers}


# ---- lines of one place

def fill(setting, place, offers, limit=INFINITE):
    """Lines ascending, then unfilled seats to the lines that receive them; each applicant counts once."""
    offers, lines = [o for o in offers if o.place == place], setting.lines[place]
    by_line, seats = {line.order: [] for line in lines}, {line.order: line.seats for line in lines}

    def fill_line(line):
        for o in sorted(offers, key=lambda o: setting.key_at_line(line, o)):
            here = [x for list_ in by_line.values() for x in list_]
            if len(by_line[line.order]) >= seats[line.order] or len(here) >= limit:
                return
            if setting.may_take(line, o) and o.applicant not in {x.applicant for x in here}:
                by_line[line.order].append(o)

    place_holders(lines, offers, by_line)
    for line in lines:
        fill_line(line)
    receiving = {int(line.to) for line in lines if line.to}
    for line in lines:
        if line.to:
            unfilled = seats[line.order] - len(by_line[line.order])
            seats[line.order] -= unfilled
            seats[int(line.to)] += unfilled
    for line in lines:
        if line.order in receiving:
            fill_line(line)
    return Filling(by_line, seats)


def place_holders(lines, offers, by_line):
    """Before any line is filled, holders sit down in the order of ids: on lines of the own term, else on lines without one, ascending."""
    for own_term in (True, False):
        for line in lines:
            for o in sorted((o for o in offers if o.held), key=lambda o: o.applicant.encode()):
                seated = any(o in list_ for list_ in by_line.values())
                fits = line.term == o.term != "" if own_term else not line.term
                if fits and not seated and len(by_line[line.order]) < line.seats:
                    by_line[line.order].append(o)


# ---- groups

def choose_of_group(setting, g, offers, limit):
    node = setting.nodes[g]
    limit = min(limit, node.cap)
    if node.choice == "common-order":
        return walk(setting, g, offers, limit)
    return choose_by_targets(setting, node, offers, limit)


def demand(setting, child, offers):
    if child not in setting.nodes:
        return len(taken(fill(setting, child, offers)))
    node = setting.nodes[child]
    return min(node.cap, sum(demand(setting, c, offers) for c in node.children))


def choose_by_targets(setting, node, offers, limit):
    given = distribute(setting, node, offers, limit)
    chosen = set()
    for child in node.children:
        if child in setting.nodes:
            chosen |= choose_of_group(setting, child, offers, given[child])
        else:
            chosen |= taken(fill(setting, child, offers, given[child]))
    return chosen


def distribute(setting, node, offers, limit):
    """Seats one by one: as many as are held, then in rounds of turns up to the targets, then in the same rounds up to the demands."""
    wanted = {c: demand(setting, c, offers) for c in node.children}
    given = {c: min(wanted[c], held_below(setting, c)) for c in node.children}
    turns = sorted(node.children, key=lambda c: setting.target_and_turn(c)[1])
    target = {c: setting.target_and_turn(c)[0] for c in node.children}
    for goal in (lambda c: min(target[c], wanted[c]), lambda c: wanted[c]):
        while sum(given.values()) < limit and any(given[c] < goal(c) for c in turns):
            for c in turns:
                if given[c] < goal(c) and sum(given.values()) < limit:
                    given[c] += 1
    return given


def held_below(setting, child):
    """Whether or not their holders are among the offers."""
    return sum(o.held and below(setting, child, o.place) for list_ in setting.lists.values() for o in list_)


def below(setting, child, place):
    return child == place or any(node.id == child for node in setting.path(place))


def walk(setting, g, offers, limit):
    """One order over the subtree; an offer is taken unless its place or a group on its path is full, or its applicant is in."""
    cap = {node.id: node.cap for node in setting.nodes.values()} | {g: limit}
    count, chosen = dict.fromkeys([*setting.nodes, *setting.places], 0), []
    mine = [o for o in offers if below(setting, g, o.place)]
    for o in sorted(mine, key=lambda o: setting.key_in_common_order(g, o)):
        over = [node.id for node in setting.path(o.place)]
        over = over[:over.index(g) + 1]
        full = count[o.place] >= setting.seats[o.place] or any(count[x] >= cap[x] for x in over)
        if full or o.applicant in {x.applicant for x in chosen}:
            continue
        chosen.append(o)
        for x in [o.place, *over]:
            count[x] += 1
    return set(chosen)
