"""Bad tables of features: seats, groups, joint, held, demands, and the columns that go with them. Each problem is named with file, row,
column and value, all of them in one run, and nothing is left behind. The tables are read whether or not the engine has the feature.
"""
import os
import re

from harness import Bench, expect, lines_with
from test_bad_input import DONE, at, good, refused, rules, write_files

PLACES = b"place,seats\nP,1\nQ,2\n"
SEATS = "place,order,seats,category,term,others,to\n"
GROUPS = "group,parent,cap,floor,target,turn,choice\n"
JOINT = "joint,first,second,rank,first_place,second_place\n"
HELD = "applicant,place,term\n"
DEMANDS = "applicant,place,group,units\n"
NO_SCORES = {"scores": None, "choices": b"applicant,rank,place\nA,1,P\nA,2,Q\nB,1,P\n"}
GROUPED = b"place,seats,target,turn,group\nP,1,,,g\nQ,2,,,g\n"


def seats(*rows, **files):
    return good(**{"seats": (SEATS + "".join(row + "\n" for row in rows)).encode()} | files)


def groups(*rows, **files):
    return good(**{"groups": (GROUPS + "".join(row + "\n" for row in rows)).encode()} | files)


def joint(*rows, **files):
    return good(**{"joint": (JOINT + "".join(row + "\n" for row in rows)).encode(), "scores": None,
                   "choices": b"applicant,rank,place\nA,1,P\n"} | files)


def held(*rows, **files):
    return good(**{"held": (HELD + "".join(row + "\n" for row in rows)).encode()} | files)


def demands(*rows, **files):
    return good(**{"demands": (DEMANDS + "".join(row + "\n" for row in rows)).encode(), "round": rules(mechanism="two-agency"),
                   "groups": b"group,cap\nvn,10\njp,10\nopen,\n"} | NO_SCORES | files)


def at_file(file, column, words=""):
    return re.escape(f"{file}: {column}") + r".*" + words


# ---- seats.csv

CASES = {
    "seats.csv: an unknown place": (seats("Z,1,1,,,,"), at("seats.csv", 2, "place", "Z")),
    "seats.csv: no place": (seats(",1,1,,,,"), at("seats.csv", 2, "place", "")),
    "seats.csv: an order twice": (seats("Q,1,1,,,,", "Q,1,1,,,,"), at("seats.csv", 3, "order", "1") + ".*row 2"),
    "seats.csv: lines that sum to less than the seats": (seats("Q,1,1,,,,"), at("seats.csv", 2, "place", "Q") + ".*1.*2"),
    "seats.csv: lines that sum to more than the seats": (seats("Q,2,2,,,,", "Q,1,1,,,,"), at("seats.csv", 3, "place", "Q") + ".*3.*2"),
    "seats.csv: a category without others": (seats("Q,1,2,R,,,"), at("seats.csv", 2, "others", "")),
    "seats.csv: others of another word": (seats("Q,1,2,R,,before,"), at("seats.csv", 2, "others", "before")),
    "seats.csv: others without a category": (seats("Q,1,2,,,after,"), at("seats.csv", 2, "others", "after")),
    "seats.csv: seats that go to no line": (seats("Q,1,2,,,,7"), at("seats.csv", 2, "to", "7")),
    "seats.csv: seats that go to a line of another place": (
        seats("Q,1,2,,,,9", "P,9,1,,,,"), at("seats.csv", 2, "to", "9")),
    "seats.csv: seats that go to their own line": (seats("Q,1,2,,,,1"), at("seats.csv", 2, "to", "1")),
    "seats.csv: seats that go on and on": (
        seats("Q,1,1,,,,2", "Q,2,1,,,,3", "Q,3,0,,,,"), at("seats.csv", 2, "to", "2")),
    "seats.csv: seats that go round": (seats("Q,1,1,,,,2", "Q,2,1,,,,1"), at("seats.csv", 3, "to", "1")),
    "seats.csv: a term of 129 letters": (seats(f"Q,1,2,,{'a' * 129},,"), r"seats\.csv:2: term "),
    "seats.csv: a category with a control character": (
        good(seats=(SEATS + "Q,1,2,R\x07,,after,\n").encode()), r"seats\.csv:2: category "),
    "seats.csv: more than 64 categories": (
        good(places=b"place,seats\nP,1\nQ,2\nZ,65\n",
             seats=(SEATS + "".join(f"Z,{i},1,c{i},,after,\n" for i in range(65))).encode()), at("seats.csv", 66, "category", "c64")),
    "seats.csv: a misspelt column": (
        good(seats=b"place,order,seat\nQ,1,2\n"), r"seats\.csv(:1)?: .*\bseats\b"),
}
for value in ("-1", "x", "", "1.5", "2147483648"):
    CASES[f'seats.csv: the order "{value}"'] = seats(f"Q,{value},2,,,,"), at("seats.csv", 2, "order", value)
    CASES[f'seats.csv: the seats "{value}"'] = seats(f"Q,1,{value},,,,"), at("seats.csv", 2, "seats", value)
    if value:
        CASES[f'seats.csv: to "{value}"'] = seats(f"Q,1,2,,,,{value}"), at("seats.csv", 2, "to", value)

