"""`enishi match explain`: for each kind of result the reason and its numbers, in three languages, and as JSON."""
import json
import os
import random
import re
import unicodedata
from dataclasses import replace

from batch import side_by_side
from harness import BAD_INPUT, BAD_USAGE, DONE, Bench, contents, equal, expect
from markets import market
from oracle import Market, differences, number
from remedies import as_stated
from remedies import explained as stories_of
from rounds import Group, Line, Round, Wish, write_round

LANGUAGES = ("en", "vi", "ja")
VIETNAMESE = re.compile("[ăâđêôơưạảấầậắặẹếềệỉịọốồộớờợụứừựỳýàáèéìíòóùú]", re.I)
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龯]")

# Kyushu-U has 3 seats and a cut-off of 71.25, Tohoku-U 2 seats and a tie at its cut-off, Lab no scores, Free a free seat.
SEED = {"rule": "single-lottery", "seed": "explain"}
ROUND = Round(
    id="explain", ties=SEED,
    applicants=["a1", "a2", "a3", "by-score", "t1", "t2", "t3", "unscored", "silent", "second", "Nguyễn Thị Hằng", "=x"],
    places=[("Kyushu-U", 3), ("Tohoku-U", 2), ("Lab", 1), ("Free", 17), ("Closed", 0)],
    wishes=[
        Wish("a1", 1, "Kyushu-U", "88.5"), Wish("a2", 1, "Kyushu-U", "79"), Wish("a3", 2, "Kyushu-U", "71.25"),
        Wish("by-score", 1, "Kyushu-U", "64.75"),
        Wish("t1", 1, "Tohoku-U", "55.5"), Wish("t2", 1, "Tohoku-U", "55.5"), Wish("t3", 1, "Tohoku-U", "55.5"),
        Wish("unscored", 1, "Kyushu-U"), Wish("second", 1, "Kyushu-U", "70.125"), Wish("second", 4, "Free"),
        Wish("Nguyễn Thị Hằng", 1, "Lab"), Wish("=x", 1, "Closed")])
LOSER = max(("t1", "t2", "t3"), key=lambda a: number("explain", "explain", a))


def cleared(bench, rnd=ROUND):
    folder, out = bench.solved(rnd)
    equal(differences(Market(rnd), folder, out), [], "differences")
    return folder, out


def said(bench, applicant, lang, folder, out):
    run = bench.explain(folder, out, applicant, "--lang", lang)
    equal(run.status, DONE, f"exit status ({run.stderr})")
    expect(run.stdout.strip(), "nothing was said")
    return run.stdout


def explained(bench, applicant, *words):
    """In each language: the applicant, each of the words, and the language's own letters."""
    folder, out = cleared(bench)
    texts = {lang: said(bench, applicant, lang, folder, out) for lang in LANGUAGES}
    for lang, text in texts.items():
        for word in (applicant, *words):
            expect(has_word(text, word), f"{lang}: {word} is not named: {text}")
    equal(len(set(texts.values())), len(LANGUAGES), "different texts")
    plain = {lang: without_ids(text) for lang, text in texts.items()}
    expect(not VIETNAMESE.search(plain["en"]) and not JAPANESE.search(plain["en"]), f"not English: {plain['en']}")
    expect(VIETNAMESE.search(plain["vi"]) and not JAPANESE.search(plain["vi"]), f"not Vietnamese: {plain['vi']}")
    expect(JAPANESE.search(plain["ja"]), f"not Japanese: {plain['ja']}")


def has_word(text, word):
    """A number or an id that is not part of a longer one; 71.25 may be written 71,25."""
    pattern = re.escape(word).replace(r"\.", "[.,]")
    return re.search(rf"(?<![\w.,]){pattern}(?!\w|[.,]\d)", text) is not None


def without_ids(text):
    for name in ROUND.applicants + [p for p, _ in ROUND.places]:
        text = text.replace(name, "")
    return text


