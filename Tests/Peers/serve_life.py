#!/usr/bin/env python3
"""Runs the life of machines against `stepscope serve`, as boto3 and the AWS CLI know it, and says what went as it should.

usage: serve_life.py BINARY SEED-FOLDER [SUITE…]

SEED-FOLDER holds run-and-wait.asl.json, run-and-wait.input.json and task-token.asl.json. Each suite starts a server of its own on a free port of 127.0.0.1 and ends
it by its process id. Prints one line a check: `ok SUITE: CHECK` or `not ok SUITE: CHECK: WHY`; the exit code is 1 when one failed. Needs boto3, and `aws` beside the
interpreter.
"""
import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BINARY, SEED = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
ROLE = "arn:aws:iam::123456789012:role/states"
AWS = os.path.join(os.path.dirname(sys.executable), "aws")
SCENARIO = """
tasks:
  "*":
    phases: {provisioning: 2s, pending: 1s, activating: 1s, running: 20s, deactivating: 1s, stopping: 1s, deprovisioning: 1s}
"""
failed = False
suite = ""


def check(name, condition, why=""):
    global failed
    if condition:
        print(f"ok {suite}: {name}", flush=True)
    else:
        failed = True
        print(f"not ok {suite}: {name}: {str(why)[:600]}", flush=True)


def equal(name, found, wanted):
    check(name, found == wanted, f"{found!r} instead of {wanted!r}")


def refused(name, code, call, /, **parameters):
    """The call is refused with this error; gives the message."""
    try:
        call(**parameters)
    except ClientError as error:
        equal(name, error.response["Error"]["Code"], code)
        return error.response["Error"]["Message"]
    check(name, False, "it was accepted")
    return ""


