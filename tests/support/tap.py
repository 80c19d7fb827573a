"""Cases as sentences, reported in TAP 13: `@case` before each function, `run_cases()` at the end of the program."""
import sys
import traceback

cases = []


def case(function):
    """The function's name is the sentence, with _ for blanks and __ for a colon."""
    cases.append(function)
    return function


class Skip(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(got, want, what):
    expect(got == want, f"{what}: {got!r}, not {want!r}")


def run_cases():
    failed = 0
    print(f"TAP version 13\n1..{len(cases)}", flush=True)
    for number, function in enumerate(cases, 1):
        sentence = function.__name__.replace("__", ": ").replace("_", " ")
        try:
            function()
            print(f"ok {number} - {sentence}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {sentence} # SKIP {reason}", flush=True)
        except Exception:
            failed += 1
            print(f"not ok {number} - {sentence}", flush=True)
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="", flush=True)
    sys.exit(1 if failed else 0)