def reasons_differ(bench):
    """Those placed, and those unplaced for different reasons, are told different things."""
    folder, out = cleared(bench)
    for lang in LANGUAGES:
        texts = [re.sub(r"[\d.,]+", "", said(bench, a, lang, folder, out).replace(a, ""))
                 for a in ("a1", "by-score", LOSER, "unscored", "silent")]
        equal(len(set(texts)), len(texts), f"{lang}: different reasons")


def each_wish_is_explained(bench):
    """`second` has a second wish: the first, refused, is explained with its numbers, and the result is named."""
    explained(bench, "second", "Kyushu-U", "Free", "71.25", "70.125", "3")


def unknown_applicant(bench):
    """Status 1, and the id is named; nothing on standard output."""
    folder, out = cleared(bench)
    for lang in LANGUAGES:
        for name in ("nobody", "", "a1x", "Kyushu-U"):
            run = bench.explain(folder, out, name, "--lang", lang)
            equal(run.status, BAD_INPUT, f"exit status for {name!r}")
            expect(name in run.stderr and run.stderr.strip(), f"{name} is not named: {run.stderr}")
            equal(run.stdout, "", "standard output")


def ids_are_compared_as_in_tables(bench):
    """The id on the command line may be NFD and have blanks around."""
    folder, out = cleared(bench)
    composed = said(bench, "Nguyễn Thị Hằng", "en", folder, out)
    equal(said(bench, unicodedata.normalize("NFD", "Nguyễn Thị Hằng"), "en", folder, out), composed, "text for the NFD id")
    equal(said(bench, " Nguyễn Thị Hằng ", "en", folder, out), composed, "text for the id with blanks")


def json_parses(bench):
    """--json: one object for each applicant, whatever the language, with the numbers in it."""
    folder, out = cleared(bench)
    for applicant in ROUND.applicants:
        for lang in LANGUAGES:
            run = bench.explain(folder, out, applicant, "--json", "--lang", lang)
            equal(run.status, DONE, f"exit status ({run.stderr})")
            values = list(leaves(json.loads(run.stdout)))
            expect(applicant in values, f"{applicant} is not in {values}")
            if applicant == "by-score":
                expect({3, 71.25, 64.75, "score", "Kyushu-U"} <= set(values), f"seats, cut-off, score or reason missing: {values}")


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def changes_nothing(bench):
    """Explaining reads only: every file of the round and of the result keeps its bytes."""
    folder, out = cleared(bench)
    before = {(f, name): contents(f, name) for f in (folder, out) for name in os.listdir(f)}
    said(bench, "a1", "en", folder, out)
    equal({(f, name): contents(f, name) for f in (folder, out) for name in os.listdir(f)}, before, "files")


def no_result(bench):
    """Without a result, or with a bad round: refused, nothing on standard output."""
    base = bench.fresh()
    folder = os.path.join(base, "round")
    write_round(ROUND, folder)
    run = bench.explain(folder, os.path.join(base, "out"), "a1")
    expect(run.status in (1, 5) and run.stderr.strip() and not run.stdout, f"status {run.status}: {run.stdout}{run.stderr}")
    folder, out = cleared(bench)
    with open(os.path.join(folder, "choices.csv"), "a", encoding="utf-8") as file:
        file.write("nobody,x,nowhere,\n")
    run = bench.explain(folder, out, "a1", "--lang", "en")
    equal((run.status, run.stdout), (BAD_INPUT, ""), "status and standard output with a bad round")


def results_of_another_round(bench):
    """Results that do not belong to the round are not explained as if they did."""
    folder, out = cleared(bench)
    text = contents(folder, "choices.csv").replace(b"64.75", b"99.75")
    with open(os.path.join(folder, "choices.csv"), "wb") as file:
        file.write(text)
    run = bench.explain(folder, out, "by-score", "--lang", "en")
    expect(run.status in (1, 6) and run.stderr.strip(), f"status {run.status}: {run.stdout}{run.stderr}")


def usage(bench):
    folder, out = cleared(bench)
    for extra in (("--lang", "fr"), ("--nonsense",), ("a2",) * 14):
        equal(bench.explain(folder, out, "a1", *extra).status, BAD_USAGE, f"exit status with {extra}")


