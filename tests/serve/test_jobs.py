"""Jobs: processes of their own that may be killed, crash, take too much, or lose their server, and a queue that survives all of it.

A job is held where it is by stopping its process, so nothing here depends on how long a round takes.
"""
import contextlib
import http.client
import json
import os
import re
import signal
import sqlite3
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from round_work import answer, begin, children, gone, large_tables, make_round, stopped_child, upload, wait
from server import Server, sample_workspace
from tap import case, equal, expect, run_cases

ENISHI, ROOT = sys.argv[1], sys.argv[2]
LARGE = large_tables(60000)


@contextlib.contextmanager
def serving(workspace, **options):
    with Server(ENISHI, workspace, ROOT, **options) as server:
        yield server, server.sign_in() if server.link else None


def new_workspace():
    return sample_workspace(ENISHI, ROOT, os.path.join(tempfile.mkdtemp(dir=base), "work"))


def large_round(client, name):
    make_round(client, name)
    upload(client, name, **LARGE)


def link_for(client):
    """A link that signs the administrator in at the next start of the server."""
    return answer(client.post("/api/users/admin/link"), 201)["address"].rsplit("/", 1)[1]


@contextlib.contextmanager
def one_stopped(**options):
    """A server with one job whose process stands still."""
    with serving(new_workspace(), **options) as (server, me):
        large_round(me, "large")
        job = begin(me, "large")
        yield server, me, job, stopped_child(server)


def ended(me, job, state, reason):
    found = wait(me, job)
    equal((found["state"], found["reason"], found["attempts"], found.get("result")), (state, reason, 1, None), f"the job ({found})")
    expect(found["message"], "no words for people")
    equal(me.json("/api/rounds/large/results")["items"], [], "results")
    return found


def still_well(server, me):
    """The server answers, and solves the next one."""
    equal(me.get("/readyz")[0], 200, "readiness")
    expect(not children(server), "a process was left behind")
    made = make_round(me, "after", from_sample=True)
    equal(wait(me, begin(me, made["round"]))["state"], "done", "the next job")
    left = os.path.join(server.workspace, "jobs.tmp")
    end = time.monotonic() + 10
    while os.listdir(left) and time.monotonic() < end:
        time.sleep(0.05)
    equal(os.listdir(left), [], "folders of jobs")


@case
def a_job_whose_process_is_killed_says_so_and_harms_nobody():
    with one_stopped() as (server, me, job, pid):
        os.kill(pid, signal.SIGKILL)
        found = ended(me, job, "failed", "job.killed")
        expect("9" in found["message"], f"the signal is not named: {found['message']}")
        still_well(server, me)


@case
def a_job_whose_process_crashes_says_so_and_harms_nobody():
    with one_stopped() as (server, me, job, pid):
        os.kill(pid, signal.SIGABRT)
        os.kill(pid, signal.SIGCONT)
        ended(me, job, "failed", "job.killed")
        still_well(server, me)


@case
def a_running_job_is_cancelled_even_if_its_process_does_not_listen():
    with one_stopped() as (server, me, job, pid):
        equal(answer(me.delete(f"/api/jobs/{job}"), 202)["state"], "running", "the state at once")
        began = time.monotonic()
        ended(me, job, "cancelled", "job.cancelled")
        expect(time.monotonic() - began > 2, "it was given no time to end by itself")
        expect(gone(pid), "the process is still there")
        equal(answer(me.delete(f"/api/jobs/{job}"), 409)["rule"], "job.ended", "cancelling again")
        still_well(server, me)


@case
def a_running_job_that_listens_ends_at_once_when_it_is_cancelled():
    with one_stopped() as (_, me, job, pid):
        answer(me.delete(f"/api/jobs/{job}"), 202)
        time.sleep(0.5)
        os.kill(pid, signal.SIGCONT)
        ended(me, job, "cancelled", "job.cancelled")


