"""Rounds that are valid but written as few would write them: solved, and the separate verifier agrees with every byte."""
import json
import os

from harness import BAD_INPUT, CLAIM_FAILED, DONE, Bench, equal, expect
from oracle import load

APPLICANTS = "applicant\na\nb\nc\n"
PLACES = "place,seats\np,1\nq,1\n"
CHOICES = "applicant,rank,place\na,1,p\na,2,q\nb,1,p\nc,1,q\n"
COMPOSED, APART = "đi\u1ec3m", "đie\u0302\u0309m"       # the same name, in NFC and not


def written(bench, rules, **tables):
    """(run of the solver, folder of the round, folder of the result)."""
    folder = os.path.join(bench.fresh(), "round")
    os.mkdir(folder)
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump({"id": "unusual", "ties": {"rule": "by-id"}, **rules}, file, ensure_ascii=False)
    for name, text in {"applicants": APPLICANTS, "places": PLACES, "choices": CHOICES, **tables}.items():
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8") as file:
            file.write(text)
    out = os.path.join(os.path.dirname(folder), "out")
    return bench.solve(folder, out), folder, out


def agreed(bench, expected, rules, **tables):
    """expected: who is where, with the reason of the unplaced, in the order of applicants.csv."""
    run, folder, out = written(bench, rules, **tables)
    equal(run.status, DONE, f"exit status ({run.stderr})")
    with open(os.path.join(out, "matches.csv"), encoding="utf-8") as file:
        equal(file.read().splitlines()[1:], expected, "matches.csv")
    bench.verified(folder, out)
    return out


def groups(bench):
    """A group that only gathers changes nothing; a group's scores count at all of its places."""
    out = agreed(bench, ["a,p,,1,placed", "b,,,,score", "c,q,,1,placed"], {}, places="place,seats,group\np,1,g\nq,1,\n",
                 groups="group\ng\n", scores="applicant,place,score\na,p,2\nb,p,1\n")
    equal(load(out, "certificate.json")["claims"][-1], {"claim": "applicant-optimal"}, "the last claim")
    places, scores = "place,seats,group\np,1,g\nq,1,h\n", "applicant,group,score\na,g,3\nb,g,7\nc,g,1\n"
    agreed(bench, ["a,q,,2,placed", "b,p,,1,placed", "c,,,,score"], {}, places=places, groups="group,parent\ng,\nh,g\n", scores=scores)
    agreed(bench, ["a,,,,score", "b,p,,1,placed", "c,,,,group-cap"], {}, places=places.replace(",h", ",g"),
           groups="group,cap,choice\ng,1,targets\n", scores=scores)
    agreed(bench, ["a,q,,2,placed", "b,p,,1,placed", "c,,,,no-score"], {}, places=places, groups="group,parent\ng,\nh,g\n",
           scores="applicant,group,place,score\na,g,,3\nb,,p,7\n")


def orders_of_lines(bench):
    """0 is an order like another."""
    expected = ["a,p,,1,placed", "b,,,,lottery", "c,q,,1,placed"]
    agreed(bench, expected, {}, seats="place,order,seats,to\np,0,1,\nq,0,0,1\nq,1,1,\n")
    agreed(bench, expected, {}, seats="place,order,seats,to\nq,0,1,\nq,1,0,0\np,3,1,\n")


def expressions(bench):
    """What people type: wide blanks, names with commas, names that are no word of the language, lists of one value."""
    agreed(bench, ["a,p,,1,placed", "b,,,,lottery", 'c,,,,ineligible:x'], {"eligibility": "x == \"k\"\u3000or\u00a0y==\"m\""},
           applicants="applicant,x,y\na,k,\nb,l,m\nc,l,n\n")
    agreed(bench, ["a,p,,1,placed", 'b,,,,"ineligible:age, years"', 'c,,,,"ineligible:age, years"'],
           {"eligibility": "[age, years] >= 18", "columns": {"age, years": "number"}}, applicants='applicant,"age, years"\na,20\nb,17\nc,\n')
    agreed(bench, ["a,p,,1,placed", "b,,,,ineligible:place", "c,q,,1,placed"], {"eligibility": "place == \"x\""},
           applicants="applicant,place\na,x\nb,y\nc,x\n")
    agreed(bench, ["a,p,,1,placed", "b,,,,ineligible:x", "c,,,,ineligible:x"],
           {"eligibility": "(x == \"k\") in (true) and \"a\" in (\"a\", \"b\")"}, applicants="applicant,x\na,k\nb,l\nc,\n")
    name = "n" * 200
    agreed(bench, ["a,,,,ineligible:" + name, "b,p,,1,placed", "c,,,,ineligible:" + name],
           {"eligibility": name + " >= 5", "columns": {name: "number"}}, applicants=f"applicant,{name}\na,4\nb,6\nc,\n")


