"""The catalogues: every message is used by some source file, in the same order in each language. Missing keys and unequal
placeholders already fail the build. Run as `python3 test_words.py SOURCE_ROOT`.
"""
import json
import os
import re
import sys

root = sys.argv[1]
failed = cases = 0


def case(sentence, problems):
    global failed, cases
    cases += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {cases} - {sentence}")
    for problem in problems[:20]:
        print(f"#   {problem}")


def keys_of(language):
    with open(os.path.join(root, "words", language + ".json"), encoding="utf-8") as file:
        return list(json.load(file))


def said_in(language):
    """Key and lines of each message, but those of a help that are a command, and what stands in `code`."""
    with open(os.path.join(root, "words", language + ".json"), encoding="utf-8") as file:
        for key, text in json.load(file).items():
            for line in text.split("\n"):
                if not line.startswith("  "):
                    yield key, re.sub(r"`[^`]*`", "", line)


# Variants that docs/words.md has decided against.
KANA = "ぁ-ヿ一-鿿々〆ー"
UNWANTED = {
    "en": {r"\bensembles?\b": "runs", r"\b(the|low,) mode\b": "most likely", r"\bmet (in|by|at)\b": "held, or first reached", r"\bby \{time\}": "at, or at the start of"},
    "vi": {r"(?i)\bkho\b": "biến tích lũy", r"(?i)lượng tồn": "biến tích lũy", r"(?i)biến phụ(?! trợ)": "biến phụ trợ", r"\{flows\} dòng(?! chảy)": "dòng chảy",
           r"ký tự \{": "ký tự thứ", r"(?i)điều ảnh hưởng": "yếu tố", r"nháy kép": "ngoặc kép", r"tập mô phỏng": "lần chạy", r"[\d}] %": "%, without a blank",
           r"hay gặp nhất": "có khả năng nhất"},
    "ja": {rf"[{KANA}」）}}]\s?:(\s|$)": "：", rf"\([^()]*[{KANA}]": "（", rf"[{KANA}] ?\(": "（", r"[\d}] ?%": "％", r"〜": "～", r"[“”]": "「」",
           r"すでに": "既に", r"メモリ(?!ー)|コンベヤ(?!ー)|フォルダ(?!ー)|サーバ(?!ー)|プロセッサ(?!ー)": "ー at the end", r"分位数": "分位点",
           r"全効果|要素効果|Sobol|Morris": "総効果指数（ソボル法）, 基本効果（モリス法）", r"アンサンブル|実行回数|回の実行が": "試行", r"乱数の種": "シード"},
}


def sources(top, endings):
    for folder, _, names in os.walk(os.path.join(root, *top)):
        for name in names:
            if name.endswith(endings):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    yield file.read()


print("TAP version 13")
english = keys_of("en")
code = "".join(sources(["src"], (".c", ".h")))
case("every message is used", [
    key for key in english
    if not key.startswith("ui.") and "EN_W_" + key.upper().replace(".", "_").replace("-", "_") not in code])
page = "".join(sources(["ui", "src"], (".ts", ".tsx")))
with open(os.path.join(root, "ui", "build.mjs"), encoding="utf-8") as file:
    page += file.read()
# "ui.close", or `ui.role.${role}`, which uses every key of its form; the compiler checks that they are there.
spelt = set(re.findall(r'"(ui\.[a-z0-9._-]+)"', page))
forms = [re.compile(".+".join(map(re.escape, re.split(r"\$\{[^}]*\}", form)))) for form in re.findall(r"`(ui\.[^`]*)`", page)]
case("every message of the page is used", [
    key for key in english
    if key.startswith("ui.") and key not in spelt and not any(form.fullmatch(key) for form in forms)])
for language in ("en", "vi", "ja"):
    case(f"the keys of {language}.json are sorted", [] if keys_of(language) == sorted(english) else [language])
for language, variants in UNWANTED.items():
    case(f"the words of {language}.json are those of docs/words.md", [
        f"{key}: {found.group()!r} should be {wanted}" for key, line in said_in(language)
        for variant, wanted in variants.items() for found in [re.search(variant, line)] if found])
print(f"1..{cases}")
sys.exit(1 if failed else 0)
