#!/usr/bin/env python3
"""Runs recorded executions through `stepscope run --headless` and compares the histories, event for event.

usage: histories.py BINARY CORPUS [--only TEXT] [--verbose] [--must-match TEXT]…

A case's recorded task results become a mock file; the corpus's own comparator (compare.py) says what differs. Prints one row a group, then every case
that does not match with the first difference. Exits 1 when a case whose path contains a --must-match text does not match.
"""
import argparse
import glob
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor


def mocks(case):
    """The recorded results of a case in the mock format of Step Functions Local."""
    responses, states = {}, {}
    for at, (state, results) in enumerate((case.get("recorded_results") or {}).items()):
        rows = {}
        for index, result in enumerate(results):
            row = {}
            if result["outcome"] == "Succeeded":
                output = result.get("output")
                # The recorder shows objects parsed; everything else is still JSON text.
                row["Return"] = json.loads(output) if isinstance(output, str) else output
            else:
                timed_out = result["outcome"] == "TimedOut"
                throw = {"Error": "States.Timeout"} if timed_out else {}
                for field, key in (("Error", "error"), ("Cause", "cause")):
                    if result.get(key) is not None and not (timed_out and key == "error"):
                        value = result[key]
                        throw[field] = value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
                row["Throw"] = throw
            if "submitted_output" in result:
                row["Submitted"] = result["submitted_output"]
            rows[str(index)] = row
        responses[f"r{at}"] = rows
        states[state] = f"r{at}"
    return {"StateMachines": {"machine": {"TestCases": {"case": states}}}, "MockedResponses": responses}


def run(binary, compare, path):
    case = json.load(open(path))
    with tempfile.TemporaryDirectory() as folder:
        def put(name, value):
            with open(os.path.join(folder, name), "w") as file:
                json.dump(value, file)
            return file.name

        definition = case["definition"]
        given = case.get("input")
        command = [binary, "run", put("machine.asl.json", definition), "--input", put("input.json", {} if given is None else given), "--headless",
                   "--output", "history", "--clock", "virtual", "--seed", "1", "--name", "machine"]
        if case.get("recorded_results"):
            command += ["--mocks", put("mocks.json", mocks(case))]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        except subprocess.TimeoutExpired:
            return ["no end within 60 s"]
    if done.returncode not in (0, 1):
        return [f"exit {done.returncode}: {done.stderr.strip()[:300]}"]
    if not case["expected_history"]:
        return [] if done.stdout else ["no history"]
    return compare.history(case, json.loads(done.stdout)["events"])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("corpus")
    options.add_argument("--only", default="")
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--must-match", action="append", default=[])
    options = options.parse_args()
    spec = importlib.util.spec_from_file_location("compare", os.path.join(options.corpus, "compare.py"))
    compare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(compare)
    paths = sorted(p for p in glob.glob(options.corpus + "/aws-histories/*/*/*.json") if options.only in p)
    paths = [p for p in paths if "JSONata" not in json.dumps(json.load(open(p))["definition"])]
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda p: (p, run(options.binary, compare, p)), paths))
    groups, failed = {}, []
    for path, differences in results:
        row = groups.setdefault("/".join(path.split("/")[-3:-1]), [0, 0])
        row[0] += 1
        row[1] += not differences
        if differences:
            failed.append((path, differences))
    print("group\tcases\tmatching")
    for name, (cases, matching) in sorted(groups.items()):
        print(f"{name}\t{cases}\t{matching}")
    print(f"all\t{len(results)}\t{len(results) - len(failed)}")
    for path, differences in failed:
        print("differs", "/".join(path.split("/")[-2:]), *(differences if options.verbose else differences[:1]), sep="\n  ")
    must = [path for path, _ in failed if any(text in path for text in options.must_match)]
    sys.exit(1 if must else 0)


main()
