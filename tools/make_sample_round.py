#!/usr/bin/env python3
"""make_sample_round.py FOLDER: writes the sample round, the same bytes each time.

Seats of real programmes come from the ledger's sources (JDS 38 + 5 a year; about 250 doctoral places over five years, so 50 a year; the 100
places of the Vietnam-Japan University's chip programme). How the 50 are spread over laboratories, the firms with their seats, all
applicants, their wishes and their scores are SYNTHETIC, and every row says so. Shaped by the sources: the mix of JLPT levels follows the
examinees in Vietnam of December 2023; JDS takes public employees only.
"""
import csv
import hashlib
import json
import os
import random
import sys

APPLICANTS = 3000
JLPT_EXAMINEES = {"N1": 2966, "N2": 6775, "N3": 7727, "N4": 6954, "N5": 4140}    # Vietnam, December 2023
FIELDS = ("microelectronics", "electronics", "materials", "mechatronics", "computer-engineering", "public-policy")
PREFECTURES = (("fukuoka", "Fukuoka", "Fukuoka", "福岡"), ("kumamoto", "Kumamoto", "Kumamoto", "熊本"),
               ("nagasaki", "Nagasaki", "Nagasaki", "長崎"), ("oita", "Oita", "Oita", "大分"),
               ("saga", "Saga", "Saga", "佐賀"), ("miyazaki", "Miyazaki", "Miyazaki", "宮崎"),
               ("kagoshima", "Kagoshima", "Kagoshima", "鹿児島"))
SECRET = hashlib.sha256(b"enishi sample round: a secret that the committee draws").hexdigest()
BEACON = "sample beacon: a public figure of the closing day"


def places():
    """(place, seats, names, kind, prefecture, field, seats' source)"""
    yield ("jds-master", 38, ("JDS master's scholarship", "Học bổng thạc sĩ JDS", "JDS 奨学金 (修士)"), "scholarship", "", "public-policy", "report-001")
    yield ("jds-doctor", 5, ("JDS doctoral scholarship", "Học bổng tiến sĩ JDS", "JDS 奨学金 (博士)"), "scholarship", "", "public-policy", "report-001")
    yield ("vju-chip", 100, ("Vietnam-Japan University, chip technology", "Trường Đại học Việt Nhật, công nghệ chip", "日越大学 チップ技術"),
           "university", "", "microelectronics", "o072")
    seats = [4, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    assert sum(seats) == 50
    for i, n in enumerate(seats):
        code, en, vi, ja = PREFECTURES[i % len(PREFECTURES)]
        yield (f"lab-{i + 1:02}", n, (f"Doctoral laboratory {i + 1}, {en}", f"Phòng thí nghiệm tiến sĩ {i + 1}, {vi}", f"博士課程 研究室 {i + 1} ({ja})"),
               "laboratory", code, FIELDS[i % 4], "synthetic split of 50 (o051)")
    for i in range(40):
        code, en, vi, ja = PREFECTURES[(i * 3) % len(PREFECTURES)]
        yield (f"firm-{i + 1:02}", 4 + (i * 7) % 13, (f"Firm {i + 1}, {en}", f"Doanh nghiệp {i + 1}, {vi}", f"企業 {i + 1} ({ja})"),
               "firm", code, FIELDS[i % 5], "synthetic")


def draw_applicant(rng, number):
    degree = rng.choices(("bachelor", "master", "college"), (62, 26, 12))[0]
    public = rng.random() < 0.11
    field = "public-policy" if public and rng.random() < 0.7 else rng.choices(FIELDS[:5], (20, 28, 16, 18, 18))[0]
    # A good third of engineers has taken no test; the rest follow the examinees.
    jlpt = "" if rng.random() < 0.35 else rng.choices(list(JLPT_EXAMINEES), list(JLPT_EXAMINEES.values()))[0]
    return {"applicant": f"A{number:04}", "degree": degree, "field": field, "jlpt": jlpt,
            "employer": "public" if public else rng.choice(("private", "student")), "data": "synthetic",
            "_merit": rng.gauss(0, 1)}


def suitable(person, place):
    _, _, _, kind, _, field, _ = place
    if kind == "scholarship":
        return person["employer"] == "public" and (place[0] == "jds-master") == (person["degree"] != "master")
    if kind == "university":
        return person["degree"] == "college" or person["field"] in FIELDS[:4]
    if kind == "laboratory":
        return person["degree"] == "master"
    return person["employer"] != "public"


def draw_wishes(rng, person, all_places):
    weights = {"scholarship": 30, "university": 6, "laboratory": 2.2, "firm": 1}
    open_to = [p for p in all_places if suitable(person, p)]
    count = min(len(open_to), rng.choice((1, 2, 3, 3, 4, 4, 5, 5, 6)))
    wishes = []
    while len(wishes) < count:
        weight = [0 if p in wishes else weights[p[3]] * (3 if p[5] == person["field"] else 1) * (1.6 if p[4] in ("fukuoka", "kumamoto") else 1)
                  for p in open_to]
        wishes.append(rng.choices(open_to, weight)[0])
    return wishes


def score(rng, person, place):
    """0 to 100 with half points; None where the host has not agreed."""
    if place[3] == "laboratory" and rng.random() < 0.25:
        return None
    language = {"N1": 12, "N2": 9, "N3": 6, "N4": 3, "N5": 1, "": 0}[person["jlpt"]]
    value = 58 + 11 * person["_merit"] + (6 if place[5] == person["field"] else 0) + language + rng.gauss(0, 5)
    return max(0, min(100, round(value * 2) / 2))


def write(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(2027)
    all_places = list(places())
    people = [draw_applicant(rng, i + 1) for i in range(APPLICANTS)]
    choices = []
    for person in people:
        if rng.random() < 0.004:
            continue    # registered, and then no wish came
        for rank, place in enumerate(draw_wishes(rng, person, all_places), 1):
            value = score(rng, person, place)
            choices.append((person["applicant"], rank, place[0], "" if value is None else f"{value:g}"))
    write(folder, "applicants.csv", ("applicant", "degree", "field", "jlpt", "employer", "data"),
          [[p[c] for c in ("applicant", "degree", "field", "jlpt", "employer", "data")] for p in people])
    write(folder, "places.csv", ("place", "seats", "name_en", "name_vi", "name_ja", "kind", "prefecture", "field", "seats_source"),
          [(p[0], p[1], *p[2], *p[3:]) for p in all_places])
    write(folder, "choices.csv", ("applicant", "rank", "place", "score"), choices)
    rules = {
        "id": "kyushu-2027",
        "title": {"en": "Places for 2027 (sample; applicants, wishes and scores are synthetic)",
                  "vi": "Chỗ học và việc làm năm 2027 (mẫu; ứng viên, nguyện vọng và điểm số là dữ liệu giả lập)",
                  "ja": "2027年の受入枠（サンプル。応募者・希望・点数は架空のデータ）"},
        "mechanism": "deferred-acceptance",
        "proposer": "applicants",
        "ties": {"rule": "single-lottery",
                 "commitment": hashlib.sha256(SECRET.encode()).hexdigest(),
                 "beacon": BEACON,
                 "secret": SECRET,
                 "seed": hashlib.sha256((SECRET + BEACON.encode().hex()).encode()).hexdigest()},
    }
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as f:
        json.dump(rules, f, ensure_ascii=False, indent=2)
        f.write("\n")


main()