# ---- categories and terms

CASES |= {
    "applicants.csv: a 65th category": (
        good(applicants=("applicant,categories\nA," + ";".join(f"c{i}" for i in range(64)) + "\nB,c1;x\nC,\n").encode()),
        at("applicants.csv", 3, "categories", "c1;x")),
    "applicants.csv: a category with a control character": (
        good(applicants=b"applicant,categories\nA,a;\x07\nB,\nC,\n"), r"applicants\.csv:2: categories "),
    "applicants.csv: a category of 129 letters": (
        good(applicants=f"applicant,categories\nA,{'a' * 129}\nB,\nC,\n".encode()), r"applicants\.csv:2: categories "),
    "choices.csv: a term with a control character": (
        good(choices=b"applicant,rank,place,term,score\nA,1,P,x,5\nB,1,P,y\x07z,6\nC,1,Q,,\n"), r"choices\.csv:3: term "),
    "choices.csv: a term with a control character, and no other term": (
        good(choices=b"applicant,rank,place,term,score\nA,1,P,,5\nB,1,P,y\x07z,6\nC,1,Q,,\n"), r"choices\.csv:3: term "),
    "choices.csv: a place twice on one term": (
        good(choices=b"applicant,rank,place,term,score\nA,1,P,x,5\nA,2,P,y,5\nA,3,P, x ,5\n"), at("choices.csv", 4, "place", "P") + ".*row 2"),
    "choices.csv: a place twice without a term": (
        good(choices=b"applicant,rank,place,term,score\nA,1,P,,5\nA,2,P,y,5\nA,3,P,,5\n"), at("choices.csv", 4, "place", "P") + ".*row 2"),
    "choices.csv: a place twice on one term in a long list": (
        good(scores=None, places=("place,seats\n" + "".join(f"p{i},1\n" for i in range(40))).encode(),
             choices=("applicant,rank,place,term\n" + "".join(f"A,{i + 1},p{i},x\n" for i in range(40)) + "A,50,p7,y\nA,51,p7,x\n").encode()),
        at("choices.csv", 43, "place", "p7") + ".*row 9"),
}

# ---- places.csv

for column in ("min_seats", "floor"):
    for value in ("-1", "x", "1.5", "2147483648"):
        CASES[f'places.csv: the {column} "{value}"'] = (
            good(places=f"place,seats,{column}\nP,1,\nQ,2,{value}\n".encode()), at("places.csv", 3, column, value))
    CASES[f"places.csv: a {column} beyond the seats"] = (
        good(places=f"place,seats,{column}\nP,1,\nQ,2,3\n".encode()), at("places.csv", 3, column, "3"))
for column in ("target", "turn"):
    CASES[f'places.csv: the {column} "x"'] = (
        good(places=f"place,seats,{column}\nP,1,\nQ,2,x\n".encode()), at("places.csv", 3, column, "x"))
CASES |= {
    "places.csv: a group without groups.csv": (good(places=b"place,seats,group\nP,1,g\nQ,2,\n"), at("places.csv", 2, "group", "g")),
    "places.csv: an unknown group": (
        groups("g,,,,,,", places=b"place,seats,group\nP,1,g\nQ,2,h\n"), at("places.csv", 3, "group", "h")),
}

