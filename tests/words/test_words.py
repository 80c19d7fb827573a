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
print(f"1..{cases}")
sys.exit(1 if failed else 0)
