"""Prints the template as CloudFormation sees it for given parameters: transformed by SAM's own translator, conditions decided, what depends on
parameters put in. References to resources stay, as {"Ref": ...}, {"Fn::GetAtt": ...} or ${...} within a text.

    transform.py TEMPLATE NAME=VALUE...
"""
import json
import re
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

PSEUDO = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-central-1",
    "AWS::StackName": "leadline",
    "AWS::URLSuffix": "amazonaws.com",
}
NOTHING = object()


class Template:
    def __init__(self, path, given):
        with open(path) as file:
            source = yaml_parse(file.read())
        declared = source["Parameters"]
        for name in given:
            assert name in declared, f"the template has no parameter {name}"
        self.values = {name: str(given.get(name, about.get("Default", f"value of {name}"))) for name, about in declared.items()}
        self.conditions, self.mappings = source["Conditions"], source.get("Mappings")
        self.translated = source
        if "Transform" in source:
            # As `sam package` leaves it.
            source["Globals"]["Function"]["CodeUri"] = "s3://bucket/code"
            self.translated = Translator({}, Parser()).translate(source, dict(self.values))

    def resolved(self):
        resources = {
            name: self.resolve(about)
            for name, about in self.translated["Resources"].items()
            if "Condition" not in about or self.holds(about["Condition"])
        }
        rules = self.resolve(self.translated.get("Rules", {}))
        return {"Resources": resources, "Outputs": self.resolve(self.translated["Outputs"]), "Rules": rules}

    def holds(self, name):
        return self.resolve(self.conditions[name])

    def resolve(self, part):
        if isinstance(part, list):
            return [item for item in map(self.resolve, part) if item is not NOTHING]
        if not isinstance(part, dict):
            return part
        if len(part) == 1:
            (name, argument), = part.items()
            function = getattr(self, name.replace("::", "_"), None) if name.startswith("Fn::") or name == "Ref" else None
            if name == "Condition" and isinstance(argument, str):
                return self.holds(argument)
            if function:
                return function(argument)
        resolved = {name: self.resolve(value) for name, value in part.items()}
        return {name: value for name, value in resolved.items() if value is not NOTHING}

    def Ref(self, name):
        if name == "AWS::NoValue":
            return NOTHING
        return self.values.get(name, PSEUDO.get(name, {"Ref": name}))

    def Fn_If(self, argument):
        condition, yes, no = argument
        return self.resolve(yes if self.holds(condition) else no)

    def Fn_Equals(self, argument):
        one, other = map(str, self.resolve(argument))
        return one == other

    def Fn_Not(self, argument):
        return not self.resolve(argument)[0]

    def Fn_And(self, argument):
        return all(self.resolve(argument))

    def Fn_Or(self, argument):
        return any(self.resolve(argument))

    def Fn_FindInMap(self, argument):
        first, second, third = self.resolve(argument)
        return self.mappings[first][second][third]

    def Fn_Select(self, argument):
        index, items = argument
        items = self.resolve(items)
        return items[int(index)] if isinstance(items, list) else {"Fn::Select": [index, items]}

    def Fn_Split(self, argument):
        separator, text = argument
        return self.resolve(text).split(separator)

    def Fn_Sub(self, argument):
        text, variables = argument if isinstance(argument, list) else (argument, {})

        def put_in(match):
            name = match.group(1)
            value = self.resolve(variables[name]) if name in variables else self.Ref(name)
            return value if isinstance(value, str) else "${%s}" % value.get("Ref", name)

        return re.sub(r"\$\{([A-Za-z0-9:.]+)\}", put_in, text)


template = Template(sys.argv[1], dict(argument.split("=", 1) for argument in sys.argv[2:]))
print(json.dumps(template.resolved()))