# ---- groups.csv

CASES |= {
    "groups.csv: an unknown parent": (groups("g,h,,,,,"), at("groups.csv", 2, "parent", "h")),
    "groups.csv: a group twice": (groups("g,,,,,,", "g,,,,,,"), at("groups.csv", 3, "group", "g")),
    "groups.csv: a group that is its own parent": (groups("g,g,,,,,"), at("groups.csv", 2, "parent", "g") + ".*g → g"),
    "groups.csv: a cycle": (
        groups("d,a,,,,,", "a,b,,,,,", "b,c,,,,,", "c,a,,,,,"), at("groups.csv", 3, "parent", "b") + ".*a → b → c → a"),
    "groups.csv: a cap without a choice": (groups("g,,5,,,,"), at("groups.csv", 2, "choice", "")),
    "groups.csv: a cap, and no column for the choice": (
        good(groups=b"group,cap\ng,5\n"), r"groups\.csv:2: choice"),
    "groups.csv: no choice below a group that chooses": (
        groups("g,,5,,,,targets", "h,g,,,,,"), at("groups.csv", 3, "choice", "")),
    "groups.csv: another choice below a common order": (
        groups("g,,5,,,,common-order", "h,g,,,,,", "i,h,3,,,,targets"), at("groups.csv", 4, "choice", "targets")),
    "groups.csv: an unknown choice": (groups("g,,5,,,,best"), at("groups.csv", 2, "choice", "best")),
    "groups.csv: targets beyond the cap": (
        groups("g,,5,,,,targets", "h,g,,,4,,targets", places=b"place,seats,target,group\nP,1,,\nQ,2,2,g\n"),
        at("groups.csv", 2, "cap", "5") + ".*6"),
    "groups.csv: targets beyond the cap, counted without overflow": (
        groups("g,,2147483647,,,,targets", *(f"h{i},g,,,2147483647,,targets" for i in range(4))),
        at("groups.csv", 2, "cap", "2147483647") + ".*8,589,934,588"),
}
for column, cells in (("cap", "g,,{},,,,targets"), ("floor", "g,,,{},,,"), ("target", "g,,,,{},,"), ("turn", "g,,,,,{},")):
    for value in ("-1", "x", "1.5", "2147483648"):
        CASES[f'groups.csv: the {column} "{value}"'] = groups(cells.format(value)), at("groups.csv", 2, column, value)

# ---- scores of groups

ORDERED = {"groups": (GROUPS + "top,,,,,,\ng,top,5,,,,common-order\nh,g,,,,,\n").encode(),
           "places": b"place,seats,group\nP,1,h\nQ,2,\n"}
CASES |= {
    "scores.csv: a group without groups.csv": (
        good(scores=b"applicant,place,group,score\nA,Q,,1\nB,,g,1\n"), at("scores.csv", 3, "group", "g")),
    "scores.csv: an unknown group": (
        groups("h,,,,,,", scores=b"applicant,group,score\nB,g,1\n"), at("scores.csv", 2, "group", "g")),
    "scores.csv: a place and a group in one row": (
        groups("g,,,,,,", scores=b"applicant,place,group,score\nA,Q,g,1\n"), at("scores.csv", 2, "group", "g")),
    "scores.csv: neither place nor group": (
        groups("g,,,,,,", scores=b"applicant,place,group,score\nA,,,1\n"), at("scores.csv", 2, "place", "")),
    "scores.csv: an applicant scored twice by a group": (
        groups("g,,,,,,", scores=b"applicant,group,score\nA,g,1\nB,g,1\nA,g,2\n"), at("scores.csv", 4, "group", "g") + ".*row 2"),
    "scores.csv: an applicant scored by a place and its group": (
        groups("g,,,,,,", places=GROUPED.replace(b"target,turn,", b"").replace(b",,,g", b",g"),
               choices=b"applicant,rank,place\nA,1,P\n", scores=b"applicant,place,group,score\nA,,g,1\nA,P,,2\n"),
        at("scores.csv", 2, "group", "g")),
    "scores.csv: an applicant scored by two groups for one place": (
        groups("g,,,,,,", "h,g,,,,,", places=b"place,seats,group\nP,1,h\nQ,2,\n",
               choices=b"applicant,rank,place\nA,1,P\n", scores=b"applicant,group,score\nA,g,1\nA,h,2\n"),
        at("scores.csv", 3, "group", "h")),
    "scores.csv: a place below a common order": (
        good(**ORDERED, choices=b"applicant,rank,place\nA,1,P\n", scores=b"applicant,place,group,score\nA,P,,1\n"),
        at("scores.csv", 2, "place", "P") + ".* g "),
    "scores.csv: a group below a common order": (
        good(**ORDERED, choices=b"applicant,rank,place\nA,1,P\n", scores=b"applicant,group,score\nA,h,1\n"),
        at("scores.csv", 2, "group", "h") + ".* g "),
    "scores.csv: a group above a common order": (
        good(**ORDERED, choices=b"applicant,rank,place\nA,1,P\n", scores=b"applicant,group,score\nA,top,1\n"),
        at("scores.csv", 2, "group", "top")),
    "choices.csv: a score below a common order": (
        good(**ORDERED, scores=None, choices=b"applicant,rank,place,score\nA,1,Q,2\nA,2,P,\nB,1,P,7\n"),
        at("choices.csv", 4, "score", "7") + ".* g "),
}

