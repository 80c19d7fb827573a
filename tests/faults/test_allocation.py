#!/usr/bin/env python3
"""test_allocation.py FAILMALLOC ENISHI ENISHI_VERIFY CARELESS EXAMPLES PLAN_OF_LIBRARY: refuses each allocation of a command in turn, the first, the second, and so on.

Whichever is refused, the command must end with a documented status, not by a signal, without a leak (sanitizer builds), and leave
either nothing or exactly what it writes when nothing is refused. The sweep ends at the first n that the command never
reaches. EN_SWEEP=full tries every n; otherwise a long sweep tries the first hundred (a quarter of EN_SWEEP, which is 400), then as many by
steps of three, of nine, and so on.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sweep import Sweep  # noqa: E402

failmalloc, enishi, verify, careless, examples, plan_of_library = (os.path.abspath(path) for path in sys.argv[1:])
sweep = Sweep(failmalloc)
data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ledger")    # a row or two of every kind, so that every n can be tried
scratch = tempfile.TemporaryDirectory()
workspace = os.path.join(scratch.name, "workspace")
os.environ["ENISHI_DATA"] = data
subprocess.run([enishi, "init", "--sample", workspace], stdout=subprocess.DEVNULL, check=True)
first_round = os.path.join(examples, "first-round")
result = os.path.join(scratch.name, "result")
subprocess.run([enishi, "match", "solve", first_round, "-o", result, "--quiet"], check=True)

COUPLES = {"round.json": '{"id": "couples", "ties": {"rule": "by-id"}}', "applicants.csv": "applicant\nr0\nr1\nr2\n",
           "places.csv": "place,seats\np0,1\np1,1\n", "choices.csv": "applicant,rank,place\nr2,1,p0\nr2,2,p1\n",
           "scores.csv": "applicant,place,score\nr0,p0,2\nr2,p0,1\nr2,p1,2\nr1,p1,1\n",
           "joint.csv": "joint,first,second,rank,first_place,second_place\nc,r0,r1,1,p0,p1\n"}
couples, without_stable = os.path.join(scratch.name, "couples"), os.path.join(scratch.name, "without-stable")
os.mkdir(couples)
for name, text in COUPLES.items():
    with open(os.path.join(couples, name), "w", encoding="utf-8") as file:
        file.write(text)
subprocess.run([enishi, "match", "solve", couples, "-o", without_stable, "--quiet"], stderr=subprocess.DEVNULL, check=False)

# A model of every kind of part, and the tables that go with it.
MODEL = """<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"><header><vendor>t</vendor><product version="1">t</product></header>
<sim_specs><start>0</start><stop>3</stop><dt>0.5</dt></sim_specs><dimensions><dim name="d"><elem name="a"/><elem name="b"/></dim></dimensions>
<model><variables><stock name="s"><eqn>10</eqn><inflow>f</inflow></stock><flow name="f"><eqn>rate * DELAY3(s, 2) + SUM(x)</eqn></flow>
<aux name="rate"><eqn>0.1</eqn></aux><aux name="x"><dimensions><dim name="d"/></dimensions><eqn>level / 2</eqn></aux>
<aux name="level"><eqn>TIME</eqn><gf><xscale min="0" max="3"/><ypts>1,2,4,3</ypts></gf></aux>
<module name="m"><connect to="m.i" from="s"/></module></variables></model>
<model name="m"><variables><aux name="i" access="input"><eqn>0</eqn></aux><aux name="o"><eqn>i * 2</eqn></aux></variables></model></xmile>"""
DEVICES = MODEL[:MODEL.index("<model>")] + """<model><variables>
<stock name="wait"><eqn>0</eqn><inflow>come</inflow><outflow>go</outflow><outflow>away</outflow><queue/></stock><flow name="come"><eqn>4</eqn></flow>
<stock name="ride"><eqn>0</eqn><inflow>go</inflow><outflow>off</outflow><outflow>lost</outflow><conveyor discrete="true"><len>2</len></conveyor></stock>
<flow name="go"/><flow name="away"><overflow/></flow><flow name="off"/><flow name="lost"><eqn>0.1</eqn><leak/></flow></variables></model></xmile>"""
OF_FILES = (MODEL[:MODEL.index("<model>")] + """<data><import resource="d.csv"/></data><macro name="GROW"><parm>n</parm><eqn>y</eqn><sim_specs><start>0</start>
<stop>n</stop></sim_specs><variables><stock name="y"><eqn>1</eqn><inflow>g</inflow></stock><flow name="g"><eqn>y * TIME</eqn></flow></variables></macro>
<model><variables><module name="part" resource="m.xmile"/><aux name="r"><eqn>0</eqn></aux><aux name="y"><eqn>GROW(3) + r</eqn></aux></variables></model></xmile>""")
plan = os.path.join(scratch.name, "plan")
os.mkdir(plan)
TABLES = {"m.xmile": MODEL, "devices.xmile": DEVICES, "of-files.xmile": OF_FILES, "d.csv": "time,r,part.rate,part.x[b]\n0,1,0.1,\n3,4,0.2,7\n",
          "broken-files.xmile": OF_FILES.replace("d.csv", "bad.csv").replace("m.xmile", "broken.xmile"), "broken.xmile": MODEL.replace("rate *", "no such thing *"), "vary.csv": "name,distribution,a,b,c\nrate,pert,0,0.1,0.3\ns,choice,9;11,,\n",
          "c.csv": "first,second,rank_correlation\nrate,s,0.5\n", "t.csv": "target,variable,time,value,as_of,source\nt,s,2,15,2026,x\n",
          "s.csv": "scenario,name,value,from,to\nn,level.y,2,,\n", "bad.csv": "scenario,name,value,from,to\nn,nobody,2,,\nn,s,x,1,\n"}
for name, text in TABLES.items():
    with open(os.path.join(plan, name), "w", encoding="utf-8") as file:
        file.write(text)


def of_plan(name):
    return os.path.join(plan, name)


MANY = ["--runs", "70", "--vary", of_plan("vary.csv"), "--correlate", of_plan("c.csv"), "--target", of_plan("t.csv"), "--rank", "s"]
subprocess.run([enishi, "plan", "run", of_plan("m.xmile"), *MANY, "-o", of_plan("fan.csv"), "--quiet"], check=True)

# Not max-weakly-stable: what CBC and the libraries below it do without memory, from a smaller result to an exit, is theirs.
OURS = ("deferred-acceptance,immediate-acceptance,top-trading-cycles,serial-dictatorship,max-size,min-cost-max,generous-max,greedy-max,"
        "rank-maximal")
# A sentence's subject, and the command, which is run in an empty folder.
COMMANDS = [
    ("help", [enishi, "help"]),
    ("help_on_a_command", [enishi, "help", "version"]),
    ("version_as_json", [enishi, "version", "--json"]),
    ("completion", [enishi, "completion", "bash"]),
    ("wrong_use", [enishi, "no-such-command"]),
    ("a_round_from_a_workbook", [enishi, "match", "solve", first_round, "-o", "out"]),
    ("a_round_that_is_missing", [enishi, "match", "solve", "no-such-round", "-o", "out"]),
    ("what_if_with_more_seats", [enishi, "match", "what-if", first_round, "--seats", "kyushu-lab=+1", "--json"]),
    ("the_worth_of_each_seat", [enishi, "match", "what-if", first_round, "--each", "--lang", "ja"]),
    ("a_comparison_of_mechanisms", [enishi, "match", "compare", first_round, "--mechanisms", OURS, "--picture", "picture.svg"]),
    ("couples_without_a_stable_matching", [enishi, "match", "solve", couples, "-o", "out", "--quiet"]),
    ("a_verification_of_couples", [verify, couples, without_stable, "--threads", "1"]),
    ("a_verification", [verify, first_round, result, "--threads", "2"]),
    ("a_check_of_a_model", [enishi, "plan", "check", of_plan("m.xmile"), "--vary-template", "vary.csv", "--force"]),
    ("a_check_of_a_model_of_devices", [enishi, "plan", "check", of_plan("devices.xmile")]),
    ("a_check_of_a_broken_model", [enishi, "plan", "check", of_plan("broken.xmile"), "--json"]),
    ("a_run_of_a_model_of_files", [enishi, "plan", "run", of_plan("of-files.xmile"), "-o", "out.csv"]),
    ("a_check_of_a_broken_model_of_files", [enishi, "plan", "check", of_plan("broken-files.xmile")]),
    ("a_run_of_a_model", [enishi, "plan", "run", of_plan("m.xmile"), "--set", "rate=0.2", "--columns", "s,x[b],m.o", "-o", "out.csv"]),
    ("a_run_of_a_scenario", [enishi, "plan", "run", of_plan("m.xmile"), "--scenario", of_plan("s.csv") + ":n", "--json"]),
    ("a_run_of_a_broken_scenario", [enishi, "plan", "run", of_plan("m.xmile"), "--scenario", of_plan("bad.csv"), "-o", "out.csv"]),
    ("many_runs_of_a_model", [enishi, "plan", "run", of_plan("m.xmile"), *MANY, "-o", "fan.csv", "--threads", "1"]),
    ("a_model_through_the_library", [plan_of_library, of_plan("m.xmile")]),
    ("a_picture_of_many_runs", [enishi, "plan", "plot", of_plan("fan.csv"), "--target", of_plan("t.csv"), "-o", "fan.svg"]),
    ("a_picture_of_a_ranking", [enishi, "plan", "plot", of_plan("fan-rank.csv"), "-o", "rank.svg"]),
    ("track_status", [enishi, "track", "status", "--workspace", workspace]),
    ("track_status_as_json", [enishi, "track", "status", "--json", "--workspace", workspace]),
    ("a_picture_of_a_commitment", [enishi, "track", "chart", "train", "-o", "picture.svg", "--workspace", workspace]),
    ("a_picture_of_a_result", [enishi, "match", "chart", result, "-o", "picture.svg"]),
    ("a_check_of_the_log", [enishi, "audit", "verify", "--workspace", workspace]),
    ("an_export_of_the_log", [enishi, "audit", "export", "--workspace", workspace]),
    ("a_new_workspace", [enishi, "init", "--sample", "workspace", "--quiet"]),
    ("import_of_the_ledger", [enishi, "import", os.path.join(data, "vietnam-japan"), "--dry-run", "--workspace", workspace]),
]
TIMINGS = ("run.json", "enishi.db")    # a workspace says when it was made
MISTAKES = ["crash", "silent", "status", "half", "mute"] + (["leak"] if sweep.sanitized(careless) else [])

cases = []
for name, command in COMMANDS:
    cases.append((f"allocation__{name}_survives_every_failure", sweep.run(command, TIMINGS)))
cases.append(("sweep__passes_a_program_without_mistakes", sweep.run([careless, "none", "out"])))
for mistake in MISTAKES:
    found = sweep.run([careless, mistake, "out"])
    cases.append((f"sweep__finds_the_mistake_{mistake}", [] if found else ["nothing was found"]))

print(f"1..{len(cases)}")
for number, (name, problems) in enumerate(cases, 1):
    print(f"{'not ' if problems else ''}ok {number} - {name}")
    for problem in problems[:40]:
        print("#   " + problem.replace("\n", "\n#   "))
sys.exit(1 if any(problems for _, problems in cases) else 0)
