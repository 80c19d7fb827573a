#!/usr/bin/env python3
"""A second, slow solver for tests: reads a round, finds the stable matching that the proposing side likes best, and writes the result folder
with its certificate, from docs/certificate.md. `write` also writes any other matching, so that tests can forge results.

    python3 reference.py ROUND OUT
"""
import csv
import hashlib
import json
import os
import sys
import unicodedata
from functools import cmp_to_key

BLANKS = " \t\u00a0\u3000"
INPUTS = ("round.json", "applicants.csv", "places.csv", "choices.csv", "scores.csv", "seats.csv", "groups.csv", "joint.csv",
          "held.csv", "demands.csv")
OUTPUTS = ("matches.csv", "places.csv", "waiting.csv", "summary.json")


def normal(text):
    return unicodedata.normalize("NFC", text.strip(BLANKS))


def sha(data):
    return hashlib.sha256(data).hexdigest()


class Round:
    def __init__(self, folder, encoding="utf-8-sig", delimiter=","):
        self.folder, self.encoding, self.delimiter = folder, encoding, delimiter
        with open(f"{folder}/round.json", encoding="utf-8") as f:
            self.json = json.load(f)
        self.id = normal(self.json["id"])
        self.ties = dict({"rule": "single-lottery"}, **self.json.get("ties", {}))
        self.rule, self.seed = self.ties["rule"], self.ties.get("seed")
        self.proposer = self.json.get("proposer", "applicants")
        self.applicants = [normal(r["applicant"]) for r in self.table("applicants")]
        places = list(self.table("places"))
        self.places = [normal(r["place"]) for r in places]
        self.seats = {normal(r["place"]): int(r["seats"]) for r in places}
        self.rank = {a: {} for a in self.applicants}
        self.score, self.scored = {}, set()
        for r in self.table("choices"):
            a, p = normal(r["applicant"]), normal(r["place"])
            self.rank[a][p] = int(r["rank"])
            if (r.get("score") or "").strip():
                self.score[a, p] = float(r["score"])
        if os.path.exists(f"{folder}/scores.csv"):
            for r in self.table("scores"):
                self.score[normal(r["applicant"]), normal(r["place"])] = float(r["score"])
        self.scored = {p for _, p in self.score}
        self.numbers = {}
        self.order()

    def table(self, name):
        with open(f"{self.folder}/{name}.csv", encoding=self.encoding, newline="") as f:
            for row in csv.DictReader(f, delimiter=self.delimiter):
                yield {k.strip(BLANKS): v for k, v in row.items()}

    def number(self, *ids):
        if ids not in self.numbers:
            self.numbers[ids] = hashlib.sha256("\n".join(("enishi-1", self.seed or "", self.id, *ids)).encode()).digest()
        return self.numbers[ids]

    def own_key(self, a, p):
        return (self.rank[a][p], p.encode() if self.rule == "by-id" else self.number(a, p))

    def place_key(self, p, a):
        """Smaller is better for the place."""
        ids = (a, p) if self.rule == "multiple-lottery" else (a,)
        return (-self.score.get((a, p), 0.0), a.encode() if self.rule == "by-id" else self.number(*ids))

    def acceptable(self, a, p):
        return p not in self.scored or (a, p) in self.score

    def order(self):
        """likes[a]: acceptable wishes, best first; used: whether a tie exists."""
        self.used = False
        self.likes = {}
        seen = set()
        for a in self.applicants:
            wishes = [p for p in self.rank[a] if self.acceptable(a, p)]
            for p in wishes:
                self.used |= (p, self.score.get((a, p), 0.0)) in seen
                seen.add((p, self.score.get((a, p), 0.0)))
            tied = len({self.rank[a][p] for p in wishes}) < len(wishes)
            self.used |= tied
            wishes.sort(key=(lambda p: self.own_key(a, p)) if tied else (lambda p: self.rank[a][p]))
            self.likes[a] = wishes
        self.wishers = {p: [] for p in self.places}
        for a in self.applicants:
            for p in self.likes[a]:
                self.wishers[p].append(a)
        for p, list_ in self.wishers.items():
            scores = {self.score.get((a, p), 0.0) for a in list_}
            if len(scores) < len(list_):
                list_.sort(key=lambda a: self.place_key(p, a))
            else:
                list_.sort(key=lambda a: -self.score.get((a, p), 0.0))
        self.priority = {p: {a: i for i, a in enumerate(l)} for p, l in self.wishers.items()}
        self.taste = {a: {p: i for i, p in enumerate(l)} for a, l in self.likes.items()}


def solve(r):
    return solve_places(r) if r.proposer == "places" else solve_applicants(r)


def solve_applicants(r):
    import heapq
    held = {p: [] for p in r.places}
    match, at = {a: None for a in r.applicants}, {a: 0 for a in r.applicants}
    free = list(r.applicants)
    while free:
        a = free.pop()
        while at[a] < len(r.likes[a]):
            p = r.likes[a][at[a]]
            at[a] += 1
            if r.seats[p] == 0:
                continue
            heapq.heappush(held[p], (-r.priority[p][a], a))
            match[a] = p
            if len(held[p]) <= r.seats[p]:
                break
            _, a = heapq.heappop(held[p])
            match[a] = None
    return match


def solve_places(r):
    match, at = {a: None for a in r.applicants}, {p: 0 for p in r.places}
    count = {p: 0 for p in r.places}
    free = list(r.places)
    while free:
        p = free.pop()
        while count[p] < r.seats[p] and at[p] < len(r.wishers[p]):
            a = r.wishers[p][at[p]]
            at[p] += 1
            old = match[a]
            if old is None or r.taste[a][p] < r.taste[a][old]:
                match[a] = p
                count[p] += 1
                if old is not None:
                    count[old] -= 1
                    free.append(old)
    return match