# ---- held.csv

CASES |= {
    "held.csv: an unknown applicant": (held("Z,P,"), at("held.csv", 2, "applicant", "Z")),
    "held.csv: an unknown place": (held("A,Z,"), at("held.csv", 2, "place", "Z")),
    "held.csv: no place": (held("A,,"), at("held.csv", 2, "place", "")),
    "held.csv: a term with a control character": (held("A,P,\x07"), r"held\.csv:2: term "),
    "held.csv: two seats of one applicant": (held("A,P,", "B,Q,", "A,Q,"), at("held.csv", 4, "applicant", "A") + ".*row 2"),
    "held.csv: more holders than seats": (held("A,P,", "B,P,"), at("held.csv", 3, "place", "P") + ".*1"),
}

# ---- joint.csv

CASES |= {
    "joint.csv: an unknown applicant": (joint("j,B,Z,1,P,Q"), at("joint.csv", 2, "second", "Z")),
    "joint.csv: an unknown place": (joint("j,B,C,1,P,Z"), at("joint.csv", 2, "second_place", "Z")),
    "joint.csv: an empty place": (joint("j,B,C,1,,Q"), at("joint.csv", 2, "first_place", "")),
    "joint.csv: no joint": (joint(",B,C,1,P,Q"), at("joint.csv", 2, "joint", "")),
    "joint.csv: no place at all": (joint("j,B,C,1,-,-"), at("joint.csv", 2, "first_place", "-")),
    "joint.csv: a couple of one": (joint("j,B,B,1,P,Q"), at("joint.csv", 2, "second", "B")),
    "joint.csv: a couple that changes": (joint("j,B,C,1,P,Q", "j,C,B,2,P,Q"), at("joint.csv", 3, "first", "C") + ".*row 2"),
    "joint.csv: somebody in two couples": (
        joint("j,B,C,1,P,Q", "k,D,C,1,P,Q", applicants=b"applicant\nA\nB\nC\nD\n"), at("joint.csv", 3, "second", "C") + ".*row 2"),
    "joint.csv: somebody who wishes alone beside": (joint("j,B,A,1,P,Q"), at("joint.csv", 2, "second", "A")),
    "joint.csv: a rank twice": (joint("j,B,C,1,P,Q", "j,B,C,1,Q,P"), at("joint.csv", 3, "rank", "1") + ".*row 2"),
    "joint.csv: a pair of places twice": (joint("j,B,C,1,P,-", "j,B,C,2,P,-"), at("joint.csv", 3, "joint", "j") + ".*row 2"),
}
for value in ("0", "-1", "x", "", "1.5", "2147483648"):
    CASES[f'joint.csv: the rank "{value}"'] = joint(f"j,B,C,{value},P,Q"), at("joint.csv", 2, "rank", value)

# ---- demands.csv