def columns_that_decide(bench):
    """The column of a rule with an `if` below `or`, with an `if` of constants, with lists that are empty; parentheses 98 deep."""
    places = "place,seats,k,l\np,1,1,z\nq,1,1,z\n"
    agreed(bench, [f"{a},,,,ineligible:place.k" for a in "abc"],
           {"eligibility": '(if place.k == "1" then place.l else j) == "x" or d == "m"'}, places=places, applicants="applicant,j,d\na,y,n\nb,y,n\nc,y,n\n")
    agreed(bench, [f"{a},,,,ineligible:y" for a in "abc"],
           {"eligibility": 'x == "1" and (if y == "1" then (if true then false else y == "2") else true)'}, applicants="applicant,x,y\na,1,1\nb,1,1\nc,1,1\n")
    agreed(bench, [f"{a},,,,ineligible:x" for a in "abc"],
           {"eligibility": 'if x == "1" then (if true then false else true) else true'}, applicants="applicant,x\na,1\nb,1\nc,1\n")
    agreed(bench, ["a,p,,1,placed", "b,,,,ineligible:categories", "c,q,,1,placed"], {"eligibility": "categories is empty"},
           applicants="applicant,categories\na,;\nb,R\nc,\n")
    deep = " + ".join(["x"] * 60)
    for depth in range(60, 99):
        deep = "1 + " * (depth - 1) + f"({deep})" if depth == 60 else f"1 + ({deep})"
    run, folder, out = written(bench, {"eligibility": deep + " > 5", "columns": {"x": "number"}}, applicants="applicant,x\na,1\nb,1\nc,1\n")
    equal(run.status, DONE, f"exit status ({run.stderr})")
    bench.verified(folder, out)


def orders(bench):
    """Kept ties leave a dictatorship, and trading, without an order; the columns of every table are texts, others compare as their type."""
    one = {"places": "place,seats\np,1\n", "choices": "applicant,rank,place\na,1,p\nb,1,p\n"}
    for rules in ({"mechanism": "serial-dictatorship", "order": "lottery"}, {"mechanism": "serial-dictatorship", "order": "k"},
                  {"mechanism": "top-trading-cycles"}):
        run, _, _ = written(bench, {**rules, "ties": {"rule": "keep"}}, applicants="applicant,k\na,1\nb,1\nc,1\n", **one)
        equal(run.status, BAD_INPUT, f"status of {rules} ({run.stderr})")
    numbers = {"applicants": "applicant,k\n10,85\n9,85.0\n", "places": "place,seats\np,1\n", "choices": "applicant,rank,place\n10,1,p\n9,1,p\n"}
    for column in ("applicant", "k"):
        agreed(bench, ["10,p,,1,placed", "9,,,,mechanism"],
               {"mechanism": "serial-dictatorship", "order": column, "columns": {"applicant": "number", "k": "number"}}, **numbers)


def own_ties_without_a_seed(bench):
    """They go by the ids of the places, where no lottery has to decide."""
    agreed(bench, ["b,,,,ineligible:place.x"], {"ties": {}, "eligibility": "x == place.x"}, applicants="applicant,x\nb,1\n",
           places="place,seats,x\np,1,\nq,1,2\n", choices="applicant,rank,place\nb,1,p\nb,1,q\n")


def written_alike(bench):
    """`=x` is written as `'=x`: both at once would be one in the results."""
    for first, second in (("=x", "'=x"), ("'=x", "=x"), ("'-a", "-a"), ("@", "'@")):
        for table, column, more in (("applicants", "applicant", ""), ("places", "place,seats", ",1")):
            run, _, _ = written(bench, {}, **{table: f"{column}\n{first}{more}\n{second}{more}\n", "choices": "applicant,rank,place\n"})
            equal(run.status, BAD_INPUT, f"status of {first} and {second} ({run.stderr})")
            expect(f"{table}.csv:3:" in run.stderr and "row 2" in run.stderr, run.stderr)
    agreed(bench, ["'=x,,,,lottery", "''-5,p,,1,placed", "-5,q,,1,placed"], {}, applicants="applicant\n=x\n''-5\n-5\n",
           choices="applicant,rank,place\n=x,1,p\n''-5,1,p\n-5,1,q\n")


def notes_beside_results(bench):
    """Notes and minutes may lie in the folder of a result; a table that the certificate does not name may not."""
    run, folder, out = written(bench, {})
    equal(run.status, DONE, f"exit status ({run.stderr})")
    for name, status in (("notes.txt", DONE), ("minutes.html", DONE), ("winners.csv", CLAIM_FAILED), ("more.json", CLAIM_FAILED)):
        with open(os.path.join(out, name), "w", encoding="utf-8") as file:
            file.write("applicant\n")
        equal(bench.verify(folder, out).status, status, f"status of the verifier beside {name}")
        os.remove(os.path.join(out, name))