def guard(text):
    if text[:1] in ("=", "@", "\t", "\r"):
        return "'" + text
    if text[:1] in ("+", "-"):
        try:
            float(text)
        except ValueError:
            return "'" + text
    return text


def number_text(x):
    return repr(int(x)) if x == int(x) and abs(x) < 1e15 else repr(x)


def lottery(r):
    committed = "not-needed" if not r.used or r.rule == "by-id" else "no" if "commitment" not in r.ties \
        else "yes" if "secret" in r.ties else "unopened"
    return {"used": r.used and r.rule != "by-id", "committed": committed}


def tables(r, match):
    """The rows of the three tables, and the summary."""
    held = {p: [] for p in r.places}
    for a, p in match.items():
        if p is not None:
            held[p].append(a)
    by_order = cmp_to_key(lambda x, y: (x > y) - (x < y))
    last = {p: max(l, key=lambda a: by_order(r.priority[p].get(a, 1 << 60))) for p, l in held.items() if l}
    waiting = {p: [] for p in r.places}
    for a in r.applicants:
        for p in r.likes[a]:
            if p == match[a]:
                break
            waiting[p].append(a)
    for p in r.places:
        waiting[p].sort(key=lambda a: r.priority[p][a])

    def score(a, p):
        return r.score.get((a, p)) if p in r.scored else 0.0

    def reason(a):
        if match[a] is not None:
            return "placed"
        if not r.rank[a]:
            return "no-wishes"
        if not r.likes[a]:
            return "no-score"
        p = r.likes[a][0]
        return "lottery" if p in last and score(last[p], p) == score(a, p) else "score"

    matches, places, queue, reasons, ranks = [], [], [], {}, {}
    for a in r.applicants:
        p, why = match[a], reason(a)
        rank = r.rank[a].get(p, 99) if p is not None else ""
        matches.append([guard(a), guard(p or ""), "", rank, why])
        reasons[why] = reasons.get(why, 0) + 1
        if p is not None:
            ranks[rank] = ranks.get(rank, 0) + 1
    for p in r.places:
        full = held[p] and len(held[p]) == r.seats[p]
        cutoff = number_text(r.score[last[p], p]) if full and (last[p], p) in r.score else ""
        places.append([guard(p), 1, "", "", r.seats[p], len(held[p]), cutoff, len(r.wishers[p]), len(waiting[p])])
        for i, a in enumerate(waiting[p]):
            queue.append([guard(p), i + 1, guard(a), number_text(r.score[a, p]) if p in r.scored else ""])
    placed, seats = sum(ranks.values()), sum(r.seats.values())
    summary = {
        "round": r.id, "applicants": len(r.applicants), "places": len(r.places), "seats": seats,
        "wishes": sum(len(x) for x in r.rank.values()), "placed": placed, "unplaced": len(r.applicants) - placed,
        "empty_seats": seats - placed, "full_places": sum(1 for p in r.places if r.seats[p] and len(held[p]) == r.seats[p]),
        "mean_rank": sum(k * n for k, n in ranks.items()) / placed if placed else None,
        "ranks": [{"rank": k, "placed": ranks[k]} for k in sorted(ranks)], "reasons": reasons,
        "lottery": lottery(r), "reproducible": True,
    }
    return matches, places, queue, summary


def write_csv(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def write(r, match, out, claims=None):
    os.makedirs(out, exist_ok=True)
    matches, places, queue, summary = tables(r, match)
    write_csv(f"{out}/matches.csv", ["applicant", "place", "term", "rank", "reason"], matches)
    write_csv(f"{out}/places.csv", ["place", "order", "category", "term", "seats", "filled", "cutoff", "applied", "refused"], places)
    write_csv(f"{out}/waiting.csv", ["place", "position", "applicant", "score"], queue)
    with open(f"{out}/summary.json", "w", encoding="utf-8") as f:
        json.dump(summary, f, ensure_ascii=False, indent=2)
    optimal = "place-optimal" if r.proposer == "places" else "applicant-optimal"
    certificate = {
        "format": "enishi-certificate-1", "made_by": "reference", "round": r.id, "inputs": {},
        "reading": {"encoding": "utf-8" if r.encoding == "utf-8-sig" else r.encoding, "delimiter": r.delimiter}, "outputs": {},
        "rules": {"mechanism": "deferred-acceptance", "proposer": r.proposer, "ties": r.ties},
        "lottery": lottery(r), "reproducible": True,
        "claims": [{"claim": c} for c in claims or ("feasible", "stable", optimal)],
    }
    seal(r.folder, out, certificate)


def seal(folder, out, certificate=None):
    """Writes the certificate with the hashes of the files as they are now."""
    if certificate is None:
        with open(f"{out}/certificate.json", encoding="utf-8") as f:
            certificate = json.load(f)
    for key, where, names in (("inputs", folder, INPUTS), ("outputs", out, OUTPUTS)):
        certificate[key] = {}
        for name in names:
            if os.path.exists(f"{where}/{name}"):
                with open(f"{where}/{name}", "rb") as f:
                    certificate[key][name] = sha(f.read())
    with open(f"{out}/certificate.json", "w", encoding="utf-8") as f:
        json.dump(certificate, f, ensure_ascii=False, indent=2)
        f.write("\n")


if __name__ == "__main__":
    the_round = Round(sys.argv[1])
    write(the_round, solve(the_round), sys.argv[2])
