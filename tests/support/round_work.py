"""What tests of rounds and jobs over HTTP share: uploads, waiting for jobs, and the processes that the server has started."""
import glob
import json
import os
import signal
import time

from tap import equal, expect

TABLES = ("applicants", "places", "choices")


def answer(got, status):
    """The body of an answer that has this status, as JSON."""
    equal(got[0], status, f"status ({got[2][:600]!r})")
    return json.loads(got[2]) if got[2] else None


def make_round(client, name, **more):
    return answer(client.post("/api/rounds", {"round": name, **more}), 201)


def upload(client, name, **tables):
    for table, text in tables.items():
        data = text if isinstance(text, bytes) else text.encode()
        answer(client.put(f"/api/rounds/{name}/tables/{table}", data, media="text/csv"), 200)


def begin(client, name, kind="solve"):
    return answer(client.post(f"/api/rounds/{name}/{kind}"), 202)["job"]


def wait(client, job, states=("done", "failed", "cancelled"), seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = client.json(f"/api/jobs/{job}")
        if found["state"] in states:
            return found
        time.sleep(0.02)
    raise AssertionError(f"job {job} is still {found}")


def solved(client, name):
    job = wait(client, begin(client, name))
    equal(job["state"], "done", f"state of {job}")
    return job["result"]


def large_tables(applicants, wishes=6, places=200):
    """A round that takes a moment."""
    rows = "".join(f"p{i:07},{w + 1},s{(i * 7 + w * 13) % places:03},{(i * 31 + w * 17) % 1000}\n"
                   for i in range(applicants) for w in range(wishes))
    return {"applicants": "applicant\n" + "".join(f"p{i:07}\n" for i in range(applicants)),
            "places": "place,seats\n" + "".join(f"s{i:03},{applicants // places // 2 + 1}\n" for i in range(places)),
            "choices": "applicant,rank,place,score\n" + rows}


def is_at_work(pid):
    """Whether it runs a job: before it has this name, the kernel may not know yet that it is to end with its server."""
    try:
        with open(f"/proc/{pid}/comm", encoding="ascii") as file:
            return file.read() == "enishi-job\n"
    except OSError:
        return False


def children(server):
    """The processes that work for the server now."""
    found = []
    for path in glob.glob(f"/proc/{server.process.pid}/task/*/children"):
        try:
            with open(path, encoding="ascii") as file:
                found += [int(pid) for pid in file.read().split()]
        except OSError:
            pass    # the thread has ended
    return [pid for pid in found if is_at_work(pid)]


def is_there(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def stopped_child(server, known=(), seconds=60):
    """A child of the server that was not known, stopped so that its job stays where it is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        new = [pid for pid in children(server) if pid not in known]
        if new:
            os.kill(new[0], signal.SIGSTOP)
            expect(is_there(new[0]), "the job ended before it could be stopped: the round is too small for this machine")
            return new[0]
    raise AssertionError("no child was started")


def gone(pid, seconds=20):
    end = time.monotonic() + seconds
    while is_there(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_there(pid)