def what_means_none(bench):
    """A floor of 0 is none; a seed of kept ties draws nothing; a budget has a cap."""
    agreed(bench, ["a,p,,1,placed", "b,,,,lottery", "c,,,,group-cap"], {}, places="place,seats,group\np,1,g\nq,1,g\n",
           groups="group,cap,choice,floor\ng,1,targets,0\n")
    agreed(bench, ["a,p,,1,placed"], {"mechanism": "max-size", "ties": {"rule": "keep", "seed": "s"}}, applicants="applicant\na\n",
           choices="applicant,rank,place\na,1,p\n")
    call = {"applicants": "applicant\na\n", "choices": "applicant,rank,place\na,1,p\n", "scores": "applicant,group,score\na,J,1\na,V,1\n",
            "demands": "applicant,place,group,units\na,p,J,5\na,p,V,5\n"}
    agreed(bench, ["a,p,,1,placed"], {"mechanism": "two-agency"}, groups="group,cap\nJ,5\nV,5\n", **call)
    run, _, _ = written(bench, {"mechanism": "two-agency"}, groups="group,cap\nJ,\nV,5\n", **call)
    equal(run.status, BAD_INPUT, f"status of a budget without a cap ({run.stderr})")


def names_of_columns(bench):
    """A name is the same in every normal form, in the rule, in `columns`, in `order` and in the header; reasons have it composed."""
    for header in (COMPOSED, APART):
        for rule in (COMPOSED, APART):
            for key in (COMPOSED, APART, "place." + APART):
                own = not key.startswith("place")
                reason = f"ineligible:{'' if own else 'place.'}{COMPOSED}"
                tables = {"applicants": f"applicant,{header}\na,4\nb,6\nc,\n"} if own else {"places": f"place,seats,{header}\np,1,6\nq,1,\n"}
                expected = [f"a,,,,{reason}", "b,p,,1,placed", f"c,,,,{reason}"] if own else ["a,p,,1,placed", "b,,,,lottery", f"c,,,,{reason}"]
                agreed(bench, expected, {"eligibility": f"{'' if own else 'place.'}{rule} >= 5", "columns": {key: "number"}}, **tables)
        agreed(bench, ["a,p,,1,placed", "b,,,,mechanism", "c,q,,1,placed"], {"mechanism": "serial-dictatorship", "order": APART},
               applicants=f"applicant,{header}\na,\u00e9\nb,e\u0301\nc,f\n", choices=CHOICES)
    run, _, _ = written(bench, {}, applicants=f"applicant,{COMPOSED},{APART}\na,1,2\nb,1,2\nc,1,2\n")
    equal(run.status, BAD_INPUT, f"status for the same column twice ({run.stderr})")


def seeds(bench):
    """Keys that are there and empty are not given; a secret needs the beacon."""
    empty = {"rule": "single-lottery", "seed": "s", "commitment": "", "secret": "", "beacon": ""}
    run, folder, out = written(bench, {"ties": empty})
    equal(run.status, DONE, f"exit status ({run.stderr})")
    bench.verified(folder, out)
    equal(load(out, "summary.json")["lottery"], {"used": True, "committed": "no"}, "lottery")
    commitment = "3ea7f4d1c7cd4d8ee9d1f6ffb0d3c1bbf9a5e3ce5f5fe0ec8d4b4b1d9ac8c8f3"
    run, _, _ = written(bench, {"ties": {"rule": "single-lottery", "seed": commitment, "commitment": commitment, "secret": "x"}})
    equal(run.status, BAD_INPUT, f"status without a beacon ({run.stderr})")
    expect("beacon" in run.stderr, run.stderr)


def main():
    bench = Bench()
    bench.case("groups that gather, and their scores", groups, bench)
    bench.case("lines whose order is 0", orders_of_lines, bench)
    bench.case("expressions with wide blanks, commas in names, and lists of one value", expressions, bench)
    bench.case("the column that decided, in rules that seldom occur", columns_that_decide, bench)
    bench.case("names of columns in any normal form", names_of_columns, bench)
    bench.case("orders of a dictatorship", orders, bench)
    bench.case("own ties without a seed", own_ties_without_a_seed, bench)
    bench.case("ids that would be written alike", written_alike, bench)
    bench.case("notes beside results", notes_beside_results, bench)
    bench.case("values that mean none", what_means_none, bench)
    bench.case("empty keys of a seed are not given, and a secret needs its beacon", seeds, bench)
    bench.finish()


if __name__ == "__main__":
    main()
