"""Writes the template as the emulator (MiniStack 1.5.33) takes it. Nothing is taken out.

    adapt.py TEMPLATE WRITTEN

- It runs SAM's transform with the parameters' defaults, whatever values are given; so what the transform itself depends on is made the default.
- It hands a number that comes from a parameter on as text, and its poller of SQS compares it with a number.
- It asks for a right to SendMessageBatch, where AWS asks for SendMessage.
- It speaks plain HTTP, as the stand-ins do, which functions accept with DEV_MODE only.
- A template that `sam build` has not written names no programs yet.
"""
import sys

from samcli.yamlhelper import yaml_dump, yaml_parse

source, written = sys.argv[1:]
with open(source) as file:
    template = yaml_parse(file.read())

template["Parameters"]["TrafficShift"]["Default"] = "None"
template["Parameters"]["Release"]["Default"] = "local"
template["Globals"]["Function"]["Environment"]["Variables"]["DEV_MODE"] = "TRUE"
for upstream in ("OpenAiBaseUrl", "TelegramApiUrl"):
    del template["Parameters"][upstream]["AllowedPattern"]
template["Resources"]["NotifierFunction"]["Properties"]["Events"]["LeadEvents"]["Properties"]["ScalingConfig"]["MaximumConcurrency"] = 5
for role in ("ChatRole", "UpkeepRole"):
    for policy in template["Resources"][role]["Properties"]["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Action"] == "sqs:SendMessage":
                statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]
if template["Globals"]["Function"].pop("CodeUri", None):
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"].setdefault("CodeUri", name)

with open(written, "w") as file:
    file.write(yaml_dump(template))
