"""Prints what CloudFormation must be allowed to do for each type of resource, by AWS's own descriptions of the types, which cfn-lint brings along.

    needed.py TYPE...
"""
import json
import sys
from pathlib import Path

import cfnlint

asked = set(sys.argv[1:])
needed = {}
for file in (Path(cfnlint.__file__).parent / "data/schemas/resources").glob("*.json"):
    about = json.loads(file.read_text())
    if about["typeName"] in asked and "handlers" in about:
        handlers = [about["handlers"].get(name, {}) for name in ("create", "read", "update", "delete")]
        needed[about["typeName"]] = sorted({right for handler in handlers for right in handler.get("permissions", [])})
print(json.dumps(needed))