def until(what, condition, seconds=60):
    """Polls until `condition` gives something; a server that does not get there fails the suite."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {seconds} s")


class Server:
    """One `stepscope serve` and the clients that talk to it."""

    def __init__(self, folder, *options):
        self.folder, self.options = folder, options
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--port", "0", "--data", os.path.join(self.folder, "data"), *self.options], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**os.environ, "XDG_RUNTIME_DIR": self.folder})
        line = self.process.stdout.readline()
        if "http://" not in line:
            raise AssertionError(f"serve did not start: {line}{self.process.stderr.read()}")
        self.url = "http://" + line.split("http://")[1].split()[0]
        self.states = boto3.session.Session().client(
            "stepfunctions", endpoint_url=self.url, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test",
            # StartSyncExecution and TestState would go to sync-127.0.0.1.
            config=Config(inject_host_prefix=False, retries={"max_attempts": 0}, read_timeout=70))

    def create(self, name, definition, **more):
        text = definition if isinstance(definition, str) else json.dumps(definition)
        return self.states.create_state_machine(name=name, definition=text, roleArn=ROLE, **more)["stateMachineArn"]

    def begin(self, machine, data="{}", **more):
        return self.states.start_execution(stateMachineArn=machine, input=data if isinstance(data, str) else json.dumps(data), **more)["executionArn"]

    def end_of(self, execution):
        def look():
            found = self.states.describe_execution(executionArn=execution)
            return found if found["status"] != "RUNNING" else None
        return until("the end", look)

    def events(self, execution, **more):
        found, token = [], None
        while True:
            page = self.states.get_execution_history(executionArn=execution, **more, **({"nextToken": token} if token else {}))
            found += page["events"]
            token = page.get("nextToken")
            if not token:
                return found

    def types(self, execution):
        return [event["type"] for event in self.events(execution)]

    def aws(self, *arguments):
        """The AWS CLI: its JSON, or its error text where it fails."""
        out = subprocess.run(
            [AWS, "stepfunctions", *arguments, "--output", "json"], capture_output=True, text=True,
            env={**os.environ, "AWS_ENDPOINT_URL_SFN": self.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test",
                 "AWS_DEFAULT_REGION": "us-east-1", "HOME": self.folder, "AWS_PAGER": ""})
        if out.returncode:
            return out.stderr.strip()
        return json.loads(out.stdout) if out.stdout.strip() else {}

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(20)


@contextlib.contextmanager
def serve(*options):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "scenario.yaml"), "w") as file:
            file.write(SCENARIO)
        server = Server(folder, *(option.replace("SCENARIO", os.path.join(folder, "scenario.yaml")) for option in options))
        try:
            yield server
        finally:
            if server.process.poll() is None:
                server.process.kill()
                server.process.wait()


def seed(name):
    with open(os.path.join(SEED, name)) as file:
        return file.read()


def token_of(server, execution):
    def look():
        for event in server.events(execution):
            if event["type"] == "TaskScheduled":
                text = event["taskScheduledEventDetails"]["parameters"]
                environment = json.loads(text)["Overrides"]["ContainerOverrides"][0]["Environment"]
                return environment[0]["Value"]
    return until("a task token", look)


SYNC = ["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"]


def run_and_wait():
    """The first of the two machines the project began with: a job that is waited for."""
    with serve("--clock", "x200", "--scenario", "SCENARIO") as server:
        machine = server.create("run-and-wait", seed("run-and-wait.asl.json"))
        execution = server.begin(machine, seed("run-and-wait.input.json"), name="first")
        equal("an execution's ARN", execution, "arn:aws:states:us-east-1:123456789012:execution:run-and-wait:first")
        end = server.end_of(execution)
        equal("it succeeds", end["status"], "SUCCEEDED")
        task = json.loads(end["output"])
        equal("its output is the stopped task", (task["LastStatus"], [c["ExitCode"] for c in task["Containers"]]), ("STOPPED", [0]))
        events = server.events(execution)
        equal("the events of .sync", [event["type"] for event in events], SYNC)
        equal("each event has its number", [event["id"] for event in events], list(range(1, len(SYNC) + 1)))
        parameters = json.loads(events[2]["taskScheduledEventDetails"]["parameters"])
        equal("the container is told the input's commands", parameters["Overrides"]["ContainerOverrides"][0]["Command"],
              ["test command 1", "test command 2", "test command 3"])
        equal("Step Functions says who started the task", parameters["StartedBy"], "AWS Step Functions")
        equal("data can be left out", [event.get("stateEnteredEventDetails", {}).get("input") for event in server.events(execution, includeExecutionData=False)][1], None)
        equal("the newest first, in pages", [event["id"] for event in server.events(execution, reverseOrder=True, maxResults=3)], list(range(len(SYNC), 0, -1)))
        equal("the machine as it ran", server.states.describe_state_machine_for_execution(executionArn=execution)["definition"], seed("run-and-wait.asl.json"))
        running = server.begin(machine, seed("run-and-wait.input.json"), name="second")
        equal("the same start twice is one", server.begin(machine, seed("run-and-wait.input.json"), name="second"), running)
        refused("another start of that name is refused", "ExecutionAlreadyExists", server.states.start_execution, stateMachineArn=machine, name="second", input="{}")
        server.states.stop_execution(executionArn=running, error="Enough", cause="of it")
        stopped = server.states.describe_execution(executionArn=running)
        equal("it is stopped", (stopped["status"], stopped["error"], stopped["cause"]), ("ABORTED", "Enough", "of it"))
        equal("they are listed, newest first", [row["name"] for row in server.states.list_executions(stateMachineArn=machine)["executions"]], ["second", "first"])
        equal("and by status", [row["name"] for row in server.states.list_executions(stateMachineArn=machine, statusFilter="ABORTED")["executions"]], ["second"])
        equal("SIGTERM ends it", server.stop(), 143)


def task_token():
    """The second: a container that answers with a token."""
    with serve("--scenario", "SCENARIO") as server:
        machine = server.create("task-token", seed("task-token.asl.json"))
        execution = server.begin(machine)
        token = token_of(server, execution)
        check("a token of 256 bits", len(token) >= 43, token)
        server.states.send_task_heartbeat(taskToken=token)
        server.states.send_task_success(taskToken=token, output='{"approved": true}')
        end = server.end_of(execution)
        equal("success is its output", (end["status"], json.loads(end["output"])), ("SUCCEEDED", {"approved": True}))
        equal("a late answer", refused("a late answer is refused", "TaskTimedOut", server.states.send_task_success, taskToken=token, output="{}"),
              "Task Timed Out: 'Provided task does not exist anymore'")
        equal("a made-up token", refused("a made-up token is refused", "InvalidToken", server.states.send_task_heartbeat, taskToken="made-up"),
              "Invalid Token: 'Invalid token'")
        refused("an output that is no JSON is refused", "InvalidOutput", server.states.send_task_success, taskToken=token, output="{'a'}")
        second = server.begin(machine)
        server.states.send_task_failure(taskToken=token_of(server, second), error="Refused", cause="by hand")
        end = server.end_of(second)
        equal("failure is its error", (end["status"], end["error"], end["cause"]), ("FAILED", "Refused", "by hand"))
        third = server.begin(machine, name="kept")
        token = token_of(server, third)
        # An answer from elsewhere may come before RunTask's own: the container's life is simulated.
        until("the task to be submitted", lambda: "TaskSubmitted" in server.types(third))
        server.kill()
        server.start()
        server.states.send_task_success(taskToken=token, output='"after a kill -9"')
        equal("a token outlives kill -9", server.end_of(third)["output"], '"after a kill -9"')
        types = server.types(third)
        equal("no event is lost or doubled", types, [kind for kind in SYNC])
        equal("the machine is still there", server.states.describe_state_machine(stateMachineArn=machine)["name"], "task-token")


def activities():
    with serve() as server:
        arn = server.states.create_activity(name="review")["activityArn"]
        machine = server.create("reviewed", {"StartAt": "Review", "States": {"Review": {
            "Type": "Task", "Resource": arn, "HeartbeatSeconds": 30, "TimeoutSeconds": 60, "End": True}}})
        taken = {}
        worker = threading.Thread(target=lambda: taken.update(server.states.get_activity_task(activityArn=arn, workerName="worker-1")))
        worker.start()
        execution = server.begin(machine, {"page": 1})
        worker.join(30)
        equal("a poll that waited gets the task", json.loads(taken.get("input", "null")), {"page": 1})
        server.states.send_task_heartbeat(taskToken=taken["taskToken"])
        server.states.send_task_success(taskToken=taken["taskToken"], output='"good"')
        equal("the worker's answer is the output", server.end_of(execution)["output"], '"good"')
        equal("the events of an activity", server.types(execution), [
            "ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded"])
        equal("who worked is told", server.events(execution)[3]["activityStartedEventDetails"], {"workerName": "worker-1"})
        second = server.begin(machine)
        task = server.states.get_activity_task(activityArn=arn)
        server.states.send_task_failure(taskToken=task["taskToken"], error="Bad", cause="unreadable")
        equal("its failure is the error", server.end_of(second)["error"], "Bad")
        equal("it is described", server.states.describe_activity(activityArn=arn)["name"], "review")
        equal("it is listed", [row["name"] for row in server.states.list_activities()["activities"]], ["review"])
        server.states.delete_activity(activityArn=arn)
        refused("it is gone", "ActivityDoesNotExist", server.states.get_activity_task, activityArn=arn)


def nested():
    with serve() as server:
        child = server.create("child", {"StartAt": "Double", "States": {"Double": {
            "Type": "Pass", "Parameters": {"twice.$": "States.MathAdd($.n, $.n)"}, "End": True}}})
        parent = server.create("parent", {"StartAt": "Start", "States": {
            "Start": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "Parameters": {
                "StateMachineArn": child, "Name": "inner", "Input": {"n": 21}}, "ResultSelector": {"output.$": "$.Output"}, "Next": "Again"},
            "Again": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Parameters": {
                "StateMachineArn": child, "Input": {"n": 4}}, "ResultPath": "$.second", "End": True}}})
        end = server.end_of(server.begin(parent))
        equal("it succeeds", end["status"], "SUCCEEDED")
        output = json.loads(end["output"])
        equal("the child's output is the parent's", output["output"], {"twice": 42})
        inner = until("the children", lambda: (lambda rows: rows if len(rows) == 2 else None)(
            server.states.list_executions(stateMachineArn=child, statusFilter="SUCCEEDED")["executions"]))
        check("the children are executions of their own", "inner" in [row["name"] for row in inner], inner)
        check("the start's answer names the child", output["second"]["ExecutionArn"] in [row["executionArn"] for row in inner], output)
        missing = server.create("lost", {"StartAt": "Start", "States": {"Start": {
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "Parameters": {
                "StateMachineArn": child.replace("child", "nobody"), "Input": {}}, "End": True}}})
        end = server.end_of(server.begin(missing))
        equal("a machine that is not there fails the state", end["status"], "FAILED")
        check("with the API's error", "StateMachineDoesNotExist" in end["error"], end.get("error"))


def maps():
    with serve() as server:
        items = {"Type": "Pass", "Result": [1, 2, 3, 4, 5], "Next": "Each"}
        body = {"StartAt": "Item", "States": {"Item": {"Type": "Pass", "Parameters": {"value.$": "$"}, "End": True}}}
        inline = server.create("inline", {"StartAt": "Items", "States": {"Items": items, "Each": {
            "Type": "Map", "MaxConcurrency": 2, "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, **body}, "End": True}}})
        execution = server.begin(inline)
        equal("an inline Map's output", json.loads(server.end_of(execution)["output"]), [{"value": n} for n in range(1, 6)])
        equal("its iterations are events", server.types(execution).count("MapIterationSucceeded"), 5)
        spread = server.create("spread", {"StartAt": "Items", "States": {"Items": items, "Each": {
            "Type": "Map", "Label": "Items", "MaxConcurrency": 2,
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **body}, "End": True}}})
        execution = server.begin(spread)
        equal("a distributed Map's output", json.loads(server.end_of(execution)["output"]), [{"value": n} for n in range(1, 6)])
        runs = server.states.list_map_runs(executionArn=execution)["mapRuns"]
        equal("it has one Map Run", len(runs), 1)
        run = server.states.describe_map_run(mapRunArn=runs[0]["mapRunArn"])
        equal("which counts its items", (run["status"], run["itemCounts"]["succeeded"], run["itemCounts"]["total"], run["maxConcurrency"]), ("SUCCEEDED", 5, 5, 2))
        children = server.states.list_executions(mapRunArn=runs[0]["mapRunArn"])["executions"]
        equal("and has its executions", (len(children), {row["status"] for row in children}, {row["itemCount"] for row in children}), (5, {"SUCCEEDED"}, {1}))
        child = server.states.describe_execution(executionArn=children[0]["executionArn"])
        equal("each knows its Map Run", child["mapRunArn"], runs[0]["mapRunArn"])
        check("and has a history", "PassStateEntered" in server.types(children[0]["executionArn"]))
        refused("a Map Run that ended is not changed", "ValidationException", server.states.update_map_run, mapRunArn=runs[0]["mapRunArn"], maxConcurrency=1)
        waiting = server.create("waiting", {"StartAt": "Items", "States": {"Items": items, "Each": {
            "Type": "Map", "Label": "Waits", "MaxConcurrency": 1, "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Wait",
                "States": {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}}, "End": True}}})
        execution = server.begin(waiting)
        arn = until("a Map Run", lambda: server.states.list_map_runs(executionArn=execution)["mapRuns"])[0]["mapRunArn"]
        server.states.update_map_run(mapRunArn=arn, maxConcurrency=3, toleratedFailureCount=2)
        run = until("the change", lambda: (lambda r: r if r["itemCounts"]["running"] == 3 else None)(server.states.describe_map_run(mapRunArn=arn)))
        equal("a running Map Run is changed", (run["maxConcurrency"], run["toleratedFailureCount"]), (3, 2))
        server.states.stop_execution(executionArn=execution)
        equal("stopping the parent stops it", until("its end", lambda: (lambda r: r["status"] if r["status"] != "RUNNING" else None)(
            server.states.describe_map_run(mapRunArn=arn))), "ABORTED")


def machines():
    """Versions, aliases, tags, updates; what is checked and what is tried out."""
    with serve() as server:
        first = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "End": True}}}
        second = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 2, "End": True}}}
        machine = server.create("service", first, publish=True, versionDescription="one", tags=[{"key": "team", "value": "a"}])
        update = server.states.update_state_machine(stateMachineArn=machine, definition=json.dumps(second), publish=True)
        equal("an update makes a version", update["stateMachineVersionArn"], machine + ":2")
        alias = server.states.create_state_machine_alias(name="live", routingConfiguration=[{"stateMachineVersionArn": machine + ":1", "weight": 100}])["stateMachineAliasArn"]
        execution = server.begin(alias)
        end = server.end_of(execution)
        equal("an alias leads to its version", (end["output"], end["stateMachineVersionArn"], end["stateMachineAliasArn"]), ("1", machine + ":1", alias))
        server.states.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=[
            {"stateMachineVersionArn": machine + ":1", "weight": 50}, {"stateMachineVersionArn": machine + ":2", "weight": 50}])
        outputs = [server.end_of(server.begin(alias))["output"] for _ in range(40)]
        check("weights choose the version", 5 <= outputs.count("1") <= 35, outputs)
        equal("executions of a version", {row["stateMachineVersionArn"] for row in server.states.list_executions(stateMachineArn=machine + ":2")["executions"]}, {machine + ":2"})
        refused("a version that an alias leads to stays", "ConflictException", server.states.delete_state_machine_version, stateMachineVersionArn=machine + ":1")
        server.states.tag_resource(resourceArn=machine, tags=[{"key": "stage", "value": "test"}])
        server.states.untag_resource(resourceArn=machine, tagKeys=["team"])
        equal("tags", server.states.list_tags_for_resource(resourceArn=machine)["tags"], [{"key": "stage", "value": "test"}])
        failing = server.create("failing", {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Fail", "Error": "E"}}})
        execution = server.begin(failing)
        equal("a failure can be redriven", server.end_of(execution)["redriveStatus"], "REDRIVABLE")
        server.states.redrive_execution(executionArn=execution)
        end = until("the redrive", lambda: (lambda e: e if e["status"] == "FAILED" and e["redriveCount"] == 1 else None)(server.states.describe_execution(executionArn=execution)))
        equal("it goes on where it failed", server.types(execution)[-2:], ["ExecutionRedriven", "ExecutionFailed"])
        refused("a success is not redriven", "ExecutionNotRedrivable", server.states.redrive_execution, executionArn=server.states.list_executions(stateMachineArn=machine)["executions"][0]["executionArn"])
        express = server.create("express", first, type="EXPRESS")
        sync = server.states.start_sync_execution(stateMachineArn=express, input="{}")
        equal("an Express execution is waited for", (sync["status"], sync["output"], sync["billingDetails"]["billedMemoryUsedInMB"]), ("SUCCEEDED", "1", 64))
        refused("a Standard one is not", "StateMachineTypeNotSupported", server.states.start_sync_execution, stateMachineArn=machine)
        tried = server.states.test_state(definition=json.dumps({"Type": "Pass", "Result": {"a": 1}, "Next": "B"}), roleArn=ROLE, input="{}")
        equal("a state is tried out", (tried["status"], tried["nextState"], json.loads(tried["output"])), ("SUCCEEDED", "B", {"a": 1}))
        equal("a definition is checked", server.states.validate_state_machine_definition(definition="{}")["result"], "FAIL")
        pages = [page["stateMachines"] for page in server.states.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 1})]
        equal("lists come in pages", [row["name"] for page in pages for row in page], ["express", "failing", "service"])
        server.states.delete_state_machine(stateMachineArn=machine)
        refused("what is deleted is gone", "StateMachineDoesNotExist", server.states.describe_state_machine, stateMachineArn=machine)


def command_line():
    """The AWS CLI."""
    with serve("--clock", "x200", "--scenario", "SCENARIO") as server:
        aws = server.aws
        one, two = os.path.join(SEED, "run-and-wait.asl.json"), os.path.join(SEED, "task-token.asl.json")
        machine = aws("create-state-machine", "--name", "run-and-wait", "--role-arn", ROLE, "--definition", f"file://{one}")["stateMachineArn"]
        execution = aws("start-execution", "--state-machine-arn", machine, "--name", "first", "--input", f"file://{SEED}/run-and-wait.input.json")["executionArn"]
        end = until("the end", lambda: (lambda e: e if e["status"] != "RUNNING" else None)(aws("describe-execution", "--execution-arn", execution)))
        equal("a job is run", end["status"], "SUCCEEDED")
        equal("its history is read", [event["type"] for event in aws("get-execution-history", "--execution-arn", execution, "--page-size", "3")["events"]], SYNC)
        waiting = aws("create-state-machine", "--name", "task-token", "--role-arn", ROLE, "--definition", f"file://{two}")["stateMachineArn"]
        execution = aws("start-execution", "--state-machine-arn", waiting)["executionArn"]
        token = token_of(server, execution)
        equal("a heartbeat is sent", aws("send-task-heartbeat", "--task-token", token), {})
        equal("a token is answered", aws("send-task-success", "--task-token", token, "--task-output", '{"ok":true}'), {})
        equal("and it ends", server.end_of(execution)["output"], '{"ok":true}')
        check("a refusal is told in AWS's words", "(TaskTimedOut) when calling the SendTaskSuccess operation: Task Timed Out" in aws("send-task-success", "--task-token", token, "--task-output", "{}"))
        execution = aws("start-execution", "--state-machine-arn", waiting)["executionArn"]
        check("it is stopped", "stopDate" in aws("stop-execution", "--execution-arn", execution, "--error", "E", "--cause", "C"))
        activity = aws("create-activity", "--name", "work")["activityArn"]
        equal("activities are listed", [row["activityArn"] for row in aws("list-activities")["activities"]], [activity])
        equal("a definition is checked", aws("validate-state-machine-definition", "--definition", f"file://{one}")["result"], "OK")
        equal("executions are listed", len(aws("list-executions", "--state-machine-arn", waiting)["executions"]), 2)
        aws("publish-state-machine-version", "--state-machine-arn", machine)
        equal("versions are listed", [row["stateMachineVersionArn"] for row in aws("list-state-machine-versions", "--state-machine-arn", machine)["stateMachineVersions"]], [machine + ":1"])
        aws("delete-state-machine", "--state-machine-arn", machine)
        equal("machines are deleted", [row["name"] for row in aws("list-state-machines")["stateMachines"]], ["task-token"])


def guarded():
    """Signed requests and a bearer token on another address."""
    with tempfile.TemporaryDirectory() as folder:
        keys, token = os.path.join(folder, "keys"), os.path.join(folder, "token")
        for path, text in ((keys, "AKIDSTEPSCOPE very-secret-key-of-this-test\n"), (token, base64.b16encode(os.urandom(32)).decode() + "\n")):
            with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                file.write(text)
        out = subprocess.run([BINARY, "serve", "--host", "0.0.0.0", "--port", "0", "--data", folder + "/data"], capture_output=True, text=True)
        equal("an open door is refused", (out.returncode, "can be reached from other machines" in out.stderr), (2, True))
        server = Server(folder, "--host", "0.0.0.0", "--keys-file", keys)

        def client(key, secret):
            return boto3.session.Session().client(
                "stepfunctions", endpoint_url=server.url, region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key=secret)
        try:
            equal("a signed request is answered", client("AKIDSTEPSCOPE", "very-secret-key-of-this-test").list_state_machines()["stateMachines"], [])
            refused("another secret is refused", "InvalidSignatureException", client("AKIDSTEPSCOPE", "guessed").list_state_machines)
            refused("another key is refused", "UnrecognizedClientException", client("AKIDOTHER", "x").list_state_machines)
        finally:
            server.kill()


SUITES = {one.__name__: one for one in (run_and_wait, task_token, activities, nested, maps, machines, command_line, guarded)}
for name in sys.argv[3:] or SUITES:
    suite = name
    try:
        SUITES[name]()
    except Exception as error:
        import traceback
        check("runs to its end", False, f"{type(error).__name__}: {error} {traceback.format_exc().splitlines()[-3:]}")
sys.exit(1 if failed else 0)