FULL = ("A,P,vn,1", "A,P,jp,1", "A,Q,vn,1", "B,P,vn,1")
CASES |= {
    "demands.csv: an unknown applicant": (demands(*FULL, "Z,P,vn,1"), at("demands.csv", 6, "applicant", "Z")),
    "demands.csv: an unknown place": (demands(*FULL, "A,Z,vn,1"), at("demands.csv", 6, "place", "Z")),
    "demands.csv: an unknown group": (demands(*FULL, "A,P,us,1"), at("demands.csv", 6, "group", "us")),
    "demands.csv: a group without groups.csv": (demands("A,P,vn,1", groups=None), at("demands.csv", 2, "group", "vn")),
    "demands.csv: a group without a cap": (demands(*FULL, "A,P,open,1"), at("demands.csv", 6, "group", "open")),
    "demands.csv: a pair that is no wish": (demands(*FULL, "B,Q,vn,1"), at("demands.csv", 6, "place", "Q")),
    "demands.csv: a demand twice": (demands(*FULL, "A,P,jp,2"), at("demands.csv", 6, "group", "jp") + ".*row 3"),
    "demands.csv: a wish without any": (demands(*FULL[:3]), r'demands\.csv: applicant "B": .*P'),
}
for value in ("-1", "x", "", "1.5", "2147483648"):
    CASES[f'demands.csv: the units "{value}"'] = demands(*FULL, f"B,P,jp,{value}"), at("demands.csv", 6, "units", value)

# ---- two agencies

BOTH = b"applicant,group,score\nA,vn,1\nA,jp,2\nB,vn,2\nB,jp,1\n"
CASES |= {
    "scores.csv: a third agency": (demands(*FULL, scores=BOTH + b"A,open,1\n"), r"scores\.csv: group: .*exactly two groups.*3 groups score"),
    "scores.csv: one agency": (demands(*FULL, scores=b"applicant,group,score\nA,vn,1\n"), r"scores\.csv: group: .*exactly two groups.*one group scores"),
    "scores.csv: no agency": (demands(*FULL), r"group: .*exactly two groups"),
    "scores.csv: a place that scores beside agencies": (
        demands(*FULL, scores=b"applicant,place,group,score\nA,,vn,1\nA,P,,3\nA,,jp,1\n"), at("scores.csv", 3, "place", "P")),
    "choices.csv: a score beside agencies": (
        demands(*FULL, scores=BOTH, choices=b"applicant,rank,place,score\nA,1,P,\nA,2,Q,4\nB,1,P,\n"), at("choices.csv", 3, "score", "4")),
    "scores.csv: an agency that scores somebody twice": (demands(*FULL, scores=BOTH + b"B,jp,1\n"), at("scores.csv", 6, "group", "jp") + ".*row 5"),
    "round.json: a lottery for each place beside agencies": (
        demands(*FULL, scores=BOTH, round=rules(mechanism="two-agency", ties={"rule": "multiple-lottery", "seed": "x"})), r"round\.json: ties: "),
    "round.json: no seed for two who come alike": (
        demands(*FULL, scores=BOTH, round=rules(mechanism="two-agency", ties={"rule": "single-lottery"})), r'choices\.csv: place "P": .*ties\.seed'),
    "groups.csv: a budget that chooses": (
        demands(*FULL, scores=BOTH, groups=b"group,cap,choice\nvn,10,targets\njp,10,\nopen,,\n"), r"groups\.csv: choice: .*two-agency"),
}

# ---- round.json

CASES |= {
    "round.json: a previous hash that is none": (good(round=rules(previous="abc")), r'round\.json: previous "abc": '),
    "round.json: a previous hash in capitals": (good(round=rules(previous="A" * 64)), r"round\.json: previous "),
    "round.json: an order without a serial dictatorship": (good(round=rules(order="lottery")), r'round\.json: order "lottery": '),
    "round.json: a serial dictatorship without an order": (good(round=rules(mechanism="serial-dictatorship")), r"round\.json: order: "),
    "round.json: an order by a column that is not there": (
        good(round=rules(mechanism="serial-dictatorship", order="age")), r'round\.json: order "age": '),
    "round.json: two agencies without demands": (
        good(round=rules(mechanism="two-agency")), r'round\.json: mechanism "two-agency": .*demands'),
    "round.json: max-weakly-stable with ties that are decided": (
        good(round=rules(mechanism="max-weakly-stable")), r'round\.json: mechanism "max-weakly-stable": .*ties'),
    "round.json: places that propose in another mechanism": (
        good(round=rules(mechanism="max-size", proposer="places")), r"round\.json: proposer: .*max-size"),
}


