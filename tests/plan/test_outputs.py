#!/usr/bin/env python3
"""test_outputs.py ENISHI: what the plan commands write and over what; models in formats that are not XMILE; and why the system or the reader
of XML refused something, in three languages. Speaks TAP 13.
"""
import io
import os
import re
import shutil
import sys
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, BAD_USAGE, IO_ERROR, LIMIT, Bench, aux, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run = bench.run
LANGUAGES = ("en", "vi", "ja")
VARY = "name,distribution,a,b\nbirth rate,uniform,0.08,0.12\n"
TARGETS = "target,variable,time,value,as_of,source\nhalf,people,2025,125,,\n"


def says(text, *parts):
    for part in parts:
        expect(part in text, f"{part!r} is not in {text[:2000]!r}")


def many(*words, out="fan.csv", model="people.xmile", **more):
    bench.write("vary.csv", VARY)
    return run("run", model, "--runs", "50", "--vary", "vary.csv", "-o", out, *words, **more)


def refused(name, content, *words, want=BAD_INPUT):
    """The command is refused and leaves the file as it was."""
    bench.write(name, content)
    _, err = run(*words, want=want)
    equal(bench.read(name), content, f"{words}: {name}")
    return err


# ---- what may be written over

@case
def template__replaces_no_file_without_force():
    run("check", "people.xmile", "--vary-template", "mine.csv")
    edited = bench.read("mine.csv").replace("uniform", "triangular")
    says(refused("mine.csv", edited, "check", "people.xmile", "--vary-template", "mine.csv"), "mine.csv", "--force")
    run("check", "people.xmile", "--vary-template", "mine.csv", "--force")
    expect("triangular" not in bench.read("mine.csv"), "it was not replaced")
    bench.write("empty.csv", "")
    run("check", "people.xmile", "--vary-template", "empty.csv")
    expect(bench.read("empty.csv"), "a file that was empty")


@case
def pictures__replace_pictures_and_no_other_file():
    run("run", "people.xmile", "-o", "out.csv")
    for words in (("plot", "out.csv"), ("draw", "people.xmile"), ("draw", "people.xmile", "--flows", "2020")):
        says(refused("notes.txt", "my notes", *words, "-o", "notes.txt"), "notes.txt", "--force")
        refused("model.svg", bench.read("people.xmile"), *words, "-o", "model.svg")
        run(*words, "-o", "notes.txt", "--force")
        says(bench.read("notes.txt"), "<svg")
        run(*words, "-o", "picture.svg")
        run(*words, "-o", "picture.svg")
        for name in ("out.csv", "people.xmile"):
            before = bench.read(name)
            run(*words, "-o", name, "--force", want=BAD_INPUT if name in words else BAD_USAGE)
            equal(bench.read(name), before, name)


@case
def names__that_end_like_another_format_are_refused():
    run("run", "people.xmile", "-o", "out.csv")
    for ending in ("png", "PDF", "jpg", "xlsx", "ods", "json", "xmile", "csv"):
        for words in (("plot", "out.csv"), ("draw", "people.xmile")):
            says(run(*words, "-o", f"x.{ending}", "--force", want=BAD_USAGE)[1], f"x.{ending}", "SVG", ".svg")
        if ending != "csv":
            says(run("run", "people.xmile", "-o", f"x.{ending}", "--force", want=BAD_USAGE)[1], f"x.{ending}", "CSV", ".csv")
            says(run("check", "people.xmile", "--vary-template", f"x.{ending}", want=BAD_USAGE)[1], f"x.{ending}", "CSV", ".csv")
            says(many(out=f"x.{ending}", want=BAD_USAGE)[1], f"x.{ending}", "CSV")
        expect(not bench.has(f"x.{ending}"), ending)
    run("run", "people.xmile", "-o", "x.svg", want=BAD_USAGE)
    for name in ("x.txt", "2030.5", "x"):
        run("run", "people.xmile", "-o", name)