@case
def a_queued_job_is_cancelled_without_having_run():
    with one_stopped(jobs=1) as (server, me, job, pid):
        large_round(me, "second")
        second = begin(me, "second")
        time.sleep(0.5)
        equal(me.json(f"/api/jobs/{second}")["state"], "queued", "the second while the first runs")
        equal(answer(me.delete(f"/api/jobs/{second}"), 202)["state"], "cancelled", "the second")
        equal((me.json(f"/api/jobs/{second}")["attempts"], len(children(server))), (0, 1), "attempts and processes")
        os.kill(pid, signal.SIGCONT)
        equal(wait(me, job)["state"], "done", "the first")


@case
def no_more_jobs_run_at_once_than_may():
    with serving(new_workspace(), jobs=2) as (server, me):
        for name in "abc":
            large_round(me, name)
        jobs, held = [], []
        for name in "ab":
            jobs.append(begin(me, name))
            held.append(stopped_child(server, held))
        jobs.append(begin(me, "c"))
        time.sleep(1)
        equal([me.json(f"/api/jobs/{job}")["state"] for job in jobs], ["running", "running", "queued"], "states")
        equal(sorted(children(server)), sorted(held), "processes")
        equal(answer(me.post("/api/rounds/a/solve"), 409)["rule"], "job.already", "the same round again")
        os.kill(held[0], signal.SIGCONT)
        equal([wait(me, job)["state"] for job in (jobs[0], jobs[2])], ["done", "done"], "the first and the third")
        os.kill(held[1], signal.SIGCONT)
        equal(wait(me, jobs[1])["state"], "done", "the second")


@case
def a_job_over_its_memory_ends_with_the_reason():
    workspace = new_workspace()
    with serving(workspace) as (server, me):    # ThreadSanitizer takes more than the limit by itself, also for the look at an upload
        make_round(me, "large")
        upload(me, "large", **large_tables(250000))
        token = link_for(me)
    with serving(workspace, job_memory_mb=96) as (server, _):
        me = server.sign_in(token)
        found = ended(me, begin(me, "large"), "failed", "job.out-of-memory")
        expect("96" in found["message"], f"the limit is not named: {found['message']}")
        equal(me.get("/readyz")[0], 200, "readiness")
        expect(not children(server), "a process was left behind")


@case
def a_job_over_its_time_ends_with_the_reason():
    with one_stopped(job_seconds=2) as (server, me, job, pid):
        ended(me, job, "failed", "job.too-long")
        expect(gone(pid), "the process is still there")
        still_well(server, me)


@case
def a_server_that_is_killed_takes_its_jobs_along_and_begins_them_again():
    workspace = new_workspace()
    with serving(workspace) as (server, me):
        large_round(me, "large")
        token, job = link_for(me), begin(me, "large")
        pid = stopped_child(server)
        server.kill()
        expect(gone(pid), "the process outlives its server")
    with serving(workspace) as (server, _):
        me = server.sign_in(token)
        found = wait(me, job)
        equal((found["state"], found["attempts"]), ("done", 2), "the job after the restart")
        equal(me.json(f"/api/results/{found['result']}")["current"], True, "its result")
        expect(me.json("/api/audit/head")["intact"], "the log is broken")


@case
def a_job_that_loses_its_server_three_times_is_not_tried_again():
    workspace = new_workspace()
    with serving(workspace) as (server, me):
        large_round(me, "large")
        tokens = [link_for(me)]
        job = begin(me, "large")
        stopped_child(server)
        server.kill()
    for attempt in (2, 3):
        with serving(workspace) as (server, _):
            me = server.sign_in(tokens.pop())
            stopped_child(server)
            equal(me.json(f"/api/jobs/{job}")["attempts"], attempt, "attempts")
            tokens.append(link_for(me))
            server.kill()
    with serving(workspace) as (server, _):
        me = server.sign_in(tokens.pop())
        found = me.json(f"/api/jobs/{job}")
        equal((found["state"], found["reason"], found["attempts"]), ("failed", "job.too-many-attempts", 3), "the job")
        still_well(server, me)


