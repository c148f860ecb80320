"""The edge: one ASGI layer around everything else."""

from app.edge._edge import Edge
from app.edge._front import Front

__all__ = ["Edge", "Front"]
