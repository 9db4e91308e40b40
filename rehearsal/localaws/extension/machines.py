"""Step Functions: state machines, whose definition is judged and never run."""

import json
from collections import defaultdict

from .model import Model, Rejected


def unreachable(definition):
    """Where a definition leads that is not a state of it."""
    states = definition["States"]
    targets = [definition["StartAt"]]
    for state in states.values():
        targets += [state[key] for key in ("Next", "Default") if key in state]
        targets += [rule["Next"] for rule in [*state.get("Catch", []), *state.get("Choices", [])]]
    return [target for target in targets if target not in states]


class StateMachine(Model):
    type, name_property = "AWS::StepFunctions::StateMachine", "StateMachineName"
    fixed = ("StateMachineName", "StateMachineType")
    made = defaultdict(list)  # by place: of moto's back end, the rehearsal lacks what it needs

    @property
    def arn(self):
        return self.place.arn("states", f"stateMachine:{self.name}")

    @property
    def physical_resource_id(self):
        return self.arn

    @property
    def attributes(self):
        return {"Arn": self.arn, "Name": self.name}

    def create(self):
        self.check()
        self.made[self.place].append(self.arn)

    def check(self):
        text = self.properties["DefinitionString"]
        for name, value in self.properties.get("DefinitionSubstitutions", {}).items():
            text = text.replace("${" + name + "}", value)
        if "${" in text:
            raise Rejected("Invalid State Machine Definition: a substitution is missing")
        try:
            missing = unreachable(json.loads(text))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise Rejected("Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION'") from error
        if missing:
            raise Rejected(f"Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: {missing[0]}'")

    def update(self, before):
        self.check()

    def delete(self):
        self.made[self.place].remove(self.arn)
