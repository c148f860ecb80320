"""Gemini, by Google's own client.

Prompts are not to be stored at the other side: they hold people's records. Sampling is left to the model, which
refuses wishes about it.
"""

from collections.abc import Callable

import httpx2
from google.genai import Client
from google.genai.types import HttpOptions, ThinkingConfigDict, ThinkingLevel
from pydantic_ai.models.google import GoogleModel, GoogleModelSettings
from pydantic_ai.providers.google import GoogleProvider
from pydantic_ai.settings import merge_model_settings

from app.config import Settings
from app.llm import _speaking
from app.llm._choice import GEMINI
from app.llm._speaking import SETTINGS, ModelEngine


def maker(settings: Settings, name: str) -> Callable[[str], ModelEngine]:
    """What makes the engine of a turn out of its instructions; all of them share one client."""
    options = HttpOptions(
        base_url=settings.gemini_url,
        timeout=120_000,
        extra_body={"store": False},
        httpx_async_client=httpx2.AsyncClient(timeout=120),
    )
    # Never empty: the client would look for a key in the environment.
    client = Client(api_key=settings.gemini_api_key.get_secret_value(), http_options=options)
    thinking: ThinkingConfigDict = {"thinking_level": ThinkingLevel(settings.thinking.upper())}
    wanted = merge_model_settings(SETTINGS, GoogleModelSettings(google_thinking_config=thinking)) or SETTINGS
    model = GoogleModel(name, provider=GoogleProvider(client=client))
    return _speaking.maker(name, GEMINI, model, wanted)
