#!/usr/bin/env python3
"""Certificates and results forged by hand: python3 tests/verify/forgeries.py ENISHI ENISHI_VERIFY; TAP version 13.

For every claim a small round is cleared by the program itself, and what the certificate has beside the claim is replaced by what a forger
would write: prices that are missing, of another type or too wide, proofs with a branch left out, lists of what blocks that are not quite
the list, a claim under another's name. Each must be refused, with the status of bad input or of a claim that fails.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import reference  # noqa: E402

ENISHI, PROGRAM = (os.path.abspath(path) for path in sys.argv[1:3])
WORK = tempfile.mkdtemp(prefix="enishi-forgeries-")
ENV = dict(os.environ, ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99", LC_ALL="C")
ROUND, OUT, SAVED = (f"{WORK}/{name}" for name in ("round", "out", "saved"))
CLAIMS = ("stable", "weakly-stable", "envy-free", "applicant-optimal", "place-optimal", "constrained-efficient", "follows-mechanism",
          "maximum-size", "minimum-cost", "generous", "greedy", "rank-maximal", "within-budgets", "no-better-refused",
          "largest-weakly-stable", "bound", "fewest-blocking", "unproven", "best", "stable ", "Stable", "feasible")
ONE = 10 ** 9
CASES = []


class Failed(Exception):
    pass


def verdict():
    p = subprocess.run([PROGRAM, ROUND, OUT], capture_output=True, env=ENV, timeout=60)
    shown = (p.stdout + p.stderr).decode()
    if p.returncode not in (0, 1, 6) or "runtime error" in shown:
        raise Failed(f"crash, status {p.returncode}: {shown[:3000]}")
    return p.returncode, shown


def clear(rules, tables):
    """Writes the round and clears it; its result holds."""
    for folder in (ROUND, OUT, SAVED):
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(ROUND)
    write(ROUND, "round.json", json.dumps({"id": "forged", "ties": {"rule": "by-id"}, **rules}))
    for name, text in tables.items():
        write(ROUND, f"{name}.csv", text)
    p = subprocess.run([ENISHI, "match", "solve", ROUND, "-o", OUT, "--quiet"], capture_output=True)
    if p.returncode not in (0, 3, 4):
        raise Failed(f"not cleared: {p.stderr.decode()}")
    status, shown = verdict()
    if status != 0:
        raise Failed(f"the result itself: status {status}\n{shown}")
    shutil.copytree(OUT, SAVED)
    return certificate()


def certificate():
    with open(f"{OUT}/certificate.json", encoding="utf-8") as f:
        return json.load(f)


def read(folder, name):
    with open(f"{folder}/{name}", encoding="utf-8", newline="") as f:
        return f.read()


def write(folder, name, text):
    with open(f"{folder}/{name}", "w", encoding="utf-8", newline="") as f:
        f.write(text)


def refused(what, *words):
    """What is written now; then all is as it was."""
    status, shown = verdict()
    if status not in (1, 6) or any(word not in shown for word in words):
        raise Failed(f"{what}: status {status}\n{shown}")
    shutil.rmtree(OUT)
    shutil.copytree(SAVED, OUT)


def forge_claims(changes):
    """changes: what the last claim is replaced by, or a function of all claims to all claims."""
    honest = certificate()["claims"]
    for change in changes:
        forged = {**certificate(), "claims": change(honest) if callable(change) else [*honest[:-1], change]}
        if json.dumps(forged["claims"]) == json.dumps(honest):
            raise Failed(f"no change: {change}")
        write(OUT, "certificate.json", json.dumps(forged, ensure_ascii=False))
        refused(str(forged["claims"])[:600])
    return len(changes)


def of_any_claim(last):
    """Other names, orders and numbers of claims. A result with couples may say less than it could: that nothing is proven."""
    honest = {"fewest-blocking": ("unproven",), "stable": ()}.get(last["claim"], ())
    for name in CLAIMS:
        if name != last["claim"] and name not in honest:
            yield {**last, "claim": name}
    yield from (None, [], {}, last["claim"], [last], {**last, "claim": None}, {**last, "claim": [last["claim"]]}, {**last, "witness": 1})
    yield lambda c: [*c, c[-1]]
    yield lambda c: [*c[:-1]]
    yield lambda c: [*c[1:]]
    yield lambda c: [*c[::-1]]
    yield lambda c: {"0": c[0], "1": c[-1]}
    yield lambda c: [c]
    yield lambda c: [*c, None]


def case(function):
    CASES.append((function.__name__.replace("_", " "), function))
    return function


# ---- claims without anything beside them

PLAIN = {"applicants": "applicant\na\nb\nc\nd\n", "places": "place,seats\np,1\nq,1\nr,1\n",
         "choices": "applicant,rank,place\na,1,p\na,2,q\nb,1,p\nb,2,r\nc,1,q\nc,2,p\nd,1,p\n",
         "scores": "applicant,place,score\na,p,3\nb,p,2\nc,p,4\nd,p,1\na,q,2\nc,q,1\nb,r,1\n"}
COMMON = {**PLAIN, "scores": "applicant,place,score\na,p,1\nb,p,1\nc,p,1\nd,p,1\na,q,1\nc,q,1\nb,r,1\n"}
CALL = {"applicants": "applicant\na\nb\nc\n", "places": "place,seats\np,2\nq,1\n", "groups": "group,cap\nJ,5\nV,4\n",
        "choices": "applicant,rank,place\na,1,p\nb,1,p\nb,2,q\nc,1,q\n", "demands": "applicant,place,group,units\na,p,J,3\nb,p,J,3\nb,q,J,1\nc,q,V,4\n",
        "scores": "applicant,group,score\na,J,3\na,V,3\nb,J,2\nb,V,2\nc,J,1\nc,V,1\n"}
KINDS = {
    "stable, applicant-optimal": ({}, PLAIN), "place-optimal": ({"proposer": "places"}, PLAIN),
    "stable, with seats told apart": ({}, {**PLAIN, "seats": "place,order,seats\np,1,1\n"}),
    "envy-free": ({}, {**PLAIN, "places": "place,seats,floor\np,1,\nq,1,\nr,1,1\n"}),
    "constrained-efficient": ({"ties": {"rule": "single-lottery", "seed": "s", "improve": "stable-cycles"}}, COMMON),
    "follows-mechanism, immediate acceptance": ({"mechanism": "immediate-acceptance"}, PLAIN),
    "follows-mechanism, serial dictatorship": ({"mechanism": "serial-dictatorship", "order": "lottery"}, PLAIN),
    "follows-mechanism, top trading cycles": ({"mechanism": "top-trading-cycles"}, PLAIN),
    "maximum-size": ({"mechanism": "max-size"}, PLAIN), "no-better-refused": ({"mechanism": "two-agency"}, CALL)}
for kind_, (rules_, tables_) in KINDS.items():
    def case_(rules=rules_, tables=tables_):
        return forge_claims(list(of_any_claim(clear(rules, tables)["claims"][-1])))
    case_.__name__ = f"no other claim stands for {kind_}"
    case(case_)


# ---- prices

PRICED = {"applicants": "applicant\na\nb\nc\nd\n", "places": "place,seats\np,1\nq,1\nr,2\n",
          "choices": "applicant,rank,place\na,1,p\na,3,q\nb,1,p\nc,2,q\nc,3,r\nd,1,p\n"}


def forged_prices(last):
    prices = last["potentials"]
    zero = [0] * len(prices[0])

    def other(place, price):
        return {**last, "potentials": [price if i == place else row for i, row in enumerate(prices)]}

    yield from (other(0, zero), other(0, [x - 1 for x in prices[0]]), other(0, [-1, *prices[0][1:]]), other(0, [*prices[0][:-1], -2 ** 61 - 1]))
    yield from (other(2, [*zero[:-1], 1]), other(2, [1, *zero[1:]]), other(2, [0] * (len(zero) - 1) + [-1]))  # beside a free seat
    for bad in (None, "0", 0.0, True, [0], {}, 2 ** 61, 2 ** 61 + 1, 2 ** 63 - 1, -2 ** 63, 2 ** 32, 1e300):
        yield other(1, [bad, *prices[1][1:]])
    yield from (other(1, prices[1][:-1]), other(1, [*prices[1], 0]), other(1, None), other(1, {}), other(1, 0), other(1, "00"))
    for bad in (None, [], {}, "prices", prices[:-1], [*prices, zero], [zero] * len(prices), [prices[1], prices[2], prices[0]], [prices]):
        yield {**last, "potentials": bad}
    yield {k: v for k, v in last.items() if k != "potentials"}


def forged_ranks(last):
    for bad in ([1, 2], [1, 2, 3, 4], [1, 2, 3, 3], [3, 2, 1], [1, 3, 2], [1, 1, 2, 3], [0, 1, 2, 3], [1, 2, 2 ** 32 + 3], [1, 2, 3 - 2 ** 32],
                [1.0, 2, 3], ["1", 2, 3], [True, 2, 3], [None, 2, 3], [[1], 2, 3], {}, {"1": 1, "2": 2, "3": 3}, "123", 3, [], [1, 2, 3, 2 ** 63 - 1],
                list(range(1, 2000))):
        yield {**last, "ranks": bad}
    if last["claim"] != "minimum-cost":
        yield {k: v for k, v in last.items() if k != "ranks"}


for mechanism_ in ("min-cost-max", "generous-max", "greedy-max", "rank-maximal"):
    def case_(mechanism=mechanism_):
        last = clear({"mechanism": mechanism}, PRICED)["claims"][-1]
        return forge_claims([*forged_prices(last), *forged_ranks(last), *of_any_claim(last)])
    case_.__name__ = f"no forged price or rank proves anything: {mechanism_}"
    case(case_)


@case
def ranks_of_no_wish_are_still_a_list():
    last = clear({"mechanism": "rank-maximal"}, {"applicants": "applicant\na\n", "places": "place,seats\np,1\n",
                                                 "choices": "applicant,rank,place\n"})["claims"][-1]
    return forge_claims([{**last, "ranks": bad} for bad in ("none", {}, 0, None, [1])])


def forged_prices_of_far_ranks(places, choices, price):
    """All prices are forced: the first place has that one."""
    people = sorted({row.split(",")[0] for row in choices})
    last = clear({"mechanism": "min-cost-max"}, {"applicants": "\n".join(["applicant", *people, ""]), "places": "\n".join(["place,seats", *places, ""]),
                                                 "choices": "\n".join(["applicant,rank,place", *choices, ""])})["claims"][-1]
    if last["potentials"][0] != [0, price]:
        raise Failed(f"the prices are {last['potentials']}")
    forged = [price - 1, price + 1, -price, 2 ** 30, 2 ** 61, 2 ** 61 + 1, -2 ** 61 - 1]
    return forge_claims([{**last, "potentials": [[0, bad], *last["potentials"][1:]]} for bad in forged])


@case
def prices_are_as_large_as_ranks_ask_for():
    """Two want p, and one has to go far; then on a path of places, where at each one of the two that want it is pushed to the next."""
    far, steps = 2 * 10 ** 9, 5
    count = forged_prices_of_far_ranks(["p,1", "q,1", "r,1"], ["a,1,p", f"a,{far},q", "b,1,p", f"b,{far},r"], far - 1)
    return count + forged_prices_of_far_ranks(["p0,1", *(f"p{i},2" for i in range(1, steps + 1))], [
        f"{who}{i},{rank},p{place}" for i in range(steps) for who in "ab" for rank, place in ((1, i), (far, i + 1))], steps * (far - 1))


# ---- trees of prices

KEPT = {"applicants": "applicant\na\nb\nc\nd\n", "places": "place,seats\np,1\nq,1\n",
        "choices": "applicant,rank,place\na,1,p\na,2,q\nb,1,p\nc,1,p\nc,2,q\nd,1,q\n",
        "scores": "applicant,place,score\na,p,1\nb,p,1\nc,p,0\na,q,1\nc,q,1\nd,q,0\n"}
LEAF = {"places": [[0, ONE], [1, ONE]], "wishes": []}


def forged_proofs(last):
    def proof(value):
        return {**last, "proof": value}

    empty = {"places": [], "wishes": []}
    node = {"place": 0, "score": 1, "filled": LEAF, "unfilled": LEAF}
    yield from map(proof, (None, [], {}, "proof", 1, empty, [LEAF], {"places": LEAF["places"]}, {"wishes": []}, {**LEAF, "bound": 2}))
    for rows in (None, {}, "", [[0, ONE]], [[0, ONE], [1, ONE - ONE // 2]], [[0, ONE], [1]], [[0, ONE], [1, ONE, ONE]], [[0, ONE], [2, ONE]],
                 [[0, ONE], [-1, ONE]], [[0, ONE], [1, -1]], [[0, ONE], [1, 2 ** 40]], [[0, ONE], [1, 1e9]], [[0, ONE], [1, "1"]],
                 [[0, ONE], [1.0, ONE]], [[0, ONE], [2 ** 32 + 1, ONE]], [[0, ONE], [2 ** 63 - 1, ONE]], [[0, ONE], None], [[0, ONE], {}],
                 [[0, ONE], [1, 2 ** 40 - 1]]):
        yield proof({**LEAF, "places": rows})
    for row in ([0, 0, -1, 0], [0, 0, 0, -1], [0, 0, 2 ** 40, 0], [4, 0, 0, 0], [-1, 0, 0, 0], [0, 2, 0, 0], [1, 1, 0, 0], [0, 0, 0], [0, 0], [],
                [0, 0, 0, 0, 0], [0, 0, 0.5, 0], [0, 0, None, 0], [2 ** 32, 0, 0, 0], None, 0, "0000", [0, 0, 5 * ONE, 5 * ONE]):
        yield proof({**LEAF, "wishes": [row]})
    for key in node:
        yield proof({k: v for k, v in node.items() if k != key})
        yield proof({**node, key: None})
    for change in ({"more": 1}, {"filled": empty}, {"unfilled": empty}, {"filled": {}}, {"unfilled": []}, {"score": "1"}, {"place": 2}, {"place": 0.0},
                   {"place": -1}, {"filled": {**node, "unfilled": None}}, {"unfilled": {**node, "place": 1, "filled": empty}}):
        yield proof({**node, **change})
    size = 2
    for bound in (size - 1, size + 1, 0, -1, 4, float(size), str(size), None, 2 ** 63 - 1):
        yield {"claim": "bound", "size": size, "bound": bound, "proof": LEAF}
    for other in (size - 1, size + 1, float(size), str(size), None):
        yield {"claim": "bound", "size": other, "bound": size, "proof": LEAF}
    yield from ({"claim": "bound", "size": size, "proof": LEAF}, {"claim": "bound", "bound": size, "proof": LEAF}, {**last, "size": size},
                {**last, "bound": size}, {"claim": "bound", "bound": size, "blocking": []})


@case
def no_forged_proof_of_the_size_holds():
    last = clear({"mechanism": "max-weakly-stable", "ties": {"rule": "keep"}}, KEPT)["claims"][-1]
    return forge_claims([*forged_proofs(last), *of_any_claim(last)])


@case
def a_proof_as_deep_as_it_can_be_written_is_read():
    clear({"mechanism": "max-weakly-stable", "ties": {"rule": "keep"}}, KEPT)
    for depth in (500, 3000):
        tree = json.dumps(LEAF)
        text = '{"place": 0, "score": 1, "filled": {"places": [], "wishes": []}, "unfilled": ' * depth + tree + "}" * depth
        honest = certificate()
        honest["claims"][-1]["proof"] = "PROOF"
        write(OUT, "certificate.json", json.dumps(honest).replace('"PROOF"', text))
        refused(f"a proof {depth} deep")
    return 2


# ---- couples

COUPLES = {"applicants": "applicant\ns\nx\ny\n", "places": "place,seats\np,1\nq,1\n", "choices": "applicant,rank,place\ns,1,p\ns,2,q\n",
           "joint": "joint,first,second,rank,first_place,second_place\nc,x,y,1,p,q\n",
           "scores": "applicant,place,score\nx,p,2\ns,p,1\ns,q,2\ny,q,1\n"}


def forged_blocking(last):
    found = last["blocking"]
    single, joint = {"applicant": "s", "place": "p"}, {"joint": "c", "first_place": "p", "second_place": "q"}
    for bad in (None, [], {}, "c", [*found, found[0]], [[*found]], [{**found[0], "more": 1}], [None], [single, joint], [joint, single],
                [{"applicant": "s", "place": "q"}], [{"applicant": "z", "place": "p"}], [{"joint": "c", "first_place": "q", "second_place": "p"}],
                [{"joint": "c", "first_place": "p", "second_place": "-"}], [{"joint": "c", "first_place": "p"}]):
        for claim in ("fewest-blocking", "unproven"):
            yield {"claim": claim, "blocking": bad}
        yield {"claim": "bound", "blocking": bad, "bound": 1}
    for bound in (0, -1, 2, 1.0, "1", None, True, 2 ** 32 + 1, 2 ** 63 - 1, -2 ** 63, 2 ** 64 / 2):
        yield {"claim": "bound", "blocking": found, "bound": bound}
    yield from ({"claim": "bound", "blocking": found}, {"claim": "stable"}, {"claim": "stable", "blocking": []}, {**last, "bound": 1},
                {"claim": "bound", "size": 1, "bound": 1, "proof": LEAF}, {"claim": last["claim"]})


@case
def nothing_else_is_said_to_block():
    last = clear({}, COUPLES)["claims"][-1]
    return forge_claims([*forged_blocking(last), *of_any_claim(last)])


@case
def that_so_many_block_is_not_proven_by_saying_so():
    """Many couples of which each has something that blocks, or nothing: the search neither runs out of stack nor of memory."""
    n = 400
    singles = [f"s{i}" for i in range(n)]
    people = singles + [f"{m}{i}" for i in range(n) for m in "xy"]
    places = [f"{p}{i}" for i in range(n) for p in "pq"]
    clear({}, {"applicants": "applicant\n" + "".join(f"{a}\n" for a in people), "places": "place,seats\n" + "".join(f"{p},1\n" for p in places),
               "choices": "applicant,rank,place\n" + "".join(f"s{i},1,p{i}\ns{i},2,q{i}\n" for i in range(n)),
               "joint": "joint,first,second,rank,first_place,second_place\n" + "".join(f"c{i},x{i},y{i},1,p{i},q{i}\n" for i in range(n)),
               "scores": "applicant,place,score\n" + "".join(f"x{i},p{i},2\ns{i},p{i},1\ns{i},q{i},2\ny{i},q{i},1\n" for i in range(n))})
    last = certificate()["claims"][-1]
    count = len(last["blocking"])
    if count < n:
        raise Failed(f"{count} block")
    return forge_claims([{"claim": "bound", "blocking": last["blocking"], "bound": bound} for bound in (count, count + 1, n // 2, 101)] +
                        [{"claim": "fewest-blocking", "blocking": last["blocking"]}])


# ---- files

def with_hashes(change):
    """Hashes are made right again."""
    def edit():
        change()
        reference.seal(ROUND, OUT)
    return edit


def changed(name, old, new, count=1):
    def edit():
        text = read(OUT, name)
        if old not in text:
            raise Failed(f"no {old!r} in {name}")
        write(OUT, name, text.replace(old, new, count))
    return edit


def hashes(change):
    def edit():
        c = certificate()
        change(c)
        write(OUT, "certificate.json", json.dumps(c))
    return edit


def swap(first, second):
    def edit():
        a, b = read(OUT, first), read(OUT, second)
        write(OUT, first, b)
        write(OUT, second, a)
    return edit


def decomposed():
    write(OUT, "matches.csv", unicodedata.normalize("NFD", read(OUT, "matches.csv")))


def equal_hashes(c):
    c["outputs"] = dict.fromkeys(c["outputs"], c["outputs"]["matches.csv"])


def upper(c):
    c["inputs"]["places.csv"] = c["inputs"]["places.csv"].upper()


def in_place_of_outputs(c):
    c["outputs"]["places.csv"] = c["inputs"]["places.csv"]


@case
def no_forged_file_holds():
    tables = {**PLAIN, "applicants": "applicant\na\nbé\nc\nd\n", "choices": PLAIN["choices"].replace("b,", "bé,"),
              "scores": PLAIN["scores"].replace("b,", "bé,").replace("d,p,1", "d,p,-0")}
    clear({}, tables)
    changes = {
        "CRLF": with_hashes(changed("matches.csv", "\n", "\r\n", -1)), "NFD": with_hashes(decomposed),
        "-0": with_hashes(changed("waiting.csv", "d,0", "d,-0")), "0.0": with_hashes(changed("waiting.csv", "d,0", "d,0.0")),
        "NaN": with_hashes(changed("waiting.csv", "d,0", "d,nan")), "an infinite score": with_hashes(changed("waiting.csv", "d,0", "d,1e999")),
        "a blank": with_hashes(changed("matches.csv", "a,", "a ,")), "an apostrophe": with_hashes(changed("matches.csv", "\na,", "\n'a,")),
        "a second header": with_hashes(changed("matches.csv", "\n", "\napplicant,place,term,rank,reason\n")),
        "a rank that wraps": with_hashes(changed("matches.csv", ",1,placed", ",4294967297,placed")),
        "a rank with a sign": with_hashes(changed("matches.csv", ",1,placed", ",+1,placed")),
        "a rank with a zero": with_hashes(changed("matches.csv", ",1,placed", ",01,placed")),
        "a NUL": with_hashes(changed("matches.csv", "placed", "placed\0")), "swapped tables": with_hashes(swap("matches.csv", "places.csv")),
        "swapped tables, hashes as before": swap("waiting.csv", "places.csv"), "one hash for all": hashes(equal_hashes),
        "a hash in capitals": hashes(upper), "the hash of the other places.csv": hashes(in_place_of_outputs),
        "a second certificate": lambda: write(OUT, "Certificate.json", read(OUT, "certificate.json")),
        "two certificates in one": lambda: write(OUT, "certificate.json", read(OUT, "certificate.json") * 2),
        "a key twice": changed("certificate.json", '"claims"', '"claims": [], "claims"'),
        "a list of certificates": lambda: write(OUT, "certificate.json", f"[{read(OUT, 'certificate.json')}]"),
        "a number too large": changed("certificate.json", '"claims"', '"more": 1e999, "claims"'),
        "a byte order mark": lambda: write(OUT, "certificate.json", "\ufeff" + read(OUT, "certificate.json")),
        "a NUL in a text": changed("certificate.json", "enishi-certificate-1", "enishi-certificate-1\\u0000"),
        "a text for a number": with_hashes(changed("summary.json", '"applicants": 4', '"applicants": "4"')),
        "a truth for a number": with_hashes(changed("summary.json", '"applicants": 4', '"applicants": true')),
        "a number that is nearly right": with_hashes(changed("summary.json", '"applicants": 4', '"applicants": 4.000000000000001')),
        "a folder for a file": lambda: (os.remove(f"{OUT}/waiting.csv"), os.mkdir(f"{OUT}/waiting.csv"))}
    for name, change in changes.items():
        change()
        refused(name)
    return len(changes)


@case
def no_forged_round_holds():
    """The round is changed, and hashes are made right again: what was cleared is not the result of that."""
    clear({}, PLAIN)
    changes = {
        "applicants.csv": (PLAIN["applicants"] + "e\u0301\n\u00e9\n", PLAIN["applicants"] + "a\n", PLAIN["applicants"][:-2], PLAIN["applicants"] + " a \n"),
        "places.csv": ("place,seats\np,1\nq,1\nr,0\n", "place,seats\np,2\nq,1\nr,1\n", "place,seats\np,4294967297\nq,1\nr,1\n",
                       "place,seats\np,1\nq,1\n", "place,seats,min_seats\np,1,1\nq,1,\nr,1,\n", "place,seats,floor\np,1,\nq,1,\nr,1,2\n"),
        "choices.csv": (PLAIN["choices"] + "d,2,r\n", PLAIN["choices"].replace("a,1,p", "a,3,p"), PLAIN["choices"].replace("a,1,p", "a,4294967297,p"),
                        PLAIN["choices"] + "a,3,p\n", PLAIN["choices"].replace("c,1,q", "c,3,q")),
        "scores.csv": (PLAIN["scores"].replace("b,p,2", "b,p,9"), PLAIN["scores"].replace("a,p,3", "a,p,-0"), PLAIN["scores"] + "a,p,3\n",
                       PLAIN["scores"].replace("b,r,1", "b,r,nan"), PLAIN["scores"].replace("b,r,1\n", "d,r,1\n")),
        "held.csv": ("applicant,place\nd,p\n",), "seats.csv": ("place,order,seats\np,1,1\n", "place,order,seats\np,1,2\n"),
        "groups.csv": ("group,cap,choice\ng,1,targets\n",), "joint.csv": (COUPLES["joint"],), "demands.csv": (CALL["demands"],)}
    tried = 0
    for name, texts in changes.items():
        for text in texts:
            write(ROUND, name, text)
            reference.seal(ROUND, OUT)
            refused(f"{name}: {text}")
            os.remove(f"{ROUND}/{name}")
            if name[:-4] in PLAIN:
                write(ROUND, name, PLAIN[name[:-4]])
            tried += 1
    for rules in ({"id": "other"}, {"id": "forged", "proposer": "places"}, {"id": "forged", "eligibility": 'applicant != "a"'},
                  {"id": "forged", "eligibility": "x == 1", "columns": {"x": "numbr"}}, {"id": "forged", "mechanism": "immediate-acceptance"},
                  {"id": "forged", "ties": {"rule": "by-id", "seed": "s"}}, {"id": "forged", "eligibility": "1 < " + "+".join(["1"] * 8000)},
                  {"id": "forged", "eligibility": "not " * 4000 + "true"}, {"id": "forged", "columns": []}, {"id": "forged", "x": 1}):
        write(ROUND, "round.json", json.dumps({"ties": {"rule": "by-id"}, **rules}))
        reference.seal(ROUND, OUT)
        refused(str(rules))
        tried += 1
    return tried


@case
def the_type_of_a_column_is_one_of_those_that_there_are():
    applicants = "applicant,level\na,2\nb,10\nc,3\nd,4\n"
    clear({"eligibility": "level > 1", "columns": {"level": "number"}}, {**PLAIN, "applicants": applicants})
    for type_ in ("numbr", "", 1, None, ["number"]):
        rules = {"id": "forged", "ties": {"rule": "by-id"}, "eligibility": 'level != "1"', "columns": {"level": type_}}
        write(ROUND, "round.json", json.dumps(rules))
        c = certificate()
        c["rules"]["eligibility"] = rules["eligibility"]
        reference.seal(ROUND, OUT, c)
        refused(f"type {type_!r}", "columns")
    return 5


@case
def features_that_are_not_for_one_round_are_refused_by_name():
    limits = {"places": "place,seats,min_seats\np,1,1\nq,1,\nr,1,\n"}
    floors = {"places": "place,seats,floor\np,1,1\nq,1,\nr,1,\n"}
    lines, held = {"seats": "place,order,seats\np,1,1\n"}, {"held": "applicant,place\na,p\n"}
    terms = {"choices": PLAIN["choices"].replace("place\n", "place,term\n").replace("p\n", "p,T\n").replace("q\n", "q,\n").replace("r\n", "r,\n")}
    cycles = {"ties": {"rule": "single-lottery", "seed": "s", "improve": "stable-cycles"}}
    clear({}, PLAIN)
    tried = [({}, {**limits, **x}) for x in (lines, held, terms)] + [({}, {**floors, **x}) for x in (lines, held, terms)] + [
        ({}, {"places": "place,seats,min_seats,floor\np,1,1,1\nq,1,,\nr,1,,\n"}), ({"proposer": "places"}, limits), ({"proposer": "places"}, floors),
        ({"proposer": "places"}, terms), ({"proposer": "places"}, held), (cycles, terms), (cycles, {"proposer": "places"}), (cycles, limits),
        ({"mechanism": "max-size"}, limits), ({"mechanism": "max-weakly-stable", "ties": {"rule": "keep"}}, terms)]
    for rules, tables in tried:
        shutil.rmtree(ROUND)
        os.makedirs(ROUND)
        rules = {**rules, **{k: v for k, v in tables.items() if k == "proposer"}}
        write(ROUND, "round.json", json.dumps({"id": "forged", "ties": {"rule": "by-id"}, **rules}))
        for name, text in {**PLAIN, **tables}.items():
            if name != "proposer":
                write(ROUND, f"{name}.csv", text)
        reference.seal(ROUND, OUT)
        refused(f"{rules} {tables}", "together")
    return len(tried)


def main():
    print(f"TAP version 13\n1..{len(CASES)}", flush=True)
    failures = 0
    for n, (name, function) in enumerate(CASES, 1):
        try:
            print(f"ok {n} - {name}\n# {function()} forgeries", flush=True)
        except Exception as e:  # a case that breaks has failed, and the others still run
            failures += 1
            print(f"not ok {n} - {name}")
            for line in f"{type(e).__name__}: {e}".splitlines()[:40]:
                print(f"# {line}", flush=True)
    shutil.rmtree(WORK, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
