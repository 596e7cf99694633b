#!/usr/bin/env python3
"""Compares `stepscope test-state` with the answers that AWS's TestState gave.

usage: test_states.py BINARY CORPUS [--only TEXT] [--verbose] [--at-least N]

Mocks that AWS checks against its services' models are not compared; each is said. Exits 1 when fewer than --at-least match.
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


def parsed(value):
    """What the recorder shows parsed: texts that begin with '{', one level deep."""
    if isinstance(value, str) and value.startswith("{"):
        try:
            return json.loads(value)
        except ValueError:
            pass
    return value


def normalised(answer):
    answer = {key: parsed(value) for key, value in answer.items()}
    if "inspectionData" in answer:
        answer["inspectionData"] = {key: parsed(value) for key, value in answer["inspectionData"].items()}
    return answer


def why_not(case):
    """Why a case cannot be compared; None when it can."""
    recorded = json.dumps(case["recorded"])
    if "Mock result schema validation error" in recorded:
        return "not checked: mocks are not compared with AWS's service models"
    if "ParamValidationError" in recorded:
        return "refused by the client library, not by AWS"
    if "lambda" in case.get("needs", []) and "mock" not in case["params"] and not case["rejected"]:
        return "a Lambda function was really called"
    return None


def run(binary, compare, path):
    case = json.load(open(path))
    params = case["params"]
    with tempfile.TemporaryDirectory() as folder:
        def put(name, text):
            with open(os.path.join(folder, name), "w") as file:
                file.write(text)
            return file.name

        given = case.get("input")
        command = [binary, "test-state", put("definition.json", json.dumps(case["definition"])), "--seed", "1",
                   "--input", put("input.json", json.dumps({} if given is None else given))]
        recorded = json.dumps(case["recorded"])
        if "RoleArn must be" not in recorded and '"RoleArn": null' not in recorded:
            command += ["--role-arn", "arn:aws:iam::123456789012:role/r"]
        for name, option in (("stateName", "--state"), ("inspectionLevel", "--inspection-level")):
            if name in params:
                command += [option, params[name]]
        for name, option in (("mock", "--mock"), ("stateConfiguration", "--state-configuration")):
            if name in params:
                command += [option, json.dumps(params[name])]
        for name in ("context", "variables"):
            if name in params:
                command += ["--" + name, put(name + ".json", params[name])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    recorded = {key: value for key, value in case["recorded"].items() if key != "ResponseMetadata"}
    if case["rejected"]:
        if done.returncode != 2:
            return [f"exit {done.returncode}, recorded is a refusal: {done.stdout[:200]}"]
        refusal = json.loads(done.stderr)
        message = recorded.get("message") or recorded["exception_value"].split(" operation: ", 1)[-1]
        code = recorded.get("Error", {}).get("Code") or recorded["exception_typename"]
        return [] if (refusal["__type"], refusal["message"]) == (code, message) else [f"{refusal} is not {code}: {message}"]
    if done.returncode not in (0, 1):
        return [f"exit {done.returncode}: {done.stderr.strip()[:300]}"]
    return compare.matches(recorded, normalised(json.loads(done.stdout)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("corpus")
    options.add_argument("--only", default="")
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--at-least", type=int, default=0)
    options = options.parse_args()
    spec = importlib.util.spec_from_file_location("compare", os.path.join(options.corpus, "compare.py"))
    compare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(compare)
    paths = sorted(p for p in glob.glob(options.corpus + "/aws-test-state/*/*.json") if options.only in p)
    reasons = {p: why_not(json.load(open(p))) for p in paths}
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda p: (p, run(options.binary, compare, p)), [p for p in paths if not reasons[p]]))
    matching = sum(not found for _, found in results)
    print(f"cases\tmatching\n{len(results)}\t{matching}")
    for reason in sorted({reason for reason in reasons.values() if reason}):
        print(f"not compared, {reason}: {sum(given == reason for given in reasons.values())}")
    for path, found in results:
        if found:
            print("differs", "/".join(path.split("/")[-2:]), *(found if options.verbose else found[:1]), sep="\n  ")
    sys.exit(1 if matching < options.at_least else 0)


main()
