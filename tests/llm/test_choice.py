"""Which model answers, and that its libraries are only there when it does."""

import subprocess
import sys

import pytest

from app import llm
from tests.harness.processes import ROOT, clean_environment
from tests.llm.asking import settings

pytestmark = pytest.mark.integration
LOADED = (
    "import sys; from app import llm; llm.load_chosen(); print('pydantic_ai' in sys.modules, llm.is_loaded())"
)


def loaded(**values: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env=clean_environment(**values),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_without_a_key_nothing_of_a_model_is_loaded(tmp_path):
    assert loaded(PLATFORM_DATA_DIR=str(tmp_path)) == "False True"


def test_with_a_key_its_libraries_are_loaded_ahead(tmp_path):
    assert loaded(PLATFORM_DATA_DIR=str(tmp_path), GEMINI_API_KEY="canary") == "True True"


def test_a_server_of_ones_own_comes_before_gemini():
    with settings(GEMINI_API_KEY="canary"):
        gemini = llm.chosen_model()
        with settings(PLATFORM_MODEL_URL="http://127.0.0.1:9/v1", PLATFORM_MODEL="own"):
            own = llm.chosen_model()

    assert gemini == llm.ChosenModel("gemini-3.8-flash", "google")
    assert own == llm.ChosenModel("own", "openai-compatible")