# Every combination of features that rounds have, and the kinds of remedy that it must have shown.
SCORES = ("score-above", "score", "some-score", "seats")
REMEDIES = [("deferred-acceptance", *c) for c in (
    ("", *SCORES), ("places-propose", *SCORES), ("stable-cycles", *SCORES), ("held", *SCORES), ("floor", *SCORES),
    ("lines categories transfers", *SCORES, "category"), ("lines terms", *SCORES), ("targets", *SCORES, "cap"),
    ("common-order", *SCORES, "cap"), ("targets common-order lines categories", *SCORES, "cap", "category"),
    ("held targets lines", *SCORES, "cap"), ("min_seats", *SCORES, "min_seats"))] + [
        ("immediate-acceptance", "", *SCORES), ("top-trading-cycles", "", *SCORES)] + [
            (m, "", "some-score", "seats") for m in (
                "serial-dictatorship", "max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal")]


def remedies(bench, mechanism, features, *kinds):
    """Each remedy that is said, and one less, tried in a copy of the tables."""
    found, markets = as_stated(bench, mechanism, features, 24)
    expect(sum(found.values()) > markets / 2 and set(found) == set(kinds), f"{found} in {markets} markets; these must occur: {kinds}")


def returning(bench):
    """Above the cut-off, and not enough: who is put out comes back to the place by a chain. b beats the last one at x, c; c goes to y
    and puts out d, who goes to x and beats b. So b needs what d has; more, where nothing could tell the two apart."""
    rnd = Round(id="chain", applicants=["b", "c", "d"], places=[("x", 1), ("y", 1)],
                wishes=[Wish("b", 1, "x", "1"), Wish("c", 1, "x", "2"), Wish("c", 2, "y", "9"), Wish("d", 1, "y", "8"), Wish("d", 2, "x", "5")])
    for ties, change in (({"rule": "by-id"}, "score"), ({"rule": "single-lottery"}, "score-above")):
        folder, out = bench.solved(replace(rnd, ties=ties))
        wish = json.loads(bench.explain(folder, out, "b", "--json").stdout)["wishes"][0]
        equal((wish["cutoff"], wish["remedies"]), (2, [{"change": change, "score": 5}, {"change": "seats", "by": 1}]), "remedies of b")
        for lang in LANGUAGES:
            expect(has_word(said(bench, "b", lang, folder, out), "5"), f"{lang}: the score that is enough")


def free_seats(bench):
    """Who has one of two seats is told that everyone with a score gets one, but not where a floor, a cap or a line keeps the other free."""
    rnd = Round(id="free", applicants=["a", "b"], places=[("x", 2), ("y", 1)], ties={"rule": "by-id"},
                wishes=[Wish("a", 1, "x", "2"), Wish("b", 1, "x", "1"), Wish("b", 2, "y", "1")])
    kept = (replace(rnd, of_places={"floor": {"y": "1"}}),
            replace(rnd, groups=[Group("g", cap="1", choice="targets")], of_places={"group": {"x": "g"}}),
            replace(rnd, lines=[Line("x", 1, 1), Line("x", 2, 1, "R", "", "never")]))
    for other in kept:
        equal(bench.match(other), {"a": "x", "b": "y"}, "seats where one is kept free")
    for other, everyone in ((replace(rnd, places=[("x", 3), ("y", 1)]), True), *((other, False) for other in kept)):
        text = " ".join(said(bench, "a", "en", *bench.solved(other)).split())
        equal("everyone with a score here gets one" in text, everyone, f"{text}: that everyone gets one")
        expect("not all are taken" in text, f"{text} does not say that a seat is free")


