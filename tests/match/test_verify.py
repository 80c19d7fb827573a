"""enishi-verify: it accepts what is right whoever wrote it, and refuses whatever was changed, hashes put right or not."""
import csv
import json
import os
import random
from dataclasses import replace

from harness import BAD_INPUT, CLAIM_FAILED, DONE, Bench, contents, equal, expect, scaled
from oracle import RESULT_FILES, Market, is_stable, load, sha256, solve, write_json, write_results
from rounds import (Round, Wish, contested_market, damaged, from_lists, merged, prefixed, random_market, random_round,
                    read_table, write_round)


# ---- results that this test writes itself

def written_by_others(bench, seed, proposer, kind):
    """Result directories that agree with themselves in every file and hash, and hold one matching or another."""
    rng, checked = random.Random(seed), 0
    matching = {"optimal": solve, "stable": another_stable, "unstable": lambda market: unstable(rng, market)}[kind]
    while checked < scaled(12):
        markets = [prefixed((random_market, contested_market)[i % 2](rng), f"m{i}") for i in range(6)]
        market = Market(merged(markets, id=kind, proposer=proposer))
        match = matching(market)
        if match is None:
            continue
        checked += 1
        run = bench.verify(*written(bench, market, match))
        said = run.stdout + run.stderr
        equal(run.status, DONE if kind == "optimal" else CLAIM_FAILED, f"enishi-verify ({said.strip()})")
        if kind == "unstable":
            expect(any(a in said and p in said for a, p in blocking(market, match)), f"no blocking pair named: {said}")


def written(bench, market, match):
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_round(market.round, folder)
    write_results(market, match, folder, out)
    return folder, out


def another_stable(market):
    """The stable matching that the other side would reach, or None if it is the same."""
    other = {"applicants": "places", "places": "applicants"}[market.round.proposer]
    match = solve(Market(replace(market.round, proposer=other)))
    return None if match == solve(market) else match


def unstable(rng, market):
    """One placed applicant loses the place, or moves to a worse one with a free seat; None if there is nobody."""
    match = solve(market)
    placed = sorted(a for a in match if match[a])
    if not placed:
        return None
    loser = rng.choice(placed)
    held = market.holders(match)
    worse = [c.place for c in market.lists[loser] if not market.prefers(loser, c, match[loser])
             and c.place != match[loser] and len(held[c.place]) < market.seats[c.place]]
    changed = match | {loser: rng.choice([None, *worse])}
    expect(not is_stable(market, changed), "leaving a place that is wanted ought to be unstable")
    return changed


def blocking(market, match):
    """Pairs of an applicant and a place that would both rather have each other."""
    held, claimants = market.holders(match), market.claimants(match)
    for p, seats in market.seats.items():
        last = market.position[p][held[p][-1][0]] if held[p] and len(held[p]) >= seats else float("inf")
        yield from ((a, p) for a, _ in claimants[p] if seats and market.position[p][a] < last)


# ---- changes to the program's own results

def swapped_pair(bench, seed):
    """Two applicants trade places in matches.csv; with the certificate's hash left and with the hash put right."""
    rng = random.Random(seed)
    rnd = random_round(rng, 60, 8, wishes=5, unscored=0, id="swap")
    folder, out = bench.solved(rnd)
    equal(bench.verify(folder, out).status, DONE, "before the swap")
    original, certificate = contents(out, "matches.csv"), load(out, "certificate.json")
    for rehashed in (False, True):
        for _ in range(scaled(12)):
            swap_two(rng, Market(rnd), out)
            write_json(os.path.join(out, "certificate.json"), rehash(certificate, out) if rehashed else certificate)
            run = bench.verify(folder, out)
            equal(run.status, CLAIM_FAILED, f"verifier after a swap ({run.stdout}{run.stderr})")
            with open(os.path.join(out, "matches.csv"), "wb") as file:
                file.write(original)