def every_problem_at_once(bench):
    """A wrong cell in each row of each table: none hides another."""
    files = good(
        applicants=b"applicant,categories\nA,r\nB,\x07\nC,\n", places=b"place,seats,min_seats,group\nP,1,x,\nQ,2,,nowhere\n",
        choices=b"applicant,rank,place,term\nA,x,P,\nB,1,P,\x07\n", scores=b"applicant,place,group,score\nA,,no,1\nA,P,,y\n",
        seats=(SEATS + "P,x,1,,,,\nQ,1,y,,,,\nZ,1,1,,,,\n").encode(), groups=(GROUPS + "g,,x,,,,\nh,,,,,,z\n").encode(),
        joint=(JOINT + "j,A,B,x,P,Q\nk,Z,C,1,P,-\n").encode(), held=(HELD + "Z,P,\nA,Z,\n").encode(),
        demands=(DEMANDS + "A,P,g,x\nZ,P,g,1\n").encode())
    refused(bench, files, r"applicants\.csv:3: categories ", at("places.csv", 2, "min_seats", "x"), at("choices.csv", 2, "rank", "x"),
            r"choices\.csv:3: term ", at("scores.csv", 3, "score", "y"), at("seats.csv", 2, "order", "x"), at("seats.csv", 3, "seats", "y"),
            at("seats.csv", 4, "place", "Z"), at("groups.csv", 2, "cap", "x"), at("groups.csv", 3, "choice", "z"),
            at("joint.csv", 2, "rank", "x"), at("joint.csv", 3, "first", "Z"), at("held.csv", 2, "applicant", "Z"),
            at("held.csv", 3, "place", "Z"), at("demands.csv", 2, "units", "x"), at("demands.csv", 3, "applicant", "Z"))


def warnings(bench):
    """What is most often a slip is a warning: a category of nobody, a target that no group asks for."""
    base = bench.fresh()
    folder = os.path.join(base, "round")
    write_files(folder, seats("Q,1,2,nobody,,after,", places=b"place,seats,target\nP,1,4\nQ,2,\n"))
    run = bench.solve(folder, os.path.join(base, "out"), "--lang", "en")
    expect(run.status == DONE, f"exit status {run.status}: {run.stderr}")
    said = run.stderr
    expect(re.search(r'^seats\.csv:2: warning: category "nobody": ', said, re.M), f"no warning of the category: {said}")
    expect(re.search(r'^places\.csv:2: warning: target "4": ', said, re.M), f"no warning of the target: {said}")


def deep_forests(bench):
    """30,000 groups in a chain, and as many on one cycle, take no stack and no time."""
    count = 30_000
    chain = "".join(f"g{i},{f'g{i - 1}' if i else ''}\n" for i in range(count))
    ring = "".join(f"g{i},g{(i + 1) % count}\n" for i in range(count))
    places = f"place,seats,group\nP,1,g{count - 1}\nQ,2,g{count - 1}\nR,x,\n".encode()
    said = refused(bench, good(groups=("group,parent\n" + chain).encode(), places=places), at("places.csv", 4, "seats", "x"))
    deepest = lines_with(said, "groups.csv")
    expect(len(deepest) == 1 and deepest[0].startswith('groups.csv:1002: parent "g999": '), f"the chain is refused once: {said[:300]}")
    said = refused(bench, good(groups=("group,parent\n" + ring).encode(), places=places), r"groups\.csv:2: parent .*g0 → g1 → ")
    expect(len(said) < 3000, "the whole cycle is shown")


def main():
    bench = Bench()
    for what, (files, pattern) in CASES.items():
        bench.case(f"{what} is refused", refused, bench, files, pattern)
    bench.case("wrong cells in nine tables are all named in one run", every_problem_at_once, bench)
    bench.case("likely slips are warnings", warnings, bench)
    bench.case("forests too deep to be checked are refused in one line", deep_forests, bench)
    bench.finish()


if __name__ == "__main__":
    main()
