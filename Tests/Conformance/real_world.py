#!/usr/bin/env python3
"""Runs definitions from public samples through `stepscope run --headless`, with made-up results for every task that is not an ECS task.

usage: real_world.py BINARY CORPUS [--only TEXT] [--must-end N] [--must-succeed N]

Every `${Name}` gets a value; every Task state that needs a service gets a mock. A machine that fails because a path finds nothing is run again with a value at
that path, in its input and in every result. It counts as run when it came to an end: it succeeded, or it failed for results that still do not fit it. Machines that are JSONata's, have a distributed Map or are YAML are listed as not run.
Prints one tab-separated row a machine. Exits 1 when a machine neither ended nor was refused in one sentence, or when fewer than --must-end ended, or fewer than --must-succeed succeeded.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

# What a service gives before anything is known of what the machine reads.
RESULT = {"StatusCode": 200, "Status": "COMPLETED", "status": "COMPLETED"}
# How often a machine may fail for a path that is not there, and be run again with a value at that path.
ROUNDS = 40


def states(node):
    """Every state at any depth, with its name."""
    if isinstance(node, dict):
        for name, state in (node.get("States") or {}).items() if isinstance(node.get("States"), dict) else []:
            if isinstance(state, dict):
                yield name, state
                for key in ("Branches", "Iterator", "ItemProcessor"):
                    yield from states(state.get(key))
    elif isinstance(node, list):
        for each in node:
            yield from states(each)


def needs_mock(state):
    return state.get("Type") == "Task" and ":ecs:runTask" not in str(state.get("Resource", ""))


def value_for(path, text):
    """A value for a path that a definition reads, guessed from the field that reads it."""
    quoted = re.escape(json.dumps(path))
    if re.search(r'"(ItemsPath|Items)"\s*:\s*' + quoted, text):
        return ["item"]
    if re.search(r'"(SecondsPath|TimeoutSecondsPath|HeartbeatSecondsPath|MaxConcurrencyPath)"\s*:\s*' + quoted, text):
        return 1
    if re.search(r'"TimestampPath"\s*:\s*' + quoted, text):
        return "2026-01-01T00:00:00Z"
    for rule in re.findall(r'\{[^{}]*"Variable"\s*:\s*' + quoted + r'[^{}]*\}', text):
        equal = re.search(r'"(?:String|Numeric|Boolean)Equals"\s*:\s*("[^"]*"|[-0-9.]+|true|false)', rule)
        if equal:
            return json.loads(equal.group(1))
        if '"Numeric' in rule:
            return 0
    return "text"


def put(document, path, value):
    """Puts a value where a simple path leads; whether that could be done."""
    steps = re.findall(r"\.([A-Za-z0-9_-]+)|\['([^']+)'\]|\[(\d+|\*)\]", path)
    if not path.startswith("$.") or not steps:
        return False
    for at, (dotted, quoted, index) in enumerate(steps):
        last = at == len(steps) - 1
        fresh = value if last else ([] if steps[at + 1][2] else {})
        if index:
            if not isinstance(document, list):
                return False
            if not document:
                document.append(fresh)
            elif last or not isinstance(document[0], (dict, list)):
                document[0] = fresh
            document = document[0]
        else:
            if not isinstance(document, dict):
                return False
            key = dotted or quoted
            if last or not isinstance(document.get(key), type(fresh)):
                document[key] = fresh
            document = document[key]
    return True


def mocks(definition, result):
    names = [name for name, state in states(definition) if needs_mock(state)]
    return {
        "StateMachines": {"machine": {"TestCases": {"case": {name: "result" for name in names}}}},
        "MockedResponses": {"result": {"0-999": {"Return": result}}},
    }


def reason_not_run(row):
    if not row["json"]:
        return "YAML"
    if row["jsonata"] or row["query_language"] == "JSONata":
        return "JSONata"
    if row["distributed_map"]:
        return "distributed Map"
    return None


def substitutions(text):
    """Placeholders become names; one that stands outside a string, where a number must, becomes 1."""
    found = []
    for name in sorted(set(re.findall(r"\$\{([A-Za-z0-9_.:-]+)\}", text))):
        outside = re.search(r'[:\[,]\s*\$\{' + re.escape(name) + r'\}', text)
        found += ["--substitute", f"{name}={1 if outside else 'arn:aws:lambda:us-east-1:123456789012:function:' + name}"]
    return found


def run(binary, folder, row):
    path = os.path.join(folder, row["file"])
    reason = reason_not_run(row)
    if reason:
        return "not run", reason
    text = open(path).read()
    try:
        definition = json.loads(text)
    except ValueError:
        return "not run", "placeholders outside strings"
    result, wanted = json.loads(json.dumps(RESULT)), set()
    for _ in range(ROUNDS):
        status, error, cause = attempt(binary, path, text, definition, result)
        missing = re.search(r"'(\$[^']*(?:\['[^']*'\][^']*)*)'", cause) if error in ("States.Runtime", "States.ParameterPathFailure") else None
        if not missing or missing.group(1) in wanted or not put(result, missing.group(1), value_for(missing.group(1), text)):
            break
        wanted.add(missing.group(1))
    return status, f"{error} {cause}".strip()[:160]


def attempt(binary, path, text, definition, result):
    """Runs a machine once, with the same document as input and as every result; its status, error and cause."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(mocks(definition, result), file)
        file.flush()
        command = [binary, "run", path, "--headless", "--output", "describe", "--clock", "virtual", "--seed", "1", "--name", "machine",
                   "--mocks", file.name, "--input-json", json.dumps(result)] + substitutions(text)
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            return "no end", "", "within 60 s"
    words = " ".join(done.stderr.split())
    if done.returncode in (0, 1) and done.stdout:
        answer = json.loads(done.stdout)
        return answer["status"], answer.get("error", ""), " ".join(answer.get("cause", "").split())
    return ("refused" if done.returncode == 2 and "error: " in done.stderr else f"exit {done.returncode}"), "", words


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("binary")
    options.add_argument("corpus")
    options.add_argument("--only", default="")
    options.add_argument("--must-end", type=int, default=0)
    options.add_argument("--must-succeed", type=int, default=0)
    options = options.parse_args()
    folder = os.path.join(options.corpus, "real-world")
    rows = [json.loads(line) for line in open(os.path.join(folder, "index.jsonl"))]
    rows = [row for row in rows if options.only in row["file"]]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda row: run(options.binary, folder, row), rows))
    counts = {}
    print("machine\tresult\twords")
    for row, (result, words) in zip(rows, results):
        counts[result] = counts.get(result, 0) + 1
        print(f"{row['file']}\t{result}\t{words}")
    print("all", *(f"{name}: {count}" for name, count in sorted(counts.items())), sep="\t")
    ended = sum(counts.get(name, 0) for name in ("SUCCEEDED", "FAILED"))
    broken = [row["file"] for row, (result, _) in zip(rows, results) if result == "no end" or result.startswith("exit ")]
    too_few = ended < options.must_end or counts.get("SUCCEEDED", 0) < options.must_succeed
    sys.exit(1 if broken or too_few else 0)


if __name__ == "__main__":
    main()
