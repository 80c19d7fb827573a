"""The sample model data/vietnam-japan/pipeline.xmile a second time, in plain loops: what it must compute, written by hand from its equations.

Of the file only the numbers are read (constants, points of graphical functions); no equation of it is. A conveyor is a row of slats, one a
step: each loses its share of what entered it, the last one leaves, a new one enters; what is there at the start lies as it would with an even
inflow. Bound: about 0.2 s a run.
"""
import math
import xml.etree.ElementTree as ElementTree
from itertools import product

LEVELS = ("bachelor", "master", "doctor")
WORKS = ("design", "manufacturing")
PLACES = ("Vietnam", "Kyushu", "elsewhere")
JAPANESE = ("N5", "N4", "N3", "N2")
KINDS = ("base", "national")
LW = tuple(product(LEVELS, WORKS))
LP = tuple(product(LEVELS, PLACES))
WP = tuple(product(WORKS, PLACES))
LWP = tuple(product(LEVELS, WORKS, PLACES))
NAMESPACE = "{http://docs.oasis-open.org/xmile/ns/XMILE/v1.0}"


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


def constants(path):
    """Numbers by name; of arrays by element: a text for one dimension, a tuple for more. Graphical functions: (xs, ys)."""
    found = {}
    for variable in ElementTree.parse(path).find(f"{NAMESPACE}model/{NAMESPACE}variables"):
        name = variable.get("name")
        points = variable.find(NAMESPACE + "gf")
        if points is not None:
            found[name] = tuple([float(v) for v in points.findtext(NAMESPACE + axis).split(",")] for axis in ("xpts", "ypts"))
        elif number(variable.findtext(NAMESPACE + "eqn")) is not None:
            found[name] = number(variable.findtext(NAMESPACE + "eqn"))
        elements = {}
        for element in variable.findall(NAMESPACE + "element"):
            subscript = tuple(part.strip() for part in element.get("subscript").split(","))
            value = number(element.findtext(NAMESPACE + "eqn"))
            if value is not None:
                elements[subscript if len(subscript) > 1 else subscript[0]] = value
        if elements:
            found[name] = elements
    return found


def held(points, x):
    """A graphical function of the discrete kind: the last point that x has reached, or the first one."""
    xs, ys = points
    reached = [y for at, y in zip(xs, ys) if at <= x]
    return reached[-1] if reached else ys[0]


class Belt:
    def __init__(self, total, years, leak, dt):
        self.count = int(math.floor(years / dt + 0.5))
        self.leak, self.dt = leak, dt
        entered = total / (self.count - leak * (self.count - 1) / 2)
        self.slats = [[entered * (1 - leak * age / self.count), entered] for age in range(self.count)]

    def inside(self):
        return math.fsum(slat[0] for slat in self.slats)

    def leaving(self):
        return (self.slats[-1][0] - self.slats[-1][1] * self.leak / self.count) / self.dt

    def leaking(self):
        return math.fsum(slat[1] * self.leak / self.count for slat in self.slats) / self.dt

    def move(self, inflow):
        for slat in self.slats:
            slat[0] -= slat[1] * self.leak / self.count
        self.slats.pop()
        self.slats.insert(0, [inflow * self.dt, inflow * self.dt])


