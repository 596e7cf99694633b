#!/usr/bin/env python3
"""Runs an emulator that is not ministack for one test and does what the test says on standard input.

Usage: VENV/bin/python peer_drive.py --server SERVER [--venv VENV] [--script FILE] NAME=DEFINITION.json ...

SERVER is `moto` (moto_server as shipped), `moto-ecs` (the server that FILE starts: moto whose ECS integration works) or
`localstack`. It is started on a free port of 127.0.0.1; clusters, task definitions and state machines of the definitions
are made as far as the server has them. What is printed and which lines are understood is told in ministack_drive.py;
beside those there are

    log CLUSTER TEXT           {"written": N}     TEXT as a line of the log of each container of the cluster's tasks
    transition SECONDS         {"set": true}      (moto) how long a task stays in each of its statuses
    mocked NAME CASE INPUT     {"executionArn"}   (localstack) a start whose task results are mocked
"""
import argparse
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import ministack_drive
from ministack_drive import ACCOUNT, REGION, ROLE, free_port, perform, run_task_parameters, say

SECONDS = {"moto": 40, "moto-ecs": 40, "localstack": 60}


class Peer(ministack_drive.Emulator):
    """A server process and the clients that talk to it."""

    def __init__(self, server, venv, script, mocks):
        import boto3
        from botocore.config import Config

        self.server = server
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile()
        self.folder = tempfile.TemporaryDirectory(prefix=f"stepscope-{server}-")
        environment = dict(os.environ, HOME=self.folder.name, AWS_DEFAULT_REGION=REGION)
        self.process = subprocess.Popen(
            self.command(venv, script, environment, mocks), env=environment, cwd=self.folder.name, stdin=subprocess.DEVNULL,
            stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True,
        )
        # LocalStack takes a key of twelve digits for an account.
        settings = dict(
            endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30),
        )
        self.states = boto3.client("stepfunctions", **settings)
        self.ecs = boto3.client("ecs", **settings)
        self.ec2 = boto3.client("ec2", **settings)
        self.logs = boto3.client("logs", **settings)

    def command(self, venv, script, environment, mocks):
        if self.server == "localstack":
            data = os.path.join(self.folder.name, "data")
            environment.update(
                GATEWAY_SERVER="hypercorn", GATEWAY_LISTEN=f"127.0.0.1:{self.port}", FILESYSTEM_ROOT=data, LOCALSTACK_VOLUME_DIR=data,
                SERVICES="stepfunctions,sts,iam,logs,sqs,lambda,events,s3", DISABLE_EVENTS="1", SKIP_SSL_CERT_DOWNLOAD="1", DNS_ADDRESS="0",
            )
            if mocks:
                environment["SFN_MOCK_CONFIG"] = str(mocks)
            return [str(venv / "bin" / "python"), "-m", "localstack.runtime.main"]
        environment["MOTO_PORT"] = str(self.port)
        if self.server == "moto-ecs":
            return [str(venv / "bin" / "python"), str(script), str(self.port)]
        return [str(venv / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(self.port)]

    def wait(self):
        """Returns when the port answers; fails with the server's own words."""
        deadline = time.monotonic() + SECONDS[self.server]
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.states.list_state_machines()
                break
            except Exception:
                time.sleep(0.2)
        else:
            self.log.seek(0)
            words = self.log.read()[-2000:].decode(errors="replace")
            raise SystemExit(f"{self.server} did not start in {SECONDS[self.server]} s: {words}")
        if self.server.startswith("moto"):
            self.post("/moto-api/config", b'{"stepfunctions":{"execute_state_machine":true}}')
            # Otherwise each look at a task moves it on.
            self.transition(1)

    def transition(self, seconds):
        body = '{"model_name":"ecs::task","transition":{"progression":"time","seconds":%s}}' % seconds
        self.post("/moto-api/state-manager/set-transition", body.encode())

    def post(self, path, body):
        request = urllib.request.Request(self.endpoint + path, data=body, headers={"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).read()

    def end(self):
        if self.process.poll() is None:
            # The server's own children are in its group.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.folder.cleanup()

    def prepare(self, parameters):
        """Creates what a RunTask request of a definition names, as far as the server has ECS."""
        if self.server == "localstack":
            return
        cluster, family = parameters.get("Cluster", "default"), parameters.get("TaskDefinition")
        self.ecs.create_cluster(clusterName=cluster.rsplit("/", 1)[-1])
        overrides = parameters.get("Overrides", {}).get("ContainerOverrides", [])
        names = [each["Name"] for each in overrides if "Name" in each] or ["main"]
        group = f"/ecs/{family}"
        try:
            self.logs.create_log_group(logGroupName=group)
        except self.logs.exceptions.ResourceAlreadyExistsException:
            pass
        options = {"awslogs-group": group, "awslogs-region": REGION, "awslogs-stream-prefix": "ecs"}
        self.ecs.register_task_definition(
            family=family, cpu="256", memory="512", networkMode="awsvpc", requiresCompatibilities=["FARGATE"],
            containerDefinitions=[
                {
                    "name": name, "image": "busybox", "memory": 256, "essential": True,
                    "logConfiguration": {"logDriver": "awslogs", "options": options},
                }
                for name in names
            ],
        )

    def completed(self, text):
        """The definition with what moto demands of a request and AWS does not: a subnet that is there, and security groups."""
        import json

        document = json.loads(text)
        subnet = self.ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        for parameters in run_task_parameters(document):
            parameters["LaunchType"] = "FARGATE"
            parameters["NetworkConfiguration"] = {"AwsvpcConfiguration": {"Subnets": [subnet], "SecurityGroups": ["sg-1"]}}
        return json.dumps(document)

    def create(self, name, path):
        text = path.read_text()
        if ":ecs:runTask" in text and self.server.startswith("moto"):
            text = self.completed(text)
        import json

        for parameters in run_task_parameters(json.loads(text)):
            self.prepare(parameters)
        return self.states.create_state_machine(name=name, definition=text, roleArn=ROLE)["stateMachineArn"]

    def write(self, cluster, text):
        written = 0
        for arn in self.ecs.list_tasks(cluster=cluster)["taskArns"]:
            task = self.ecs.describe_tasks(cluster=cluster, tasks=[arn])["tasks"][0]
            definition = self.ecs.describe_task_definition(taskDefinition=task["taskDefinitionArn"])["taskDefinition"]
            for container in definition["containerDefinitions"]:
                options = container["logConfiguration"]["options"]
                place = dict(
                    logGroupName=options["awslogs-group"],
                    logStreamName=f"{options['awslogs-stream-prefix']}/{container['name']}/{arn.rsplit('/', 1)[-1]}",
                )
                try:
                    self.logs.create_log_stream(**place)
                except self.logs.exceptions.ResourceAlreadyExistsException:
                    pass
                self.logs.put_log_events(logEvents=[{"timestamp": int(time.time() * 1000), "message": text}], **place)
                written += 1
        return written


def answer(peer, machines, line):
    word, _, rest = line.partition(" ")
    if word == "log":
        cluster, _, text = rest.partition(" ")
        return {"written": peer.write(cluster, text)}
    if word == "transition":
        peer.transition(float(rest))
        return {"set": True}
    if word == "mocked":
        name, case, document = rest.split(" ", 2)
        started = peer.states.start_execution(stateMachineArn=f"{machines[name]}#{case}", name=f"run-{time.time_ns()}", input=document)
        return {"executionArn": started["executionArn"]}
    return perform(peer, machines, line)


def main():
    parser = argparse.ArgumentParser(description="Runs an emulator for one test.")
    parser.add_argument("--server", choices=sorted(SECONDS), required=True)
    parser.add_argument("--venv", type=pathlib.Path, default=pathlib.Path(sys.prefix))
    parser.add_argument("--script", type=pathlib.Path)
    parser.add_argument("--mocks", type=pathlib.Path)
    parser.add_argument("machines", nargs="*", metavar="NAME=FILE")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    peer = Peer(arguments.server, arguments.venv, arguments.script, arguments.mocks)
    try:
        peer.wait()
        pairs = [each.partition("=") for each in arguments.machines]
        machines = {name: peer.create(name, pathlib.Path(file)) for name, _, file in pairs}
        say({"endpoint": peer.endpoint, "pid": peer.process.pid, "machines": machines})
        for line in map(str.strip, sys.stdin):
            if line == "quit":
                say({"quit": True})
                break
            try:
                say(answer(peer, machines, line))
            except Exception as problem:
                say({"error": f"{type(problem).__name__}: {problem}"})
    finally:
        peer.end()


if __name__ == "__main__":
    main()
