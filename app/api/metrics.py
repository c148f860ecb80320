"""`GET /metrics`: Prometheus, for this machine or with the metrics token."""

import hmac

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from app import config
from app.api import visitor
from app.errors import Forbidden
from app.telemetry import METRICS

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def read_metrics(request: Request) -> Response:
    """All metrics of this process. 403 for others."""
    if not may_look_inside(request):
        raise Forbidden("Metrics are for this machine, or with the token of PLATFORM_METRICS_TOKEN.")
    return Response(generate_latest(METRICS), media_type=CONTENT_TYPE_LATEST)


def may_look_inside(request: Request) -> bool:
    """Whether the request comes from this machine itself or carries the metrics token."""
    token = config.settings().metrics_token.get_secret_value()
    given = request.headers.get("authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    return visitor.is_local(request)
