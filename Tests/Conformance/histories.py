#!/usr/bin/env python3
"""Runs recorded executions through `stepscope run --headless` and compares the histories, event for event.

usage: histories.py BINARY CORPUS [--only TEXT] [--verbose] [--jsonata] [--must-match TEXT]… [--at-least N]

A case's recorded task results become a mock file; the corpus's own comparator (compare.py) says what differs. Prints one row a group, then every case
that does not match with the first difference. Exits 1 when a case whose path contains a --must-match text does not match, or fewer than --at-least match.
"""
import argparse
import glob
import importlib.util
import json
import os
import re
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


ACTIVITY = "arn:aws:states:us-east-1:123456789012:activity:%s"


def task_names(value):
    """The names of a definition's Task states, wherever they are."""
    if isinstance(value, list):
        return [name for inner in value for name in task_names(inner)]
    if not isinstance(value, dict):
        return []
    own = [name for name, state in (value.get("States") or {}).items() if state.get("Type") == "Task"]
    return own + [name for inner in value.values() for name in task_names(inner)]


def restored(case):
    """A case with what its recorder hid put back where the recording itself still tells it."""
    if "activity" in case.get("needs", []):
        # A bare name stands where the activity's ARN was.
        text = re.sub(r'"(activity_arn)"', lambda name: json.dumps(ACTIVITY % name.group(1)), json.dumps(case))
        case = json.loads(text)
    quoted = re.search(r"(\$\.\w+) == (\d{4}-.*)$", str(case.get("expected_cause") or ""))
    if quoted and isinstance(case.get("input"), dict) and case["input"].get(quoted.group(1)[2:]) == "timestamp":
        case["input"][quoted.group(1)[2:]] = quoted.group(2)
    quoted = re.search(r"The Timestamp field cannot be parsed as .*: (.+)$", str(case.get("expected_cause") or ""))
    for key, value in (case["input"] if quoted and isinstance(case.get("input"), dict) else {}).items():
        if value == "timestamp":
            case["input"][key] = quoted.group(1)
    results = case.get("recorded_results") or {}
    tasks = task_names(case["definition"])
    if list(results) == ["?"] and len(tasks) == 1:
        case["recorded_results"] = {tasks[0]: results["?"]}
    for event in case["expected_history"] or []:
        for name, details in event.items():
            if not name.endswith("EventDetails") or not isinstance(details, dict):
                continue
            # A local run knows no worker's name.
            details.pop("workerName", None)
            # What the recorder shows parsed is text in an event; objects the comparator parses itself.
            for holder in (details, details.get("assignedVariables", {})):
                for key, value in holder.items():
                    is_text = isinstance(value, list) or holder is not details and not isinstance(value, str)
                    if is_text and key != "index":
                        holder[key] = json.dumps(value, separators=(",", ":"))
    return case


def ordered(events):
    """Outcomes of concurrent tasks that nothing else names come in any order: here in that of their causes."""
    named = {event["previousEventId"] for event in events if isinstance(event["previousEventId"], int)}
    events = [dict(event) for event in events]
    start = 0
    while start < len(events):
        end = start
        while (end < len(events) and events[end]["type"] == events[start]["type"] == "TaskTimedOut" and events[end]["id"] not in named):
            end += 1
        for event, cause in zip(events[start:end], sorted(event["previousEventId"] for event in events[start:end])):
            event["previousEventId"] = cause
        start = max(end, start + 1)
    return events


def map_run_exit(event, events):
    """What names MapRunSucceeded as the cause of MapStateExited was recorded until 2024-06; since then it is MapRunStarted."""
    cause = event["previousEventId"]
    if event["type"] == "MapStateExited" and isinstance(cause, int) and 1 < cause <= len(events) and events[cause - 1]["type"] == "MapRunSucceeded":
        return dict(event, previousEventId=events[cause - 1]["previousEventId"])
    return event