def higher_scores(bench):
    """Whoever is told that all seats went to higher scores finds nobody with a lower one there: not of another term, none who holds."""
    for features in ("", "lines terms", "lines categories", "held"):
        rng = random.Random(f"higher scores {features}")
        whole, _ = side_by_side([market(rng, features.split()) for _ in range(60)], id="higher", ties={"rule": "single-lottery", "seed": "x"})
        folder, out = bench.solved(whole)
        stories = [story for person in stories_of(bench, folder, out, whole.applicants).values() for story in person["wishes"]]
        lowest = {}
        for story in stories:
            if story["fate"] in ("met", "held") and story["score"] is not None:
                lowest[story["place"]] = min(story["score"], lowest.get(story["place"], story["score"]))
        refused = [story for story in stories if story["fate"] == "score"]
        of_all = [story for story in refused if re.match("All .* seats went|The one seat went", story["text"])]
        expect(refused, f"nobody is refused for a score with {features}")
        equal(len(of_all), 0 if features else len(refused), f"who is told of all seats with {features}")
        for story in of_all:
            expect(lowest[story["place"]] > story["score"], f"{story} beside a score of {lowest[story['place']]}")
        if features:
            expect(all("Every seat that was open to this wish" in story["text"] for story in refused), f"the seats that were open: {features}")
    lines = replace(SPRING, wishes=[Wish("a", 1, "p", "90", "spring"), Wish("b", 1, "p", "80", "spring"), Wish("c", 1, "p", "70", "autumn")])
    folder, out = bench.solved(lines)
    said = bench.explain(folder, out, "b", "--lang", "en").stdout
    expect("Wish 1: p (spring)" in said and "Every seat that was open to this wish" in said, said)


SPRING = Round(id="terms", applicants=["a", "b", "c"], places=[("p", 2)], lines=[Line("p", "1", "1", term="spring"), Line("p", "2", "1", term="autumn")])


def several(bench):
    """Several applicants at once are what each is by itself."""
    folder, out = cleared(bench)
    one, two = (said(bench, a, "vi", folder, out) for a in ("a1", "by-score"))
    run = bench.explain(folder, out, "a1", "by-score", "--lang", "vi")
    equal(run.stdout, f"{one}\n{two}", "text")
    run = bench.explain(folder, out, "a1", "nobody")
    equal((run.status, run.stdout), (BAD_INPUT, ""), "with one who is not there")


def main():
    bench = Bench()
    for sentence, applicant, words in (
            ("someone placed at a full place: the place, its seats, the cut-off, the own score", "a1",
             ("Kyushu-U", "3", "71.25", "88.5")),
            ("the last one admitted", "a3", ("Kyushu-U", "3", "71.25")),
            ("someone unplaced by score: the place, its seats, the cut-off, the own score", "by-score",
             ("Kyushu-U", "3", "71.25", "64.75")),
            ("someone unplaced by lottery: the place, its seats, the tied score", LOSER, ("Tohoku-U", "2", "55.5")),
            ("someone without a score: the place", "unscored", ("Kyushu-U",)),
            ("someone without wishes", "silent", ()),
            ("someone with a Vietnamese name at a place without scores", "Nguyễn Thị Hằng", ("Lab", "1")),
            ("someone who wished for a place without seats, with an id like a formula", "=x", ("Closed",))):
        bench.case(f"explained in three languages: {sentence}", explained, bench, applicant, *words)
    for sentence, function in (
            ("every refused wish above the result is explained with its numbers", each_wish_is_explained),
            ("different reasons are told differently", reasons_differ),
            ("an unknown applicant is status 1 and named", unknown_applicant),
            ("ids are compared as in tables", ids_are_compared_as_in_tables),
            ("--json is one JSON value with the numbers in it", json_parses),
            ("explaining changes no file", changes_nothing),
            ("without a result or with a bad round nothing is explained", no_result),
            ("results of another round are not explained", results_of_another_round),
            ("a score above the cut-off that is not enough, worked out by hand", returning),
            ("a free seat is not for everyone where a floor, a cap or a line keeps it", free_seats),
            ("all seats went to higher scores only where none went to a lower one", higher_scores),
            ("several applicants at once", several),
            ("wrong usage is status 2", usage)):
        bench.case(sentence, function, bench)
    for mechanism, features, *kinds in REMEDIES:
        bench.case(f"what would have been enough is, and one less is not: {mechanism} {features}".rstrip(), remedies, bench, mechanism,
                   features, *kinds)
    bench.finish()


if __name__ == "__main__":
    main()
