"""`/api/v1/prompts`: questions that a team asks again and again."""

from fastapi import Response
from pydantic import Field, StrictInt

from app import assistant
from app.api.inputs import NAME, Body, Id
from app.api.route import raises, resource
from app.api.visitor import Admin, Viewer
from app.assistant import Prompt, PromptText
from app.errors import Conflict, NotFound
from app.paging import Page

router = resource("Prompts", "/api/v1/prompts")


class PromptAsked(Body):
    """A prompt; blanks stand in braces."""

    title: str = Field(min_length=1, max_length=80, pattern=NAME, examples=["Month in review"])
    text: str = Field(
        min_length=1,
        max_length=4_000,
        pattern=NAME,
        examples=["Total amount of won deals in {month} by owner"],
    )


class PromptChange(PromptAsked):
    """The next text of a prompt, after the version that was seen."""

    version: StrictInt = Field(ge=1, le=2**31 - 1)


@router.get("")
async def list_prompts(actor: Viewer) -> Page[Prompt]:
    """The prompts of the team by title."""
    return Page(items=await assistant.list_prompts(actor))


@router.post("", status_code=201)
@raises(Conflict)
async def make_prompt(actor: Admin, asked: PromptAsked, response: Response) -> Prompt:
    """Make a prompt."""
    made = await assistant.save_prompt(actor, **asked.model_dump())
    response.headers["location"] = f"/api/v1/prompts/{made.id}"
    return made


@router.put("/{prompt_id:id}")
@raises(NotFound, Conflict)
async def change_prompt(actor: Admin, prompt_id: Id, asked: PromptChange) -> Prompt:
    """Give a prompt its next text, unless somebody else did so first. The texts before it are kept."""
    return await assistant.save_prompt(actor, prompt_id=prompt_id, **asked.model_dump())


@router.get("/{prompt_id:id}/versions")
@raises(NotFound)
async def list_versions(actor: Viewer, prompt_id: Id) -> Page[PromptText]:
    """Every text that a prompt has had, newest first."""
    return Page(items=await assistant.list_prompt_texts(actor, prompt_id))


@router.delete("/{prompt_id:id}", status_code=204)
@raises(NotFound)
async def delete_prompt(actor: Admin, prompt_id: Id) -> None:
    """Delete a prompt with all its texts."""
    await assistant.delete_prompt(actor, prompt_id)
