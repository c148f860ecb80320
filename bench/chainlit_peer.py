"""Chainlit, showing the stream of the same model: an environment of its own, because it needs other libraries."""

import contextlib
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.harness.processes import ROOT, child, free_port, wait_until

REQUIREMENTS = ROOT / "bench" / "requirements-chainlit.txt"
APP = """
import json, os
import chainlit as cl
import httpx

@cl.on_message
async def answer(message):
    said = cl.Message(content="")
    body = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": message.content}]}
    async with httpx.AsyncClient(timeout=60) as http:
        async with http.stream("POST", os.environ["BENCH_MODEL"] + "/chat/completions", json=body) as reply:
            async for line in reply.aiter_lines():
                if line.startswith("data: {"):
                    delta = json.loads(line[6:])["choices"][0]["delta"]
                    if delta.get("content"):
                        await said.stream_token(delta["content"])
    await said.update()
"""


@contextlib.contextmanager
def running_chainlit(model_url: str) -> Iterator[str]:
    """Its address, while it runs."""
    with tempfile.TemporaryDirectory(prefix="chainlit-") as folder:
        place = Path(folder)
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, place / "venv"], check=True)
        python = place / "venv" / "bin" / "python"
        install: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--require-hashes",
            "-r",
            REQUIREMENTS,
        ]
        subprocess.run(install, check=True)
        (place / "app.py").write_text(APP, encoding="utf-8")
        port = free_port()
        command: list[str | Path] = [
            python,
            "-m",
            "chainlit",
            "run",
            "app.py",
            "--headless",
            "--port",
            str(port),
            "--host",
            "127.0.0.1",
        ]
        environment = {**os.environ, "BENCH_MODEL": model_url, "HOME": folder}
        with child(command, log=place / "log", env=environment, cwd=place, grace_seconds=10):
            url = f"http://127.0.0.1:{port}"
            wait_until("Chainlit answers", lambda: _is_up(url), timeout_seconds=120)
            yield url


def _is_up(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
