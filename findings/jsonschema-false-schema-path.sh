#!/usr/bin/env bash
# jsonschema: the error of a `false` schema does not say which property or item it is about.
#
# Versions: jsonschema 4.26.0, jsonschema-rs 0.37.0.
# Behaviour: `false` is a schema that no value fits. Where it stands for a property, for items by
#   position or for names that match a pattern, `json_path` and `absolute_path` of the error end at
#   the object or the list around the value. With `{"not": true}`, which means the same, they lead
#   to the value itself, as the JSON Schema specification has it for `instanceLocation`, and as
#   jsonschema-rs tells it for both.
# Output seen:
#   false        $.card $.card $.list
#   {"not": true} $.card.pin $.card.x1 $.list[1]
#   jsonschema-rs card/pin card/x1 list/1
# It exits with 1 if that changes.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check \
    jsonschema==4.26.0 jsonschema-rs==0.37.0
cat >"$place/probe.py" <<'PY'
import jsonschema_rs
from jsonschema import Draft202012Validator

VALUE = {"card": {"pin": 1234, "x1": "a"}, "list": ["a", "b"]}


def schema(nothing):
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {
            "card": {"properties": {"pin": nothing}, "patternProperties": {"^x": nothing}},
            "list": {"prefixItems": [True, nothing]},
        },
    }


for name, nothing in ("false       ", False), ('{"not": true}', {"not": True}):
    found = Draft202012Validator(schema(nothing)).iter_errors(VALUE)
    print(name, *sorted(error.json_path for error in found))
found = jsonschema_rs.Draft202012Validator(schema(False)).iter_errors(VALUE)
print("jsonschema-rs", *sorted("/".join(map(str, error.instance_path)) for error in found))
PY
seen=$("$place/venv/bin/python" -W ignore "$place/probe.py")
expected='false        $.card $.card $.list
{"not": true} $.card.pin $.card.x1 $.list[1]
jsonschema-rs card/pin card/x1 list/1'
printf "%s\n" "$seen"
[ "$seen" = "$expected" ]