@case
def a_server_that_is_told_to_stop_queues_its_jobs_again():
    workspace = new_workspace()
    with serving(workspace) as (server, me):
        large_round(me, "large")
        token, job = link_for(me), begin(me, "large")
        pid = stopped_child(server)
        server.stop()
        expect(gone(pid, 0), "the process is still there")
        equal([name for name in os.listdir(workspace) if name == "jobs.tmp"], [], "folders of jobs")
    with serving(workspace) as (server, _):
        found = wait(server.sign_in(token), job)
        equal((found["state"], found["attempts"]), ("done", 1), "the job after the restart")


class Stream:
    """Events of a job, read by a thread as they come."""

    def __init__(self, client, job, seen=None, language="en", key=None):
        self.events, self.ended = [], threading.Event()
        self.connection = http.client.HTTPConnection(client.server.host, client.server.port, timeout=60)
        who = {"Authorization": f"Bearer {key}"} if key else {"Cookie": client.cookie}
        headers = {**who, "Accept-Language": language}
        self.connection.request("GET", f"/api/jobs/{job}/events", headers=headers | ({"Last-Event-ID": seen} if seen else {}))
        self.response = self.connection.getresponse()
        self.status = self.response.status
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        event = {}
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            for raw in self.response:
                line = raw.decode().rstrip("\n")
                if line.startswith(("id: ", "event: ")):
                    event[line.split(":")[0]] = line.split(": ", 1)[1]
                elif line.startswith("data: "):
                    event["data"] = event.get("data", "") + line[6:] + "\n"
                elif not line and event:
                    self.events.append(event)
                    event = {}
        self.ended.set()

    def wait_for(self, count, seconds=30):
        end = time.monotonic() + seconds
        while len(self.events) < count:
            expect(time.monotonic() < end, f"only {len(self.events)} events of {count}")
            time.sleep(0.02)

    def close(self):
        with contextlib.suppress(OSError):
            self.connection.sock.shutdown(2)
        self.connection.close()


def states(stream):
    return [re.search(r'"state": "(\w+)"', event["data"]).group(1) for event in stream.events]


@case
def a_stream_of_events_tells_a_job_to_its_end():
    with one_stopped() as (_, me, job, pid):
        stream, japanese = Stream(me, job), Stream(me, job, language="ja")
        equal((stream.status, stream.response.getheader("Content-Type")), (200, "text/event-stream"), "status and type")
        stream.wait_for(1)
        equal(states(stream)[0], "running", "the state at first")
        expect(not stream.ended.wait(0.5), "the stream ended while the job runs")
        os.kill(pid, signal.SIGCONT)
        expect(stream.ended.wait(60) and japanese.ended.wait(60), "the stream did not end with the job")
        equal((states(stream)[-1], states(japanese)[-1]), ("done", "done"), "the last state")
        progress = [float(re.search(r'"progress": ([\d.]+)', event["data"]).group(1)) for event in stream.events]
        equal((progress, progress[-1]), (sorted(progress), 1), "progress")
        equal(len({event["id"] for event in stream.events}), len(stream.events), "ids that differ")
        late = Stream(me, job)
        expect(late.ended.wait(30), "a stream of a job that has ended does not end")
        equal(states(late), ["done"], "what one hears who comes late")


@case
def a_stream_that_was_cut_off_goes_on_where_it_was():
    with one_stopped() as (server, me, job, pid):
        stream = Stream(me, job)
        stream.wait_for(1)
        time.sleep(0.5)
        last = stream.events[-1]["id"]
        stream.close()
        again = Stream(me, job, seen=last)
        time.sleep(1)
        equal(again.events, [], "events that were seen already")
        from_the_start = Stream(me, job)
        from_the_start.wait_for(1)
        os.kill(pid, signal.SIGCONT)
        expect(again.ended.wait(60), "the stream did not end with the job")
        equal(states(again)[-1], "done", "the last state")
        equal(me.get("/api/jobs/999/events")[0], 404, "events of no job")
        expect(not children(server), "a process was left behind")