@case
def tables__replace_earlier_results_and_no_other_file():
    for rerun in range(2):
        run("run", "people.xmile", "-o", "again.csv")
        many(out="again.csv")
    for content in (VARY, "variable,time,value\npeople,2020,1\n", "timetable,x\n1,2\n"):
        says(refused("own.csv", content, "run", "people.xmile", "-o", "own.csv"), "own.csv", "--force")
        bench.write("own.csv", content)
        says(many(out="own.csv", want=BAD_INPUT)[1], "own.csv", "--force")
        equal(bench.read("own.csv"), content, "own.csv")
    run("run", "people.xmile", "-o", "own.csv", "--force")
    says(bench.read("own.csv"), "time,people")
    bench.write("t.csv", TARGETS)
    for part, words in (("rank", ("--rank", "people")), ("targets", ("--target", "t.csv")), ("failed", ())):
        bench.write(f"new-{part}.csv", "my own table\n")
        says(many(*words, out="new.csv", want=BAD_INPUT)[1], f"new-{part}.csv", "--force")
        equal(bench.read(f"new-{part}.csv"), "my own table\n", part)
        expect(not bench.has("new.csv"), "the table beside it")
        os.unlink(bench.path(f"new-{part}.csv"))
    for option, name in (("--vary", "vary.csv"), ("--target", "t.csv")):
        before = bench.read(name)
        says(many("--target", "t.csv", "--force", out=name, want=BAD_INPUT)[1], name, "input")
        equal(bench.read(name), before, option)


@case
def tables__of_an_earlier_result_are_removed_and_named():
    bench.write("t.csv", TARGETS)
    bench.write("root.xmile", xmile(aux("rate", "1") + aux("root", "SQRT(rate)"), stop=2))
    bench.write("v.csv", "name,distribution,a,b\nrate,uniform,-1,1\n")
    run("run", "root.xmile", "--runs", "50", "--vary", "v.csv", "-o", "w.csv", want=LIMIT)
    expect(bench.has("w-failed.csv"), "a list of failures")
    _, err = many("--target", "t.csv", "--rank", "people", out="w.csv")
    says(err, "w-failed.csv")
    expect("w-targets" not in err and "w-rank" not in err, err)
    equal([name for name in bench.names() if name.startswith("w")], ["w-rank.csv", "w-targets.csv", "w.csv"], "files")
    _, err = many("--rank", "people", out="w.csv", language="vi")
    says(err, "w-targets.csv", "đã được xóa")
    run("run", "people.xmile", "-o", "w.csv")
    equal([name for name in bench.names() if name.startswith("w")], ["w.csv"], "files of a single run")
    equal(many(out="w.csv")[1], "", "nothing to remove")


@case
def tables__that_the_user_made_or_that_are_read_stay():
    bench.write("u-failed.csv", "run,time\n1,2\n")
    bench.write("u-rank.csv", "variable\n")
    run("run", "people.xmile", "-o", "u.csv")
    equal((bench.read("u-failed.csv"), bench.read("u-rank.csv")), ("run,time\n1,2\n", "variable\n"), "own tables")
    bench.write("t.csv", TARGETS)
    many("--target", "t.csv", out="r.csv")
    before = bench.read("r-targets.csv")
    says(many("--target", "r-targets.csv", out="r.csv", want=BAD_INPUT)[1], "r-targets.csv", "input")
    equal(bench.read("r-targets.csv"), before, "an input")


@case
def quantiles__that_are_parts_of_one_are_refused_with_the_remedy():
    for given in ("0.05,0.5,0.95", "0.5", "0,0.5"):
        says(many("--quantiles", given, out="q.csv", want=BAD_USAGE)[1], "--quantiles", "5,50,95")
    for given in ("0.5,50", "0", "1", "2.5,50,97.5"):
        many("--quantiles", given, out="q.csv")
    says(many("--quantiles", "0.05,0.95", out="q.csv", want=BAD_USAGE, language="vi")[1], "phần trăm")
    says(many("--quantiles", "0.05,0.95", out="q.csv", want=BAD_USAGE, language="ja")[1], "パーセント")