def differences(compare, case, events):
    """What differs beyond what the recorder did to the recording."""
    expected = case["expected_history"]
    if len(expected) > 1 and isinstance(expected[0]["id"], int) and expected[0]["id"] > expected[-1]["id"]:
        events = events[::-1]
    if "RedriveCount" not in json.dumps(expected):
        # Recorded before the context object had it.
        events = json.loads(re.sub(r',\\"RedriveCount\\":0', "", json.dumps(events)))
    if expected[-1]["type"] == "ExecutionAborted":
        # StopExecution comes from outside; what was recorded before it must match.
        case = dict(case, expected_history=expected[:-1])
        events = events[:len(expected) - 1]
    if '"<date>"' in json.dumps(expected) or '\\"<date>\\"' in json.dumps(expected):
        # A number of seconds that the recorder hid behind a text.
        events = json.loads(re.sub(r'(\\"LastModified\\":)\d+', r'\1\\"<date>\\"', json.dumps(events)))
    for event in events:
        event.get("activityStartedEventDetails", {}).pop("workerName", None)
    case = dict(case, expected_history=[map_run_exit(event, expected) for event in case["expected_history"]])
    if isinstance(expected[-1]["id"], int) and all(isinstance(event["id"], int) for event in expected):
        case, events = dict(case, expected_history=ordered(case["expected_history"])), ordered(events)
    found = compare.history(case, events)
    if any("ids zeroed" in flag for flag in case.get("flags", [])) and events[-1]["id"] == expected[-1]["id"]:
        # The recorder dropped events; the last id tells how many there were.
        found = [text for text in found if not re.match(r"\$: \d+ events, recorded", text)]
    return found


def can_run(case):
    """Whether the recording tells what every task returned, under the name of its state."""
    results = case.get("recorded_results") or {}
    return "?" not in results and (results or not set(case.get("needs", [])) & {"lambda"} or bool(case["expected_history"]))


def run(binary, compare, path):
    case = restored(json.load(open(path)))
    with tempfile.TemporaryDirectory() as folder:
        def put(name, value):
            with open(os.path.join(folder, name), "w") as file:
                json.dump(value, file)
            return file.name

        definition = case["definition"]
        given = case.get("input")
        command = [binary, "run", put("machine.asl.json", definition), "--input", put("input.json", {} if given is None else given), "--headless",
                   "--output", "history", "--clock", "virtual", "--seed", "1", "--name", "machine"]
        bucket = os.path.join(folder, "s3")
        for item in case.get("s3_objects", []):
            path = os.path.join(bucket, item["Bucket"], item["Key"])
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(item["Body"])
        for name in re.findall(r'"Bucket": "([\w.-]+)"', json.dumps(definition)):
            os.makedirs(os.path.join(bucket, name), exist_ok=True)
        command += ["--s3-root", bucket]
        if "recorded_results" not in case:
            # Functions whose calls were not recorded are run: the one that gives its input back.
            for name, handler in case.get("lambda_handlers", {}).items():
                if handler.endswith("/id_function.py"):
                    command += ["--lambda", name + "=cat"]
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
    return differences(compare, case, json.loads(done.stdout)["events"])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("corpus")
    options.add_argument("--only", default="")
    options.add_argument("--verbose", action="store_true")
    options.add_argument("--jsonata", action="store_true", help="only machines with JSONata")
    options.add_argument("--must-match", action="append", default=[])
    options.add_argument("--at-least", type=int, default=0)
    options = options.parse_args()
    spec = importlib.util.spec_from_file_location("compare", os.path.join(options.corpus, "compare.py"))
    compare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(compare)
    paths = sorted(p for p in glob.glob(options.corpus + "/aws-histories/*/*/*.json") if options.only in p)
    paths = [p for p in paths if not options.jsonata or "JSONata" in json.dumps(json.load(open(p))["definition"])]
    runnable = [p for p in paths if can_run(restored(json.load(open(p))))]
    skipped = sorted(set(paths) - set(runnable))
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda p: (p, run(options.binary, compare, p)), runnable))
    groups, failed = {}, []
    for path, found in results:
        row = groups.setdefault("/".join(path.split("/")[-3:-1]), [0, 0])
        row[0] += 1
        row[1] += not found
        if found:
            failed.append((path, found))
    print("group\tcases\tmatching")
    for name, (cases, matching) in sorted(groups.items()):
        print(f"{name}\t{cases}\t{matching}")
    print(f"all\t{len(results)}\t{len(results) - len(failed)}")
    for path in skipped:
        print("skipped, its recording does not tell what its tasks returned", "/".join(path.split("/")[-2:]), sep="\n  ")
    for path, found in failed:
        print("differs", "/".join(path.split("/")[-2:]), *(found if options.verbose else found[:1]), sep="\n  ")
    must = [path for path, _ in failed if any(text in path for text in options.must_match)]
    sys.exit(1 if must or len(results) - len(failed) < options.at_least else 0)


main()
