"""Small models in XMILE for the tests of the commands, and starting them."""
import csv
import io
import os
import subprocess
import tempfile

from tap import expect

MARKERS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "Assertion")
DONE, BAD_INPUT, BAD_USAGE, IMPOSSIBLE, LIMIT, IO_ERROR = range(6)


def xmile(variables, start=0, stop=4, dt=1, method="Euler", save="", before="", after=""):
    save = f' isee:save_interval="{save}"' if save else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0" xmlns:isee="http://iseesystems.com/XMILE">
<header><vendor>test</vendor><product version="1">test</product></header>
<sim_specs method="{method}" time_units="Year"{save}><start>{start}</start><stop>{stop}</stop><dt>{dt}</dt></sim_specs>
{before}<model><variables>
{variables}
</variables></model>{after}
</xmile>
"""


def aux(name, equation, more=""):
    return f'<aux name="{name}"><eqn>{equation}</eqn>{more}</aux>\n'


def flow(name, equation, more=""):
    return f'<flow name="{name}"><eqn>{equation}</eqn>{more}</flow>\n'


def stock(name, equation, inflows=(), outflows=(), more=""):
    flows = "".join(f"<inflow>{f}</inflow>" for f in inflows) + "".join(f"<outflow>{f}</outflow>" for f in outflows)
    return f'<stock name="{name}"><eqn>{equation}</eqn>{flows}{more}</stock>\n'


PEOPLE = xmile(stock("people", "100", ["births"], ["deaths"]) + flow("births", "people * birth_rate") + flow("deaths", "people * death_rate") +
               aux("birth rate", "0.1", "<units>1/year</units>") + aux("death rate", "0.05", '<range min="0.02" max="0.09"/>'),
               start=2020, stop=2030)


class Bench:
    """A folder of files, and the program in it."""

    def __init__(self, enishi):
        self.enishi = os.path.abspath(enishi)
        self.folder = tempfile.mkdtemp(prefix="enishi-plan-")
        os.chmod(self.folder, 0o755)
        self.write("people.xmile", PEOPLE)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)
        return name

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read().decode()

    def has(self, name):
        return os.path.lexists(self.path(name))

    def names(self):
        return sorted(os.listdir(self.folder))

    def run(self, *words, want=DONE, language="en", **options):
        """Runs `enishi plan …`; `want` is the exit status."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("ENISHI", "LC_", "LANG"))} | {"LANG": f"{language}_XX.UTF-8"}
        done = subprocess.run([self.enishi, "plan", *words], cwd=self.folder, env=env, timeout=120, check=False,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options)
        out, err = (done.stdout or b"").decode(), (done.stderr or b"").decode()
        expect(done.returncode == want, f"{words}: status {done.returncode}, not {want}\n{out}{err}")
        expect(not any(marker in err for marker in MARKERS), f"{words}: {err}")
        return out, err

    def table(self, text):
        rows = list(csv.reader(io.StringIO(text, newline="")))
        return rows[0], rows[1:]

    def once(self, model, *words, **more):
        """The columns of one run, by name: lists of numbers."""
        header, rows = self.table(self.run("run", model, *words, **more)[0])
        return {name: [float(row[at]) for row in rows] for at, name in enumerate(header)}
