"""Any server that speaks OpenAI's chat completions: Ollama, vLLM, llama.cpp, LM Studio, a gateway of the house."""

from collections.abc import Callable

from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from app.config import Settings
from app.llm import _speaking
from app.llm._choice import OPENAI_COMPATIBLE
from app.llm._speaking import ModelEngine


def maker(settings: Settings, name: str) -> Callable[[str], ModelEngine]:
    """What makes the engine of a turn out of its instructions; all of them share one client."""
    # Servers without keys want a word in its place all the same.
    key = settings.model_key.get_secret_value() or "none"
    model = OpenAIChatModel(name, provider=OpenAIProvider(base_url=settings.model_url, api_key=key))
    return _speaking.maker(name, OPENAI_COMPATIBLE, model)