@case
def no_more_streams_are_open_than_may():
    with one_stopped(streams=2) as (_, me, job, pid):
        streams = [Stream(me, job) for _ in range(2)]
        for stream in streams:
            stream.wait_for(1)
        status, headers, _ = me.get(f"/api/jobs/{job}/events")
        equal((status, "Retry-After" in headers), (503, True), "the third stream")
        os.kill(pid, signal.SIGCONT)
        expect(all(stream.ended.wait(60) for stream in streams), "the streams did not end")
        equal(me.get(f"/api/jobs/{job}/events")[0], 200, "a stream after that")


def auditor(server, me, name):
    """Somebody who may hear of jobs, signed in."""
    answer(me.post("/api/users", {"user": name, "name": name, "roles": ["auditor"]}), 201)
    return server.sign_in(answer(me.post(f"/api/users/{name}/link"), 201)["address"].rsplit("/", 1)[1])


def edit_user(me, name, **changes):
    _, headers, body = me.get(f"/api/users/{name}")
    shown = json.loads(body)
    kept = {key: shown[key] for key in ("name", "roles", "disabled") if key in shown}
    answer(me.put(f"/api/users/{name}", {**kept, **changes}, If_Match=headers["ETag"]), 200)


@case
def a_stream_ends_for_whoever_is_signed_out_disabled_has_other_roles_or_a_revoked_key():
    with one_stopped() as (server, me, job, pid):
        people = {name: auditor(server, me, name) for name in ("leaves", "disabled", "demoted", "revoked", "stays")}
        made = answer(people["revoked"].post("/api/me/keys", {"name": "k", "scopes": ["rounds-read"]}), 201)
        people["revoked"].cookie, session, people["revoked"].key = None, people["revoked"].cookie, made["secret"]
        streams = {name: Stream(client, job, key=client.key) for name, client in people.items()}
        for stream in streams.values():
            stream.wait_for(1)
        expect(not any(stream.ended.is_set() for stream in streams.values()), "a stream ended by itself")
        people["revoked"].cookie, people["revoked"].key = session, None
        answer(people["leaves"].delete("/api/session"), 204)
        edit_user(me, "disabled", disabled=True)
        edit_user(me, "demoted", roles=["partner"])
        answer(people["revoked"].delete(f"/api/me/keys/{made['key']}"), 204)
        for name in ("leaves", "disabled", "demoted", "revoked"):
            expect(streams[name].ended.wait(5), f"{name}: the stream goes on")
        expect(not streams["stays"].ended.is_set(), "the stream of somebody else ended")
        os.kill(pid, signal.SIGCONT)
        expect(streams["stays"].ended.wait(60), "the stream did not end with the job")
        equal(states(streams["stays"])[-1], "done", "the last state")


@case
def a_content_that_was_damaged_on_disk_decides_nothing():
    workspace = new_workspace()
    with serving(workspace) as (_, me):
        make_round(me, "sample", from_sample=True)
        with contextlib.closing(sqlite3.connect(os.path.join(workspace, "enishi.db"), timeout=30)) as database, database:
            changed = database.execute("UPDATE blob_pieces SET bytes = CAST(replace(bytes, 'firm-40', 'firm-41') AS BLOB)").rowcount
        expect(changed > 0, "nothing was damaged")
        job = wait(me, begin(me, "sample"))
        equal((job["state"], job["reason"], job.get("result")), ("failed", "job.disk", None), "the job")
        equal([finding["rule"] for finding in job["findings"]], ["blob.other-hash"], "findings")


@case
def streams_of_one_account_and_downloads_leave_streams_to_others():
    with one_stopped(streams=10) as (server, me, job, pid):
        answer(me.post("/api/users", {"user": "reader", "name": "Reader", "roles": ["auditor"]}), 201)
        reader = server.sign_in(answer(me.post("/api/users/reader/link"), 201)["address"].rsplit("/", 1)[1])
        streams = [Stream(me, job) for _ in range(8)]
        for stream in streams:
            stream.wait_for(1)
        equal(me.get(f"/api/jobs/{job}/events")[0], 503, "the ninth stream of one account")
        streams += [Stream(reader, job) for _ in range(2)]
        streams[-1].wait_for(1)
        equal([stream.status for stream in streams], [200] * 10, "streams of two accounts")
        equal(reader.get(f"/api/jobs/{job}/events")[0], 503, "the eleventh stream")
        equal(me.get("/api/rounds/large/tables/choices")[2].decode(), LARGE["choices"], "a download")
        os.kill(pid, signal.SIGCONT)
        expect(all(stream.ended.wait(60) for stream in streams), "the streams did not end")
        equal(me.get(f"/api/jobs/{job}/events")[0], 200, "a stream after that")


