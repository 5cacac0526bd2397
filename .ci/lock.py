"""Every version that pip would install today for the pins, one a line: `make lock` keeps them."""

import json
import sys

report = json.load(sys.stdin)
installed = (package["metadata"] for package in report["install"])
print("# Made by `make lock` from requirements.txt and requirements-dev.txt; do not edit.")
for name, version in sorted((each["name"].lower(), each["version"]) for each in installed):
    print(f"{name}=={version}")