def swap_two(rng, market, out):
    rows = read_table(os.path.join(out, "matches.csv"))
    placed = [row for row in rows[1:] if row[1]]
    first, second = rng.choice([(x, y) for x in placed for y in placed if x[1] < y[1]])
    first[1], second[1] = second[1], first[1]
    for row in (first, second):
        row[3] = next((str(c.rank) for c in market.lists[row[0]] if c.place == row[1]), row[3])
    write_table(out, "matches.csv", rows)


def write_table(folder, name, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def rehash(certificate, out):
    return certificate | {"outputs": {name: sha256(out, name) for name in RESULT_FILES}}


def tampered_round():
    """P is full with a tie at its cut-off, Q is full, R has a free seat; every reason occurs."""
    return Round(
        id="tampered", applicants=list("abcdefg"), places=[("P", 2), ("Q", 1), ("R", 2)],
        ties={"rule": "single-lottery", "seed": "s"},
        wishes=[Wish("a", 1, "P", "9"), Wish("b", 1, "P", "5"), Wish("c", 1, "P", "5"), Wish("c", 2, "R"),
                Wish("d", 2, "Q", "7"), Wish("e", 1, "Q", "6"), Wish("f", 1, "Q"), Wish("b", 3, "Q", "1")])


CHANGES = {
    "a rank": ("matches.csv", lambda t: set_cell(t, "a", 3, "2")),
    "the reason of an unplaced applicant": ("matches.csv", lambda t: set_cell(t, "e", 4, "lottery")),
    "the reason no-score": ("matches.csv", lambda t: set_cell(t, "f", 4, "score")),
    "the reason no-wishes": ("matches.csv", lambda t: set_cell(t, "g", 4, "no-score")),
    "a place given to someone who never wished for it": ("matches.csv", lambda t: set_row(t, "g", ["g", "R", "", "1", "placed"])),
    "one more than there are seats": ("matches.csv", lambda t: set_row(t, "e", ["e", "Q", "", "1", "placed"])),
    "a place given against no-score": ("matches.csv", lambda t: set_row(t, "f", ["f", "Q", "", "1", "placed"])),
    "a place that does not exist": ("matches.csv", lambda t: set_cell(t, "a", 1, "X")),
    "a missing applicant": ("matches.csv", lambda t: [row for row in t if row[0] != "g"]),
    "an applicant named twice": ("matches.csv", lambda t: t + [t[-1]]),
    "an applicant who is not in the round": ("matches.csv", lambda t: set_cell(t, "g", 0, "stranger")),
    "seats": ("places.csv", lambda t: set_cell(t, "R", 4, "3")),
    "filled": ("places.csv", lambda t: set_cell(t, "P", 5, "1")),
    "a cut-off": ("places.csv", lambda t: set_cell(t, "P", 6, "6")),
    "a cut-off of a place that is not full": ("places.csv", lambda t: set_cell(t, "R", 6, "1")),
    "applied": ("places.csv", lambda t: set_cell(t, "Q", 7, "4")),
    "refused": ("places.csv", lambda t: set_cell(t, "Q", 8, "0")),
    "a missing place": ("places.csv", lambda t: t[:-1]),
    "a position on the waiting list": ("waiting.csv", lambda t: [t[0], [*t[1][:1], "2", *t[1][2:]], *t[2:]]),
    "the order of the waiting list": ("waiting.csv", lambda t: swap_waiting(t, "Q")),
    "a score on the waiting list": ("waiting.csv", lambda t: [t[0], [*t[1][:3], "5.5"], *t[2:]]),
    "a missing row of the waiting list": ("waiting.csv", lambda t: t[:-1]),
    "a further row of the waiting list": ("waiting.csv", lambda t: t + [["R", "1", "a", ""]]),
}


def set_cell(table, key, column, value):
    return [row[:column] + [value] + row[column + 1:] if row[0] == key else row for row in table]


def set_row(table, key, new):
    return [new if row[0] == key else row for row in table]


def swap_waiting(table, place):
    """The first two who wait for a place trade positions."""
    first, second = [i for i, row in enumerate(table) if row[0] == place][:2]
    table[first][2:], table[second][2:] = table[second][2:], table[first][2:]
    return table


def tampered_table(bench, rnd, name, change):
    folder, out = bench.solved(rnd)
    before = read_table(os.path.join(out, name))
    after = change([list(row) for row in before])
    expect(after != before, "the change changes nothing")
    write_table(out, name, after)
    write_json(os.path.join(out, "certificate.json"), rehash(load(out, "certificate.json"), out))
    run = bench.verify(folder, out)
    equal(run.status, CLAIM_FAILED, f"enishi-verify ({(run.stdout + run.stderr).strip()})")


def tampered_summary(bench, rnd):
    """Every number of summary.json, one at a time."""
    folder, out = bench.solved(rnd)
    summary, certificate = load(out, "summary.json"), load(out, "certificate.json")
    for key, value in summary.items():
        write_json(os.path.join(out, "summary.json"), summary | {key: another(value)})
        write_json(os.path.join(out, "certificate.json"), rehash(certificate, out))
        equal(bench.verify(folder, out).status, CLAIM_FAILED, f"enishi-verify with {key} {another(value)}")


def another(value):
    """A value of the same type that is wrong."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, list):
        return value[:-1] + [value[-1] | {"placed": value[-1]["placed"] + 1}]
    key, inner = next(iter(value.items()))
    return value | {key: another(inner)}


def tampered_certificate(bench, rnd):
    """What the certificate says about inputs, outputs, rules, lottery and claims must follow from the files."""
    folder, out = bench.solved(rnd)
    certificate, zero = load(out, "certificate.json"), "0" * 64
    rules = certificate["rules"]
    for what, change in {
            "another hash of an input": {"inputs": certificate["inputs"] | {"choices.csv": zero}},
            "another hash of an output": {"outputs": certificate["outputs"] | {"waiting.csv": zero}},
            "another seed": {"rules": rules | {"ties": rules["ties"] | {"seed": "t"}}},
            "another tie rule": {"rules": rules | {"ties": rules["ties"] | {"rule": "multiple-lottery"}}},
            "another proposer": {"rules": rules | {"proposer": "places"}},
            "a lottery that was not used": {"lottery": {"used": False, "committed": "not-needed"}},
            "a commitment that was not given": {"lottery": {"used": True, "committed": "yes"}},
            "another round": {"round": "other"},
    }.items():
        write_json(os.path.join(out, "certificate.json"), certificate | change)
        run = bench.verify(folder, out)
        equal(run.status, CLAIM_FAILED, f"enishi-verify with {what} ({(run.stdout + run.stderr).strip()})")


def false_claim(bench):
    """Applicants proposed, and the certificate claims the best for places, or what no verifier knows."""
    rnd = from_lists("a: A B C | b: B C A | c: C A B", "A: b c a | B: c a b | C: a b c", id="claims")
    folder, out = bench.solved(rnd)
    certificate = load(out, "certificate.json")
    for claim in ("place-optimal", "cheapest"):
        write_json(os.path.join(out, "certificate.json"), certificate | {"claims": certificate["claims"] + [{"claim": claim}]})
        expect(bench.verify(folder, out).status in (BAD_INPUT, CLAIM_FAILED), f"the claim {claim} was accepted")


def changed_inputs(bench, rnd):
    """A certificate speaks of the inputs it names, byte for byte."""
    for name in ("round.json", "applicants.csv", "places.csv", "choices.csv"):
        folder, out = bench.solved(rnd)
        content = contents(folder, name)
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content.replace(b"\n", b"\r\n") if name.endswith(".csv") else content + b"\n")
        equal(bench.verify(folder, out).status, CLAIM_FAILED, f"enishi-verify after other line ends in {name}")


def unreadable(bench, rnd):
    """No certificate, half a certificate, no result, no round: status 1."""
    folder, out = bench.solved(rnd)
    certificate = contents(out, "certificate.json")
    for content in (b"", certificate[:len(certificate) // 2], b"[]", b"\xff\xfe", certificate.replace(b"true", b"true\x00", 1)):
        with open(os.path.join(out, "certificate.json"), "wb") as file:
            file.write(content)
        equal(bench.verify(folder, out).status, BAD_INPUT, f"enishi-verify with certificate {content[:20]}")
    os.remove(os.path.join(out, "certificate.json"))
    equal(bench.verify(folder, out).status, BAD_INPUT, "enishi-verify without a certificate")
    equal(bench.verify(folder, out + "-missing").status, BAD_INPUT, "enishi-verify without a result")
    equal(bench.verify(folder + "-missing", out).status, BAD_INPUT, "enishi-verify without a round")


def damage_of_any_kind(bench, rnd, seed):
    """Small damage anywhere in the results: the verifier refuses it, `explain` survives it. In the certificate, other blanks and
    another version pass."""
    rng = random.Random(seed)
    folder, out = bench.solved(rnd)
    names = [*RESULT_FILES, "certificate.json"]
    for i in range(scaled(250)):
        name = rng.choice(names)
        before = contents(out, name)
        after = damaged(rng, before)
        with open(os.path.join(out, name), "wb") as file:
            file.write(after)
        run = bench.verify(folder, out)
        if run.status == DONE and after != before:
            equal(name, "certificate.json", f"passed as {after}; the damaged file")
            equal(claimed(after), claimed(before), "what the certificate says")
        expect(run.status in (DONE, BAD_INPUT, CLAIM_FAILED), f"status {run.status} with {name} {after}")
        if i % 5 == 0:
            explained = bench.explain(folder, out, "e")
            expect(explained.status in (DONE, BAD_INPUT, CLAIM_FAILED), f"explain ends with {explained.status}: {name} {after}")
        with open(os.path.join(out, name), "wb") as file:
            file.write(before)


def claimed(certificate):
    """All that a certificate says but the version of the program."""
    try:
        return {key: value for key, value in json.loads(certificate.decode("utf-8-sig")).items() if key != "made_by"}
    except ValueError as problem:
        raise AssertionError(f"accepted, and not JSON: {problem}: {certificate}") from None


def main():
    bench = Bench()
    for proposer in ("applicants", "places"):
        for kind, sentence in (("optimal", "accepts the optimal matching whoever wrote it"),
                               ("stable", "refuses a stable matching that is not the optimal one"),
                               ("unstable", "refuses an unstable matching and names a blocking pair")):
            bench.case(f"enishi-verify {sentence}, {proposer} proposing", written_by_others, bench, 2000, proposer, kind)
    bench.case("a swapped pair fails verification, with the hash as it was and with the hash put right",
               swapped_pair, bench, 1000)
    rnd = tampered_round()
    bench.case("the round of the following cases gives the documented result", bench.agreed, rnd)
    for what, (name, change) in CHANGES.items():
        bench.case(f"{name}: changing {what} fails verification although the hash is right", tampered_table, bench, rnd,
                   name, change)
    bench.case("summary.json: changing any number fails verification", tampered_summary, bench, rnd)
    bench.case("certificate.json: changing hashes, rules, lottery or round fails verification", tampered_certificate, bench, rnd)
    bench.case("certificate.json: a claim that does not hold or is unknown is never accepted", false_claim, bench)
    bench.case("inputs that changed after the clearing fail verification", changed_inputs, bench, rnd)
    bench.case("small damage anywhere in a result is refused", damage_of_any_kind, bench, rnd, 1)
    bench.case("what cannot be read ends with status 1", unreadable, bench, rnd)
    bench.finish()


if __name__ == "__main__":
    main()