# ---- models in other formats

MDL = """{UTF-8}
growth = 0.05
\t~\t1/year
\t~\tan assumption
\t|
\\\\\\---/// Sketch information - do not modify anything except names
V300  Do not put anything below this section - it will be ignored
"""


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@case
def models__of_other_programs_are_known_and_what_to_do_is_told():
    files = {"a.mdl": (MDL, "Vensim"), "b.txt": (MDL, "Vensim"), "c.txt": (MDL.replace("{UTF-8}\n", "").split("\\")[0].replace("\n", "\r\n"), "Vensim"),
             "d.vpmx": (b"\x01\x02binary\xff", "Vensim"), "e.VPM": (b"\x00\x02\x03", None), "f.stm": (b"\x01\x02binary\xff", "Stella 10"),
             "g.xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "--vary"), "h.csv": (VARY, "--vary"), "i.zip": (zipped("model.stmx"), "ZIP"),
             "j.stmx": (zipped("model.stmx"), "ZIP")}
    for name, (content, part) in files.items():
        bench.write(name, content)
        for language in LANGUAGES:
            for command in ("check", "run"):
                _, err = run(command, name, want=BAD_INPUT, language=language)
                says(err, f"{name}: ") if part else None
                if part:
                    says(err, part, "XMILE")
                    expect("XML:" not in err and len(err.splitlines()) == 1, err)
    bench.write("words.xmile", "just words")
    says(run("check", "words.xmile", want=BAD_INPUT)[1], "words.xmile:1", "XML")


@case
def models__in_xml_are_read_whatever_their_name():
    for name in ("model.mdl", "model.csv", "model.stm", "model.zip"):
        bench.write(name, "\ufeff \n" + bench.read("people.xmile").split("?>", 1)[1])
        run("check", name)
    bench.write("wide.vpm", bench.read("people.xmile").replace("utf-8", "utf-16").encode("utf-16"))
    run("check", "wide.vpm")


# ---- reasons, in the language that was asked for

ENGLISH = re.compile(r"not well-formed|mismatched|duplicate attribute|junk|unclosed|undefined|syntax error|No such|denied|Not a directory|too long|File name")


@case
def faults_of_xml__are_told_in_three_languages_and_once():
    for content in ("just words", "<xmile version='1.0'>\n <!-- ", "<xmile version='1.0'>\n <aux a='1' a='2'/></xmile>", "<xmile>&#0;</xmile>", "<xmile/><xmile/>"):
        bench.write("bad.xmile", content)
        told = {language: run("check", "bad.xmile", want=BAD_INPUT, language=language)[1] for language in LANGUAGES}
        equal(len(set(told.values())), 3, content)
        for language in ("vi", "ja"):
            expect(not ENGLISH.search(told[language]), told[language])
        expect("well-formed XML: not well-formed" not in told["en"], told["en"])


@case
def faults_of_the_system__are_told_in_three_languages():
    for place in ("no/such/x.csv", "people.xmile/x.csv", "n" * 300 + ".csv"):
        told = {language: run("run", "people.xmile", "-o", place, want=IO_ERROR, language=language)[1] for language in LANGUAGES}
        equal(len(set(told.values())), 3, place)
        for language in ("vi", "ja"):
            expect(not ENGLISH.search(told[language]), told[language])
    says(run("run", "people.xmile", "-o", "no/such/x.csv", want=IO_ERROR, language="vi")[1], "không ghi được: không có tệp hoặc thư mục này")
    says(run("run", "people.xmile", "-o", "no/such/x.csv", want=IO_ERROR, language="ja")[1], "書き込めません：ファイルまたはフォルダーがありません")


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
