"""What botocore makes of files and variables.

Reads a JSON list of cases from a file and prints a JSON list of answers:
  {"file": TEXT}                        -> {"sections": {...}} as its INI reader gives them, or {"error": true}
  {"home": DIR, "environment": {...},   -> {"key", "sfn", "logs", "region"} of a session, or {"error": NAME}
   "profile": NAME or null}
Nothing is sent: only clients are made.
"""

import json
import os
import sys
import tempfile

import botocore.session
from botocore.configloader import raw_config_parse


def read(text):
    with tempfile.NamedTemporaryFile("w", newline="", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        try:
            return {"sections": raw_config_parse(file.name)}
        except Exception:
            return {"error": True}


def resolve(case):
    os.environ.clear()
    os.environ.update(case["environment"], HOME=case["home"], PATH="/usr/bin:/bin", AWS_EC2_METADATA_DISABLED="true")
    try:
        session = botocore.session.Session(profile=case["profile"])
        credentials = session.get_credentials()
        clients = {name: session.create_client(service) for name, service in (("sfn", "stepfunctions"), ("logs", "logs"))}
        answer = {name: client.meta.endpoint_url for name, client in clients.items()}
        answer["region"] = clients["sfn"].meta.region_name
        answer["key"] = credentials.access_key if credentials else None
        return answer
    except Exception as error:
        return {"error": type(error).__name__}


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    json.dump([read(case["file"]) if "file" in case else resolve(case) for case in cases], sys.stdout)
