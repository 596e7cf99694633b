#!/usr/bin/env python3
"""Runs a ministack emulator for one test and does what the test says on standard input.

Usage: VENV/bin/python ministack_drive.py [--venv VENV] NAME=DEFINITION.json ...

Starts ministack of VENV (default: the one this runs in) on a free port of 127.0.0.1, creates the clusters and task
definitions that the definitions name and one state machine for each NAME=FILE, then prints one line of JSON:

    {"endpoint": "http://127.0.0.1:PORT", "pid": PID, "machines": {NAME: ARN}}

After that it answers each line of standard input with one line of JSON:

    start NAME [INPUT]         {"executionArn": ARN}              INPUT is JSON, by default {}
    tasks CLUSTER              {"tasks": [{"arn", "status", "environment": {NAME: VALUE}}]}
    stop-tasks CLUSTER         {"stopped": [ARN]}                 every running task
    fail TOKEN ERROR           {"failed": true}               SendTaskFailure
    describe ARN               {"status": STATUS, "output": TEXT} of an execution
    history ARN                {"events": [...]}              of an execution, as the emulator tells it
    quit                       {"quit": true}

A line that fails is answered with {"error": TEXT}. At the end of the input, at `quit` and when it is terminated, the
emulator is ended by its process id.
"""
import argparse
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

REGION = "us-east-1"
ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/states"
START_SECONDS = 30


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Emulator:
    """A ministack process and the clients that talk to it."""

    def __init__(self, venv):
        import boto3
        from botocore.config import Config

        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile()
        self.folder = tempfile.TemporaryDirectory(prefix="stepscope-ministack-")
        environment = dict(
            os.environ, GATEWAY_PORT=str(self.port), BIND_HOST="127.0.0.1", MINISTACK_ACCOUNT_ID=ACCOUNT, HOME=self.folder.name
        )
        self.process = subprocess.Popen(
            [str(venv / "bin" / "ministack")], env=environment, cwd=self.folder.name, stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        settings = dict(
            endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30),
        )
        self.states = boto3.client("stepfunctions", **settings)
        self.ecs = boto3.client("ecs", **settings)

    def wait(self):
        """Returns when the port answers; fails with the emulator's own words."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                self.states.list_state_machines()
                return
            except Exception:
                time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError("ministack did not start: " + self.log.read()[-2000:].decode(errors="replace"))

    def end(self):
        if self.process.poll() is None:
            # Its graceful end waits for open connections, which a monitor keeps.
            self.process.terminate()
            try:
                self.process.wait(0.5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.folder.cleanup()

    def create(self, name, path):
        text = path.read_text()
        for parameters in run_task_parameters(json.loads(text)):
            self.prepare(parameters)
        return self.states.create_state_machine(name=name, definition=text, roleArn=ROLE)["stateMachineArn"]

    def prepare(self, parameters):
        """Creates what a RunTask request of a definition names literally."""
        cluster, family = parameters.get("Cluster"), parameters.get("TaskDefinition")
        if isinstance(cluster, str) and not cluster.startswith("{%"):
            self.ecs.create_cluster(clusterName=cluster.rsplit("/", 1)[-1])
        if isinstance(family, str) and not family.startswith("{%"):
            overrides = parameters.get("Overrides", {}).get("ContainerOverrides", [])
            names = [each["Name"] for each in overrides if "Name" in each] or ["main"]
            self.ecs.register_task_definition(
                family=family.rsplit("/", 1)[-1].split(":")[0], cpu="256", memory="512", networkMode="awsvpc",
                requiresCompatibilities=["FARGATE"],
                containerDefinitions=[{"name": name, "image": "busybox", "memory": 256, "essential": True} for name in names],
            )

    def running(self, cluster):
        arns = self.ecs.list_tasks(cluster=cluster)["taskArns"]
        return self.ecs.describe_tasks(cluster=cluster, tasks=arns)["tasks"] if arns else []


def run_task_parameters(node):
    """The Parameters or Arguments of every state that runs an ECS task, at any depth."""
    if isinstance(node, dict):
        if isinstance(node.get("Resource"), str) and ":ecs:runTask" in node["Resource"]:
            yield node.get("Arguments", node.get("Parameters", {}))
        for value in node.values():
            yield from run_task_parameters(value)
    elif isinstance(node, list):
        for value in node:
            yield from run_task_parameters(value)


def perform(emulator, machines, line):
    word, _, rest = line.partition(" ")
    if word == "start":
        name, _, document = rest.partition(" ")
        answer = emulator.states.start_execution(
            stateMachineArn=machines[name], name=f"run-{uuid.uuid4()}", input=document or "{}"
        )
        return {"executionArn": answer["executionArn"]}
    if word == "tasks":
        return {
            "tasks": [
                {
                    "arn": task["taskArn"],
                    "status": task["lastStatus"],
                    "environment": {
                        variable["name"]: variable["value"]
                        for override in task.get("overrides", {}).get("containerOverrides", [])
                        for variable in override.get("environment", [])
                    },
                }
                for task in emulator.running(rest)
            ]
        }
    if word == "stop-tasks":
        stopped = [task["taskArn"] for task in emulator.running(rest) if task["lastStatus"] == "RUNNING"]
        for arn in stopped:
            emulator.ecs.stop_task(cluster=rest, task=arn, reason="stopped by the test")
        return {"stopped": stopped}
    if word == "fail":
        token, _, error = rest.partition(" ")
        emulator.states.send_task_failure(taskToken=token, error=error, cause="told by the test")
        return {"failed": True}
    if word == "history":
        events = emulator.states.get_execution_history(executionArn=rest, maxResults=1000)["events"]
        return {"events": json.loads(json.dumps(events, default=lambda moment: moment.timestamp()))}
    if word == "describe":
        answer = emulator.states.describe_execution(executionArn=rest)
        return {"status": answer["status"], "output": answer.get("output")}
    raise ValueError(f"unknown command: {line}")


def say(value):
    print(json.dumps(value), flush=True)


def main():
    parser = argparse.ArgumentParser(description="Runs a ministack emulator for one test.")
    parser.add_argument("--venv", type=pathlib.Path, default=pathlib.Path(sys.prefix))
    parser.add_argument("machines", nargs="*", metavar="NAME=FILE")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    emulator = Emulator(arguments.venv)
    try:
        emulator.wait()
        pairs = [each.partition("=") for each in arguments.machines]
        machines = {name: emulator.create(name, pathlib.Path(file)) for name, _, file in pairs}
        say({"endpoint": emulator.endpoint, "pid": emulator.process.pid, "machines": machines})
        for line in map(str.strip, sys.stdin):
            if line == "quit":
                say({"quit": True})
                break
            try:
                say(perform(emulator, machines, line))
            except Exception as problem:
                say({"error": f"{type(problem).__name__}: {problem}"})
    finally:
        emulator.end()


if __name__ == "__main__":
    main()
