#!/usr/bin/env python3
"""serve.py ENISHI [--organisations N] [--seconds S]: what a list costs the server. It makes a workspace of N organisations, starts the
server, signs in, and asks for 50 of them, filtered and sorted, with wrk; prints requests per second of the server's processor time,
delays at half of that load, delays with 900 idle clients, memory at rest and the time to start. Beside it, in the same run, the same
bytes from a bare Node server, as a measure of the machine. Needs wrk; node for the comparison.
"""
import argparse
import csv
import http.client
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server

KINDS = ["state", "government", "local-government", "embassy", "agency", "university", "research-institute", "company", "consortium", "fund"]
VI = ("Công ty Cổ phần Trách nhiệm Đại học Viện Nghiên cứu Bách khoa Hà Nội Đà Nẵng Cần Thơ Huế Sài Gòn Điện tử Vật liệu Bán dẫn Công nghệ "
      "Thông tin Phát triển Đầu tư Xây dựng Hưng Thịnh Đặng Dương Ánh Dương Thành Công").split()
JA = ["株式会社", "大学", "研究所", "九州", "東京", "大阪", "半導体", "電子", "佐藤", "鈴木", "製作所", "技術", "開発", "産業"]
EN = "Company University Institute Electronics Materials Semiconductor Technology Development Investment Kyushu Tokyo Hanoi Danang Works".split()
PATH = "/api/organisations?kind=company&sort=name_vi&limit=50"


def make_tables(folder, count):
    rng = random.Random(11)
    os.makedirs(folder)
    with open(os.path.join(folder, "organisations.csv"), "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["organisation", "kind", "country", "name_en", "name_vi", "name_ja", "aliases"])
        for i in range(count):
            name = " ".join(rng.choice(EN) for _ in range(5)) + f" {i}"
            vi = " ".join(rng.choice(VI) for _ in range(7)) + f" {i}"
            ja = "".join(rng.choice(JA) for _ in range(5)) + f"{i}"
            out.writerow([f"org-{i:06}", rng.choice(KINDS), rng.choice(["VN", "JP", "VN;JP"]), name, vi, ja, f"{name[:12]};{ja[:6]}"])


def cpu_seconds(pid):
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid):
    return int(open(f"/proc/{pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def wrk(url, seconds, connections, headers, rate_pause=None, script=None):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *(part for h in headers for part in ("-H", h))]
    if script:
        command += ["-s", script]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        sys.exit(out)
    total = int(re.search(r"(\d+) requests in", out)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    return total, rate, re.search(r"^\s+99%\s+(\S+)", out, re.M)[1]


def half_load(folder, rate, connections):
    """wrk has no rate of its own: each connection waits so that all together send about this many a second."""
    path = os.path.join(folder, "half.lua")
    with open(path, "w") as f:
        f.write(f"function delay() return {max(1, int(1000 * connections / rate))} end\n")
    return path


def delays(host, port, path, headers, times):
    """One client that asks again and again: its delays in milliseconds, sorted."""
    connection = http.client.HTTPConnection(host, port)
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def idle_clients(host, port, count):
    sockets = []
    for _ in range(count):
        s = socket.create_connection((host, port))
        s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        s.recv(4096)
        sockets.append(s)
    return sockets


def baseline(body, folder, seconds):
    """The same bytes from Node's own HTTP server, without a database, a session or a check."""
    if not shutil.which("node"):
        return None
    with open(os.path.join(folder, "body.json"), "wb") as f:
        f.write(body)
    script = ("const b=require('fs').readFileSync(process.argv[1]);const s=require('http').createServer((q,r)=>{r.setHeader('Content-Type',"
              "'application/json');r.setHeader('Content-Length',b.length);r.end(b)}).listen(0,'127.0.0.1',()=>console.log(s.address().port))")
    node = subprocess.Popen(["node", "-e", script, os.path.join(folder, "body.json")], stdout=subprocess.PIPE, text=True)
    try:
        port = int(node.stdout.readline())
        before = cpu_seconds(node.pid)
        total, _, _ = wrk(f"http://127.0.0.1:{port}/", seconds, 32, [])
        return total / (cpu_seconds(node.pid) - before)
    finally:
        node.kill()
        node.wait()


def start_times(enishi, workspace, times):
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        with Server(enishi, workspace, ROOT, connections_per_address=2000):
            taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)


def measure(args, folder):
    workspace, tables = os.path.join(folder, "w"), os.path.join(folder, "tables")
    make_tables(tables, args.organisations)
    subprocess.run([args.enishi, "init", workspace], check=True, stdout=subprocess.DEVNULL)
    begun = time.perf_counter()
    subprocess.run([args.enishi, "import", tables, "--workspace", workspace], check=True, stdout=subprocess.DEVNULL)
    print(f"import of {args.organisations} organisations: {time.perf_counter() - begun:.1f} s")
    starts = start_times(args.enishi, workspace, 5)
    print(f"start: {starts[0]:.0f} ms at best of 5, {starts[-1]:.0f} at worst")
    with Server(args.enishi, workspace, ROOT, connections_per_address=2000, connections=2000) as server:
        pid = server.process.pid
        client = server.sign_in()
        headers = [f"Cookie: {client.cookie}"]
        status, _, body = client.get(PATH)
        assert status == 200 and len(json.loads(body)["items"]) == 50, body[:200]
        print(f"memory at rest: {resident_mb(pid):.1f} MB; answer: {len(body)} bytes")
        url = f"http://{server.host}:{server.port}{PATH}"
        wrk(url, 1, 32, headers)
        before = cpu_seconds(pid)
        total, rate, p99 = wrk(url, args.seconds, 32, headers)
        print(f"list: {total / (cpu_seconds(pid) - before):.0f} requests per CPU-second; {rate:.0f}/s, p99 {p99} at full load")
        _, half, p99 = wrk(url, args.seconds, 8, headers, script=half_load(folder, rate / 2, 8))
        print(f"half load: {half:.0f}/s, p99 {p99}")
        tagged = headers + [f"If-None-Match: {client.get(PATH)[1]['ETag']}"]
        before = cpu_seconds(pid)
        total, _, _ = wrk(url, args.seconds, 32, tagged)
        print(f"not modified: {total / (cpu_seconds(pid) - before):.0f} requests per CPU-second")
        sent = {"Cookie": client.cookie}
        alone = delays(server.host, server.port, PATH, sent, 400)
        idle = idle_clients(server.host, server.port, args.idle)
        beside = delays(server.host, server.port, PATH, sent, 400)
        print(f"one client: median {alone[200]:.2f} ms, p99 {alone[395]:.2f}; beside {len(idle)} idle ones: median {beside[200]:.2f} ms, p99 {beside[395]:.2f}")
        for s in idle:
            s.close()
        print(f"memory after: {resident_mb(pid):.1f} MB")
    node = baseline(body, folder, args.seconds)
    if node:
        print(f"the same bytes from a bare Node server: {node:.0f} requests per CPU-second")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("enishi")
    parser.add_argument("--organisations", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--idle", type=int, default=900)
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="enishi-bench-")
    try:
        measure(args, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
