"""`/api/v1/auth`: accounts, signing in and out for programs, and who is signed in."""

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from app.actor import Role
from app.api import visitor
from app.api.route import resource

router = resource("Sign-in", "/api/v1/auth")
