#!/usr/bin/env python3
"""Runs the examples of docs/serve.md, each as it stands there, against a `stepscope serve` of its own.

usage: serve_docs.py BINARY GUIDE

Blocks marked sh are run one after another in one shell, blocks marked python between them, in an empty folder. Prints one line a block.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile

binary, guide = os.path.abspath(sys.argv[1]), sys.argv[2]
with open(guide) as file:
    blocks = [(kind, text, file_line) for kind, text, file_line in (
        (found.group(1), found.group(2), found.start()) for found in re.finditer(r"^```(sh|python)\n(.*?)^```$", file.read(), re.S | re.M))]
with socket.socket() as one:
    one.bind(("127.0.0.1", 0))
    port = one.getsockname()[1]
with tempfile.TemporaryDirectory() as folder:
    server = subprocess.Popen(
        [binary, "serve", "--port", str(port), "--data", os.path.join(folder, "data")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert "http://" in server.stdout.readline()
        script = ["set -euo pipefail"]
        for at, (kind, text, _) in enumerate(blocks):
            name = os.path.join(folder, f"{at}.{kind}")
            with open(name, "w") as file:
                file.write(text.replace("127.0.0.1:8083", f"127.0.0.1:{port}"))
            first = text.strip().splitlines()[0][:60]
            script.append(f"echo \"block {at}: \"{repr(first)} >&3")
            script.append(f". {name} >>{folder}/out 2>&1" if kind == "sh" else f"python {name} >>{folder}/out 2>&1")
            script.append(f"echo done {at} >&3")
        path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"
        steps, write = os.pipe()
        run = subprocess.run(
            ["bash", "-c", "exec 3>&%d; " % write + "\n".join(script)], cwd=folder, pass_fds=[write], timeout=200,
            env={"PATH": path, "HOME": folder, "LC_ALL": "C.UTF-8"})
        os.close(write)
        with os.fdopen(steps) as file:
            done = {int(line.split()[1]) for line in file if line.startswith("done ")}
        with open(f"{folder}/out") as file:
            output = file.read()
        for at, (kind, text, _) in enumerate(blocks):
            first = text.strip().splitlines()[0][:60]
            if at in done:
                print(f"ok {kind} block {at}: {first}")
            else:
                print(f"not ok {kind} block {at}: {first}: {output[-800:]!r}")
                break
        wanted = ['"output": "{\\"text\\":\\"Hello, Ada!\\"}"', '{"twice":42}', "Many", '{"seen":{"page":1}}', "'succeeded': 10", '"stateMachines":']
        for text in wanted:
            if text not in output:
                print(f"not ok output: {text} is not in the output")
        sys.exit(0 if len(done) == len(blocks) and run.returncode == 0 and all(text in output for text in wanted) else 1)
    finally:
        server.kill()
        server.wait()