@case
def a_question_whose_process_is_killed_is_one_answer_that_failed():
    with serving(new_workspace()) as (server, me):
        large_round(me, "large")
        result = wait(me, begin(me, "large"))["result"]
        got, second = [], server.sign_in(link_for(me))
        asking = threading.Thread(target=lambda: got.append(second.get(f"/api/results/{result}/applicants/p0000001")))
        asking.start()
        pid = stopped_child(server)
        equal(me.get("/readyz")[0], 200, "readiness while somebody waits")
        os.kill(pid, signal.SIGKILL)
        asking.join(60)
        equal(got[0][0], 500, "the answer")
        equal(me.json(f"/api/results/{result}/applicants/p0000001")["applicant"], "p0000001", "the same question again")


def applicant(server, me, name):
    """An account of the applicant of that name, and what asks for the own explanation."""
    answer(me.post("/api/users", {"user": name, "name": name, "roles": ["applicant"], "applicant": name}), 201)

    def ask(result):
        client = server.sign_in(answer(me.post(f"/api/users/{name}/link"), 201)["address"].rsplit("/", 1)[1])
        return client.get(f"/api/results/{result}/applicants/{name}")
    return ask


def busy(got, what):
    status, headers, body = got
    equal((status, "Retry-After" in headers, json.loads(body)["rule"]), (503, True, "serve.busy"), what)


@case
def questions_are_one_of_each_account_and_so_few_that_nobody_waits_for_them():
    with serving(new_workspace()) as (server, me):
        large_round(me, "large")
        result = wait(me, begin(me, "large"))["result"]
        first, second, third = (applicant(server, me, f"p{number:07}") for number in (1, 2, 3))
        got, held, asking = [], [], []
        for ask in (first, second):
            asking.append(threading.Thread(target=lambda ask=ask: got.append(ask(result)[0])))
            asking[-1].start()
            held.append(stopped_child(server, held))
            busy(ask(result), "a second question of the same account")
        busy(third(result), "a third account")
        busy(me.get("/api/rounds/large/tables/places/rows"), "rows")
        equal(sorted(children(server)), sorted(held), "processes")
        begun = time.monotonic()
        upload(me, "large", places=LARGE["places"])
        expect(time.monotonic() - begun < 20, "an upload and all these changes waited")
        for pid in held:
            os.kill(pid, signal.SIGCONT)
        for one in asking:
            one.join(60)
        equal(got, [200, 200], "the first answers")
        equal([ask(result)[0] for ask in (first, third)], [200, 200], "questions after that")


@case
def a_list_of_words_does_not_keep_the_threads_of_the_sockets():
    with serving(new_workspace(), slow_threads=1, threads=1) as (server, me):
        large_round(me, "large")
        other, asked = server.client(), []
        other.cookie = me.cookie
        asking = [threading.Thread(target=lambda: asked.append(me.get("/api/rounds/large/tables/choices/rows")[0]))]
        asking[0].start()
        pid = stopped_child(server)     # which holds the only slow thread
        asking.append(threading.Thread(target=lambda: asked.append(other.get("/api/organisations?q=a")[0])))
        asking[1].start()
        quick = server.client()
        quick.cookie = me.cookie
        equal(quick.get("/api/organisations")[0], 200, "a list without words")
        asking[1].join(1)
        equal(asked, [], "answers that waited for the slow thread")
        os.kill(pid, signal.SIGCONT)
        for one in asking:
            one.join(60)
        equal(asked, [200, 200], "answers after that")


with tempfile.TemporaryDirectory() as base:
    run_cases()