class Reference:
    """One run. `c` are the constants; values() are all variables now; step() goes on by dt."""

    def __init__(self, c, start=2024.0, dt=0.125):
        self.c, self.start, self.dt, self.steps = c, start, dt, 0
        self.share_of_work = {"design": c["share choosing design"], "manufacturing": 1 - c["share choosing design"]}
        self.foundation = Belt(c["foundation students at start"], c["foundation years"], c["foundation drop out share"], dt)
        self.students = {(l, w, p): Belt(c["students at start"][l, p] * self.share_of_work[w], c["study years"][l], c["drop out share"][l], dt)
                         for l, w, p in LWP}
        a_year = {(l, w, p): c["students at start"][l, p] * self.share_of_work[w] / c["study years"][l] for l, w, p in LWP}
        self.repeaters = {k: Belt(a_year[k] * (1 - c["pass share"][k[0]]) * c["repeat time"], c["repeat time"], c["share of repeaters who give up"], dt)
                          for k in LWP}
        self.lecturer_course = Belt(0, c["lecturer training time"], 0, dt)
        self.building = {k: Belt(0, c["laboratory building time"], 0, dt) for k in KINDS}
        self.lower = Belt(c["pupils in lower secondary at start"], c["lower secondary years"], c["pupils dropping Japanese"], dt)
        self.upper = Belt(c["pupils in upper secondary at start"], c["upper secondary years"], c["pupils dropping Japanese"], dt)
        self.jds = {l: Belt(c["JDS fellows at start"][l], c["JDS study years"][l], 0, dt) for l in LEVELS}
        self.stock = {
            "Applicants": {k: a_year[k] * c["admission time"] for k in LWP},
            "Before the final assessment": {k: a_year[k] * c["assessment time"] for k in LWP},
            "Graduates": {k: a_year[k] * c["search time"] for k in LWP},
            "Engineers": {(l, w, p): c["engineers at start by work and place"][w, p] * c["level share at start"][l] for l, w, p in LWP},
            "Trained lecturers": c["trained lecturers at start"], "Lecturers trained so far": 0.0,
            "Laboratories": dict(c["laboratories at start"]), "Learners of Japanese": dict(c["learners at start"]),
            "People trained": dict.fromkeys(LW, 0.0), "Suitable graduates so far": 0.0, "Related graduates so far": 0.0,
            "Doctoral candidates so far": dict.fromkeys(PLACES, 0.0), "Doctoral candidates in Japan so far": 0.0,
            "JDS fellows returned": dict.fromkeys(LEVELS, 0.0),
            "Cost so far in VND": 0.0, "Cost so far in JPY": 0.0, "Cost so far in USD": 0.0, "People entered": 0.0, "People left": 0.0}
        self.inside_at_start = None

    def time(self):
        return self.start + self.steps * self.dt

    def values(self):
        v = {"TIME": self.time(), **self.stock}
        self.show_belts(v)
        self.entry(v)
        self.limits(v)
        self.places_abroad(v)
        self.admission(v)
        self.study(v)
        self.language_supply(v)
        self.job_market(v)
        self.engineers(v)
        self.counting(v)
        self.language(v)
        self.kyushu(v)
        self.jds_and_cost(v)
        self.conservation(v)
        return v

    def show_belts(self, v):
        v["Foundation students"] = self.foundation.inside()
        v["Students"] = {k: b.inside() for k, b in self.students.items()}
        v["Repeaters"] = {k: b.inside() for k, b in self.repeaters.items()}
        v["Lecturers in training"] = self.lecturer_course.inside()
        v["Laboratories being built"] = {k: b.inside() for k, b in self.building.items()}
        v["Pupils in lower secondary"], v["Pupils in upper secondary"] = self.lower.inside(), self.upper.inside()
        v["JDS fellows"] = {k: b.inside() for k, b in self.jds.items()}
        v["finishing foundation years"], v["leaving in foundation years"] = self.foundation.leaving(), self.foundation.leaking()
        v["finishing the course"] = {k: b.leaving() for k, b in self.students.items()}
        v["dropping out"] = {k: b.leaking() for k, b in self.students.items()}
        v["coming again"] = {k: b.leaving() for k, b in self.repeaters.items()}
        v["repeaters giving up"] = {k: b.leaking() for k, b in self.repeaters.items()}
        v["finishing lecturer training"] = self.lecturer_course.leaving()
        v["opening laboratories"] = {k: b.leaving() for k, b in self.building.items()}
        v["leaving lower secondary"], v["dropping Japanese in lower secondary"] = self.lower.leaving(), self.lower.leaking()
        v["leaving upper secondary"], v["dropping Japanese in upper secondary"] = self.upper.leaving(), self.upper.leaking()
        v["JDS fellows returning"] = {k: b.leaving() for k, b in self.jds.items()}

    def growth(self, rate):
        return math.exp(rate * (self.time() - self.c["base year"]))

    def entry(self, v):
        c = self.c
        v["entering university"] = c["intake of suitable majors"] * self.growth(c["growth of intake"])
        asking = c["graduates of related majors a year"] * self.growth(c["growth of intake"]) * c["conversion share"]
        v["asking for conversion"] = asking if self.time() >= c["conversion opens"] else 0.0
        v["work share"] = self.share_of_work
        abroad, kyushu = c["share applying abroad"], c["Kyushu share of applications abroad"]
        v["place share"] = {}
        for l in LEVELS:
            v["place share"][l, "Vietnam"] = 1 - abroad[l]
            v["place share"][l, "Kyushu"] = abroad[l] * kyushu[l]
            v["place share"][l, "elsewhere"] = abroad[l] * (1 - kyushu[l])

    def limits(self, v):
        c, t = self.c, self.time()
        v["lecturers leaving teaching"] = v["Trained lecturers"] * c["lecturers leaving a year"]
        if t < c["lecturer training starts"]:
            v["sending lecturers to training"] = 0.0
        elif t < c["lecturer training ends"]:
            v["sending lecturers to training"] = c["lecturers to train"] * c["lecturer lever"] / (c["lecturer training ends"] - c["lecturer training starts"])
        else:
            v["sending lecturers to training"] = v["lecturers leaving teaching"]
        v["counting lecturers"] = v["finishing lecturer training"]
        v["lecturer full time equivalents"] = v["Trained lecturers"] * c["FTE per lecturer"] * c["lecturer teaching share"]
        v["teaching capacity"] = v["lecturer full time equivalents"] * c["students per full time lecturer"] / c["share of teaching that needs them"]
        v["teaching load"], v["teaching wanted"] = {}, {}
        for l, w in LW:
            heads = v["Students"][l, w, "Vietnam"] + v["Repeaters"][l, w, "Vietnam"] * c["repeater weight"]
            v["teaching load"][l, w] = heads * c["teaching weight"][l]
            v["teaching wanted"][l, w] = v["Applicants"][l, w, "Vietnam"] / c["admission time"] * c["teaching weight"][l]
        v["lecturer room"] = max(0.0, v["teaching capacity"] - sum(v["teaching load"].values())) / c["admission time"]
        wanted = sum(v["teaching wanted"].values())
        v["lecturer limit"] = min(1.0, v["lecturer room"] / wanted) if wanted > 0 else 1.0
        window = c["laboratory building starts"] <= t < c["laboratory building ends"]
        years = c["laboratory building ends"] - c["laboratory building starts"]
        v["starting to build laboratories"] = {k: c["laboratories to build"][k] * c["laboratory lever"] / years if window else 0.0 for k in KINDS}
        v["laboratory places by kind"] = {k: v["Laboratories"][k] * c["places per laboratory"][k] for k in KINDS}
        v["laboratory capacity"] = sum(v["laboratory places by kind"].values()) * c["students per laboratory place"]
        used = sum(v["Students"][l, "manufacturing", "Vietnam"] for l in LEVELS)
        v["laboratory room"] = max(0.0, v["laboratory capacity"] - used) / c["admission time"]
        v["laboratory wanted"] = sum(v["Applicants"][l, "manufacturing", "Vietnam"] for l in LEVELS) / c["admission time"]
        v["laboratory limit"] = min(1.0, v["laboratory room"] / v["laboratory wanted"]) if v["laboratory wanted"] > 0 else 1.0
        v["admitted share at home"] = {"design": v["lecturer limit"], "manufacturing": min(v["lecturer limit"], v["laboratory limit"])}
        first = 1.0 if v["lecturer limit"] <= v["laboratory limit"] else 2.0
        v["binding limit"] = {"design": 1.0 if v["lecturer limit"] < 1 else 0.0,
                              "manufacturing": 0.0 if v["admitted share at home"]["manufacturing"] == 1 else first}

    def places_abroad(self, v):
        c, t = self.c, self.time()
        japan = c["doctoral places in Japan"] if t >= c["doctoral places start"] else c["doctoral places before"]
        v["doctoral places in Japan now"] = japan
        kyushu = min(1.0, c["Kyushu share of doctoral places"] * c["Kyushu study lever"])
        v["Kyushu share of doctoral places now"] = kyushu
        v["places abroad"] = {
            ("bachelor", "Vietnam"): 0.0, ("bachelor", "Kyushu"): 0.0,
            ("bachelor", "elsewhere"): c["joint bachelor places"] if t >= c["joint bachelor start"] else 0.0,
            ("master", "Vietnam"): 0.0, ("master", "Kyushu"): c["master places in Kyushu"] * c["Kyushu study lever"],
            ("master", "elsewhere"): c["master places elsewhere"],
            ("doctor", "Vietnam"): 0.0, ("doctor", "Kyushu"): japan * kyushu,
            ("doctor", "elsewhere"): japan * (1 - kyushu) + c["other doctoral places"]}
        v["wanted abroad"], v["admitted share abroad"] = {}, {}
        for l, p in LP:
            wanted = sum(v["Applicants"][l, w, p] for w in WORKS) / c["admission time"]
            v["wanted abroad"][l, p] = wanted
            v["admitted share abroad"][l, p] = min(1.0, v["places abroad"][l, p] / wanted) if wanted > 0 else 1.0
        v["Japan share of doctors elsewhere"] = japan * (1 - kyushu) / v["places abroad"]["doctor", "elsewhere"]

    def admission(self, v):
        c = self.c
        v["admitted share"], v["starting study"], v["giving up"] = {}, {}, {}
        for l, w, p in LWP:
            share = v["admitted share at home"][w] if p == "Vietnam" else v["admitted share abroad"][l, p]
            decided = v["Applicants"][l, w, p] / c["admission time"]
            v["admitted share"][l, w, p] = share
            v["starting study"][l, w, p] = decided * share
            v["giving up"][l, w, p] = decided * (1 - share) * c["share of refused who give up"]

    def study(self, v):
        c = self.c
        for name in ("passing", "failing", "going on to study", "looking for work", "applying"):
            v[name] = {}
        for l, w, p in LWP:
            assessed = v["Before the final assessment"][l, w, p] / c["assessment time"]
            v["passing"][l, w, p] = assessed * c["pass share"][l]
            v["failing"][l, w, p] = assessed * (1 - c["pass share"][l])
            deciding = v["Graduates"][l, w, p] / c["search time"]
            v["going on to study"][l, w, p] = deciding * c["share going on to study"][l]
            v["looking for work"][l, w, p] = deciding * (1 - c["share going on to study"][l])
        v["candidates"] = {}
        for w in WORKS:
            at_master = v["asking for conversion"] * c["share converting at master level"]
            v["candidates"]["bachelor", w] = (v["finishing foundation years"] + v["asking for conversion"] - at_master) * self.share_of_work[w]
            v["candidates"]["master", w] = sum(v["going on to study"]["bachelor", w, p] for p in PLACES) + at_master * self.share_of_work[w]
            v["candidates"]["doctor", w] = sum(v["going on to study"]["master", w, p] for p in PLACES)
        for l, w, p in LWP:
            v["applying"][l, w, p] = v["candidates"][l, w] * v["place share"][l, p]

    def language_supply(self, v):
        v["ready for Kyushu"] = v["Learners of Japanese"]["N2"] * self.c["share choosing Kyushu"] / self.c["moving time"]

    def job_market(self, v):
        c = self.c
        stay = c["share staying abroad"]
        v["job seekers at home by place"] = {(l, w, p): v["looking for work"][l, w, p] * (1 - stay[p]) for l, w, p in LWP}
        v["job seekers at home"] = {(l, w): sum(v["job seekers at home by place"][l, w, p] for p in PLACES) for l, w in LW}
        both = {k: v["job seekers at home"][k] * (1 - c["share hired elsewhere"]) for k in LW}
        v["candidates for Vietnam and Kyushu"] = both
        total = sum(both.values())
        v["posts in Kyushu now"] = c["posts in Kyushu for Vietnam"] * c["Kyushu posts lever"]
        v["hires for Kyushu"] = min(v["posts in Kyushu now"], v["ready for Kyushu"], total)
        v["joining Kyushu from home"] = {k: v["hires for Kyushu"] * both[k] / total if total > 0 else 0.0 for k in LW}
        v["candidates for Vietnam"] = {k: both[k] - v["joining Kyushu from home"][k] for k in LW}
        v["posts in Vietnam"], v["openings"], v["hired share"] = {}, {}, {}
        for w in WORKS:
            v["posts in Vietnam"][w] = c["posts at start"][w] * self.growth(c["growth of posts"][w])
            filled = sum(v["Engineers"][l, w, "Vietnam"] for l in LEVELS)
            v["openings"][w] = max(0.0, v["posts in Vietnam"][w] - filled) / c["hiring time"]
            seekers = sum(v["candidates for Vietnam"][l, w] for l in LEVELS)
            v["hired share"][w] = min(1.0, v["openings"][w] / seekers) if seekers > 0 else 1.0
        v["leaving before work"] = {(l, w): v["candidates for Vietnam"][l, w] * (1 - v["hired share"][w]) for l, w in LW}
        v["starting work"] = {}
        for l, w in LW:
            v["starting work"][l, w, "Vietnam"] = v["looking for work"][l, w, "Vietnam"] * stay["Vietnam"] + v["candidates for Vietnam"][l, w] * v["hired share"][w]
            v["starting work"][l, w, "Kyushu"] = v["looking for work"][l, w, "Kyushu"] * stay["Kyushu"] + v["joining Kyushu from home"][l, w]
            v["starting work"][l, w, "elsewhere"] = (v["looking for work"][l, w, "elsewhere"] * stay["elsewhere"]
                                                     + v["job seekers at home"][l, w] * c["share hired elsewhere"])

    def engineers(self, v):
        c, people = self.c, v["Engineers"]
        v["leaving the field"] = {(l, w, p): people[l, w, p] * c["leaving the field a year"][p] for l, w, p in LWP}
        v["moving out"] = {(l, w, p): people[l, w, p] * c["moving a year"][p] for l, w, p in LWP}
        v["moving in"] = {}
        for l, w in LW:
            v["moving in"][l, w, "Vietnam"] = v["moving out"][l, w, "Kyushu"] + v["moving out"][l, w, "elsewhere"]
            v["moving in"][l, w, "Kyushu"] = 0.0
            v["moving in"][l, w, "elsewhere"] = v["moving out"][l, w, "Vietnam"]
        v["engineers by place"] = {p: sum(people[l, w, p] for l, w in LW) for p in PLACES}
        v["engineers in Vietnam by work"] = {w: sum(people[l, w, "Vietnam"] for l in LEVELS) for w in WORKS}
        v["engineer full time equivalents"] = {p: v["engineers by place"][p] * c["FTE per engineer"][p] for p in PLACES}

    def counting(self, v):
        c = self.c
        on = self.time() >= c["counting starts"]
        v["counting"] = {(l, w): sum(v["passing"][l, w, p] for p in PLACES) if on else 0.0 for l, w in LW}
        v["counting later"] = {(l, w): sum(v["going on to study"][l, w, p] for p in PLACES) if on else 0.0 for l, w in LW}
        v["engineers trained"] = sum(v["People trained"].values())
        v["trained by level"] = {l: sum(v["People trained"][l, w] for w in WORKS) for l in LEVELS}
        v["trained by work"] = {w: sum(v["People trained"][l, w] for l in LEVELS) for w in WORKS}
        grown = self.growth(c["growth of intake"])
        v["counting suitable graduates"] = c["suitable graduates a year"] * grown if on else 0.0
        v["counting related graduates"] = c["graduates of related majors a year"] * grown if on else 0.0
        v["suitable and related graduates so far"] = v["Suitable graduates so far"] + v["Related graduates so far"]
        v["admitting doctoral candidates"] = {p: sum(v["starting study"]["doctor", w, p] for w in WORKS) for p in PLACES}
        v["doctoral candidates admitted"] = sum(v["Doctoral candidates so far"].values())
        received = v["admitting doctoral candidates"]["Kyushu"] + v["admitting doctoral candidates"]["elsewhere"] * v["Japan share of doctors elsewhere"]
        v["Japan receiving doctoral candidates"] = received if self.time() >= c["doctoral places start"] else 0.0

    def language(self, v):
        c, learners = self.c, v["Learners of Japanese"]
        v["starting Japanese at school"] = c["pupils starting Japanese"] * c["school starters lever"]
        v["going on with Japanese"] = v["leaving lower secondary"] * min(1.0, c["share going on with Japanese"] * c["school continuing lever"])
        v["students in Vietnam"] = v["Foundation students"] + sum(v["Students"][l, w, "Vietnam"] + v["Repeaters"][l, w, "Vietnam"] for l, w in LW)
        v["school leavers with Japanese"] = v["leaving upper secondary"] * min(1.0, c["share of pupils choosing suitable majors"] * c["school choice lever"])
        up = {j: learners[j] / c["years to the next level"][j] for j in ("N5", "N4", "N3")}
        v["going up a level"] = {**up, "N2": 0.0}
        v["reaching a level"] = {"N5": v["students in Vietnam"] * c["share of students starting Japanese"],
                                 "N4": up["N5"] + v["school leavers with Japanese"], "N3": up["N4"], "N2": up["N3"]}
        v["giving up Japanese"] = {j: learners[j] * c["learners giving up a year"] for j in JAPANESE}
        v["leaving with Japanese"] = {"N5": 0.0, "N4": 0.0, "N3": 0.0, "N2": v["hires for Kyushu"]}

    def kyushu(self, v):
        c = self.c
        old, new = "shortage by the survey of 2022", "shortage by the survey of 2025 to 2026"
        v[old], v[new] = held(c[old], self.time()), held(c[new], self.time())
        v["shortage of Kyushu"] = v[old] if c["survey vintage"] < 2 else v[new]
        v["joining Kyushu"] = sum(v["starting work"][l, w, "Kyushu"] for l, w in LW)
        v["gap of Kyushu"] = v["shortage of Kyushu"] - v["joining Kyushu"]
        no_post, no_language = v["hires for Kyushu"] >= v["posts in Kyushu now"], v["hires for Kyushu"] >= v["ready for Kyushu"]
        v["binding limit of Kyushu"] = 1.0 if no_post else 2.0 if no_language else 3.0

    def jds_and_cost(self, v):
        c, t, students = self.c, self.time(), v["Students"]
        before, after = t < c["JDS years start"], t >= c["JDS years end"]
        v["starting JDS"] = {l: c["JDS scholarships before"][l] if before else 0.0 if after else c["JDS scholarships"][l] for l in LEVELS}
        fellows = sum(v["JDS fellows"].values())
        v["JDS people"] = fellows + sum(v["JDS fellows returned"].values())
        months, stipend = c["scholarship months"], c["Japanese scholarship a month"] * c["Japanese scholarship months"]
        at_home = {l: sum(students[l, w, "Vietnam"] for w in WORKS) for l in LEVELS}
        paid = t >= c["scholarships start"]
        v["scholarships in VND"] = {l: at_home[l] * c["scholarship a month"][l] * months * c["share with scholarship"] if paid else 0.0 for l in LEVELS}
        v["cost of laboratories by kind"] = {k: v["starting to build laboratories"][k] * c["laboratory cost"][k] * c["million VND in a billion"] for k in KINDS}
        v["cost in VND"] = (sum(v["scholarships in VND"].values()) + sum(at_home.values()) * c["teaching cost"]
                            + v["sending lecturers to training"] * c["lecturer training cost"] + sum(v["cost of laboratories by kind"].values()))
        doctors = {p: sum(students["doctor", w, p] for w in WORKS) for p in PLACES}
        v["cost in JPY"] = (doctors["Kyushu"] + doctors["elsewhere"] * v["Japan share of doctors elsewhere"]) * stipend
        v["cost in USD"] = sum(students["bachelor", w, "elsewhere"] for w in WORKS) * c["joint bachelor cost"]
        v["JDS cost in JPY"] = fellows * stipend
        v["cost at the named rates"] = (v["cost in VND"] + v["cost in USD"] * c["rate VND per USD"]
                                        + v["cost in JPY"] / c["rate JPY per USD"] * c["rate VND per USD"])

    def conservation(self, v):
        v["people entering"] = v["entering university"] + v["asking for conversion"]
        v["people leaving"] = v["leaving in foundation years"] + math.fsum(
            sum(v[name].values()) for name in ("giving up", "dropping out", "repeaters giving up", "leaving before work", "leaving the field"))
        v["people inside"] = v["Foundation students"] + math.fsum(
            sum(v[name].values()) for name in ("Applicants", "Students", "Before the final assessment", "Repeaters", "Graduates", "Engineers"))
        if self.inside_at_start is None:
            self.inside_at_start = v["people inside"]
        v["people check"] = self.inside_at_start + v["People entered"] - v["People left"] - v["people inside"]

    FLOWS = {  # of each stock that is not a conveyor: what comes in, what goes out
        "Applicants": (["applying"], ["starting study", "giving up"]),
        "Before the final assessment": (["finishing the course", "coming again"], ["passing", "failing"]),
        "Graduates": (["passing"], ["going on to study", "looking for work"]),
        "Engineers": (["starting work", "moving in"], ["leaving the field", "moving out"]),
        "Trained lecturers": (["finishing lecturer training"], ["lecturers leaving teaching"]),
        "Lecturers trained so far": (["counting lecturers"], []),
        "Laboratories": (["opening laboratories"], []),
        "Learners of Japanese": (["reaching a level"], ["going up a level", "giving up Japanese", "leaving with Japanese"]),
        "People trained": (["counting"], ["counting later"]),
        "Suitable graduates so far": (["counting suitable graduates"], []), "Related graduates so far": (["counting related graduates"], []),
        "Doctoral candidates so far": (["admitting doctoral candidates"], []),
        "Doctoral candidates in Japan so far": (["Japan receiving doctoral candidates"], []),
        "JDS fellows returned": (["JDS fellows returning"], []),
        "Cost so far in VND": (["cost in VND"], []), "Cost so far in JPY": (["cost in JPY"], []), "Cost so far in USD": (["cost in USD"], []),
        "People entered": (["people entering"], []), "People left": (["people leaving"], [])}

    def step(self, v):
        """v: values() of now."""
        for name, (inflows, outflows) in self.FLOWS.items():
            if isinstance(self.stock[name], dict):
                self.stock[name] = {k: self.stock[name][k] + self.dt * (sum(v[f][k] for f in inflows) - sum(v[f][k] for f in outflows))
                                    for k in self.stock[name]}
            else:
                self.stock[name] += self.dt * (sum(v[f] for f in inflows) - sum(v[f] for f in outflows))
        self.foundation.move(v["entering university"])
        self.lecturer_course.move(v["sending lecturers to training"])
        self.lower.move(v["starting Japanese at school"])
        self.upper.move(v["going on with Japanese"])
        for k in LWP:
            self.students[k].move(v["starting study"][k])
            self.repeaters[k].move(v["failing"][k])
        for k in KINDS:
            self.building[k].move(v["starting to build laboratories"][k])
        for level in LEVELS:
            self.jds[level].move(v["starting JDS"][level])
        self.steps += 1


def changed(c, name, value):
    """The constants with one of them changed: name, or "name[a,b]"."""
    if "[" not in name:
        return {**c, name: value}
    array, elements = name[:-1].split("[")
    key = tuple(elements.split(","))
    return {**c, array: {**c[array], key if len(key) > 1 else key[0]: value}}


def constants_at(c, changes, time):
    """changes: (name, value, from, to); None: from the beginning, to the end."""
    for name, value, begin, end in changes:
        if (begin is None or time >= begin) and (end is None or time < end):
            c = changed(c, name, value)
    return c


def run(c, changes=(), start=2024.0, stop=2035.0, dt=0.125):
    """Of every time, all computed variables: {name or "name[a,b]": value}."""
    model, rows = Reference(constants_at(c, changes, start), start, dt), []
    for _ in range(int(round((stop - start) / dt)) + 1):
        model.c = constants_at(c, changes, model.time())
        values = model.values()
        row = {}
        for name, value in values.items():
            if isinstance(value, dict):
                row.update({f"{name}[{','.join(k) if isinstance(k, tuple) else k}]": x for k, x in value.items()})
            else:
                row[name] = value
        rows.append(row)
        model.step(values)
    return rows
