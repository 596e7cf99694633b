"""Starts many executions with boto3 from several connections, waits for their ends, and reads every history.

usage: serve_load.py URL|BINARY EXECUTIONS STATES CONNECTIONS

With a binary it starts a `stepscope serve` of its own, on a free port, and ends it.

The last line of its output is JSON: how many succeeded, how many histories are complete, and how long it took.
"""
import atexit
import json
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

url, executions, states, connections = sys.argv[1], *map(int, sys.argv[2:5])
local = threading.local()
if not url.startswith("http"):
    folder = tempfile.TemporaryDirectory()
    server = subprocess.Popen([url, "serve", "--port", "0", "--data", folder.name], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    atexit.register(lambda: (server.kill(), server.wait()))
    url = "http://" + server.stdout.readline().split("http://")[1].split()[0]


def client():
    if not hasattr(local, "client"):
        local.client = boto3.session.Session().client(
            "stepfunctions", endpoint_url=url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(max_pool_connections=1, retries={"max_attempts": 0}))
    return local.client


names = [f"State {at}" for at in range(states)]
definition = {"StartAt": names[0], "States": {
    name: {"Type": "Pass", "Result": {"turn": at}, "ResultPath": f"$.s{at % 5}", **({"Next": names[at + 1]} if at + 1 < states else {"End": True})}
    for at, name in enumerate(names)}}
machine = client().create_state_machine(
    name=f"load-{time.time_ns()}", definition=json.dumps(definition), roleArn="arn:aws:iam::123456789012:role/load")["stateMachineArn"]


def start(at):
    return client().start_execution(stateMachineArn=machine, name=f"e{at}", input=json.dumps({"at": at}))["executionArn"]


def finish(arn):
    while True:
        found = client().describe_execution(executionArn=arn)
        if found["status"] != "RUNNING":
            return found["status"]
        time.sleep(0.02)


def is_complete(arn):
    """Every event once, in order, from the start to the success."""
    events, token = [], None
    while True:
        page = client().get_execution_history(executionArn=arn, maxResults=1000, **({"nextToken": token} if token else {}))
        events += page["events"]
        token = page.get("nextToken")
        if not token:
            break
    kinds = [event["type"] for event in events]
    return (kinds == ["ExecutionStarted"] + ["PassStateEntered", "PassStateExited"] * states + ["ExecutionSucceeded"]
            and [event["id"] for event in events] == list(range(1, len(events) + 1)))


began = time.perf_counter()
with ThreadPoolExecutor(connections) as pool:
    arns = list(pool.map(start, range(executions)))
    started = time.perf_counter() - began
    statuses = list(pool.map(finish, arns))
    ended = time.perf_counter() - began
    complete = sum(pool.map(is_complete, arns))
listed = sum(len(page["executions"]) for page in client().get_paginator("list_executions").paginate(stateMachineArn=machine, maxResults=300))
result = {"executions": executions, "succeeded": statuses.count("SUCCEEDED"), "complete": complete, "listed": listed,
          "startSeconds": round(started, 2), "endSeconds": round(ended, 2)}
print(json.dumps(result))
sys.exit(0 if result["succeeded"] == complete == listed == executions else 1)
