#!/usr/bin/env python3
"""Opens many connections to `stepscope serve` that say nothing, and some that dawdle; the server must go on answering others, quickly.

usage: serve_crowd.py BINARY CONNECTIONS

Where this process may not open so many files it opens as many as it may, and says so.
"""
import http.client
import resource
import socket
import subprocess
import sys
import tempfile
import time

binary, wanted = sys.argv[1], int(sys.argv[2])
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, wanted + 500) if hard != resource.RLIM_INFINITY else wanted + 500, hard))
limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
count = min(wanted, limit - 200)
if count < wanted:
    print(f"only {count} connections: the system allows this process {limit} open files")

folder = tempfile.TemporaryDirectory()
process = subprocess.Popen([binary, "serve", "--port", "0", "--data", folder.name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
try:
    port = int(process.stdout.readline().split(":")[-1].split()[0])

    def ask(connection):
        """Milliseconds of one answer."""
        began = time.perf_counter()
        connection.request("POST", "/", "{}", {"X-Amz-Target": "AWSStepFunctions.ListStateMachines", "Content-Type": "application/x-amz-json-1.0"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200 and body == b'{"stateMachines":[]}', (answer.status, body)
        return (time.perf_counter() - began) * 1000

    before = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    ask(before)
    crowd = []
    for at in range(count):
        one = socket.create_connection(("127.0.0.1", port), timeout=20)
        # One in a hundred begins a request and does not go on.
        if at % 100 == 0:
            one.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nslow")
        crowd.append(one)
    # Both an old connection and new ones are served.
    times = [ask(before) for _ in range(200)]
    for _ in range(20):
        times.append(ask(http.client.HTTPConnection("127.0.0.1", port, timeout=20)))
    with open(f"/proc/{process.pid}/status") as file:
        memory = next(int(line.split()[1]) for line in file if line.startswith("VmRSS:")) / 1024
    times.sort()
    print(f"ok {count} connections: answers in {times[len(times) // 2]:.2f} ms, at most {times[-1]:.1f} ms; {memory:.0f} MiB resident")
    assert process.poll() is None
    for one in crowd:
        one.close()
    ask(before)
    process.terminate()
    assert process.wait(20) == 143, process.returncode
finally:
    if process.poll() is None:
        process.kill()
        process.wait()
