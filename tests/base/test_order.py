#!/usr/bin/env python3
"""test_order.py SORT_KEYS: our order of names against that of ICU's `vi` collation, over thousands of Vietnamese names and words."""
import ctypes
import ctypes.util
import random
import subprocess
import sys

SYLLABLES = ("an ăn ân anh bạn bân bình ca cà cả cã cá cạ cẩm chí chi chỉ da dạ dung dũng dương đa đà đặng đinh đình đỗ đoàn đức đường e em êm êm "
             "gia giang hà hạ hải hằng hân hậu hiền hiển hoa hòa hoà hồ hồng huệ hùng hưng hương hường khánh khoa la lâm lan lê lễ linh loan long lợi lưu "
             "lý mai mạnh minh mỹ na nam nga ngà ngân nghĩa ngọc nguyên nguyễn nguyệt nhã nhân nhi như nở o ô ơ oanh phạm phan phúc phương phượng quân quang "
             "quốc quý quỳnh sơn tài tâm tân tạ thái thanh thành thảo thi thị thìn thịnh thơ thu thư thuận thủy thuỳ thúy tiên tiến tín tô tôn trà trâm trần "
             "trang trí trinh trung trúc trường tú tư từ tử tứ tuấn tùng tuyết u ư uyên vân văn vi vĩ việt vinh võ vũ vương vy xa xuân y ý yên").split()


class Icu:
    """The collation of a locale: `strcoll` as a key for sorting."""

    def __init__(self, locale):
        for version in range(60, 100):
            try:
                library = ctypes.CDLL(f"libicui18n.so.{version}")
                break
            except OSError:
                continue
        else:
            raise OSError("no libicui18n")
        status = ctypes.c_int(0)
        make = getattr(library, f"ucol_open_{version}")
        make.restype = ctypes.c_void_p
        self.collator = ctypes.c_void_p(make(locale.encode(), ctypes.byref(status)))
        assert status.value <= 0, status.value
        self.get = getattr(library, f"ucol_getSortKey_{version}")

    def key(self, text):
        units = text.encode("utf-16-le")
        source = ctypes.create_string_buffer(units, len(units) + 2)
        buffer = ctypes.create_string_buffer(4096)
        size = self.get(self.collator, source, len(units) // 2, buffer, 4096)
        assert 0 < size <= 4096
        return buffer.raw[:size]


def ours(names, language):
    out = subprocess.run([sys.argv[1], language], input="".join(n + "\n" for n in names), capture_output=True, text=True, check=True).stdout
    return [bytes.fromhex(line) for line in out.split("\n")[:len(names)]]


def disagreements(names, language):
    icu, keys = Icu(language), ours(names, language)
    theirs = [icu.key(name) for name in names]
    rng, wrong = random.Random(7), []
    for _ in range(200_000):
        a, b = rng.randrange(len(names)), rng.randrange(len(names))
        if names[a] != names[b] and (keys[a] < keys[b]) != (theirs[a] < theirs[b]):
            wrong.append((names[a], names[b]))
    return wrong


def names_of(count):
    rng = random.Random(3)
    return sorted({" ".join(rng.choice(SYLLABLES) for _ in range(rng.randint(1, 4))) for _ in range(count)})


def main():
    names = names_of(3000)
    results = []
    wrong = disagreements(names, "vi")
    results.append(("vietnamese names sort as ICU sorts them", not wrong, wrong[:5]))
    icu = Icu("vi")
    results.append(("the comparison is with the vi rules", icu.key("Dương") < icu.key("Đặng"), ""))
    digits = [f"{a} {n}" for n in range(0, 40) for a in ("an", "bình")]
    wrong = disagreements(digits, "vi")
    results.append(("digits sort before letters as in ICU", not wrong, wrong[:5]))
    print(f"1..{len(results)}")
    for number, (name, fine, detail) in enumerate(results, 1):
        print(f"{'ok' if fine else 'not ok'} {number} - {name}")
        if not fine:
            print(f"# {detail}")
    sys.exit(0 if all(fine for _, fine, _ in results) else 1)


main()
