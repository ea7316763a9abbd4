"""Collections and runs: what was received, what was asked of it."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from api.asking import Limit, Offset
from api.dependencies import VaultDep
from api.models import Collection, Page, RunOut
from api.problems import explain
from marionet.errors import NotFound
from vault import Batch, Run

router = APIRouter()


@router.get(
    "/collections", tags=["collections"], operation_id="listCollections", responses=explain()
)
def list_collections(vault: VaultDep) -> Page[Collection]:
    """Return every collection with what it holds."""
    items = [_collection(name, vault.batches(name)) for name in vault.collections()]
    return Page(
        items=items, shown=len(items), total=len(items), truncated=False, next=None, asked=None
    )


@router.get("/runs", tags=["runs"], operation_id="listRuns", responses=explain())
def list_runs(vault: VaultDep, limit: Limit = 100, offset: Offset = 0) -> Page[RunOut]:
    """Return the detection runs, newest first."""
    runs = vault.runs()[::-1]
    items = [_run(run) for run in runs[offset : offset + limit]]
    more = offset + limit < len(runs)
    return Page(
        items=items,
        shown=len(items),
        total=len(runs),
        truncated=more,
        next=f"/api/v1/runs?limit={limit}&offset={offset + limit}" if more else None,
        asked=None,
    )


@router.get("/runs/{run_id:id}", tags=["runs"], operation_id="readRun", responses=explain(NotFound))
def read_run(run_id: str, vault: VaultDep) -> RunOut:
    """Return one run by its id, an unambiguous beginning of it, or `latest`."""
    return _run(vault.run(run_id))


def _collection(name: str, batches: list[Batch]) -> Collection:
    def total(key: str) -> int:
        return sum(batch.counts.get(key, 0) for batch in batches)

    return Collection(
        name=name,
        batches=len(batches),
        files=[file for batch in batches for file in batch.names],
        accounts=total("accounts"),
        posts=total("posts"),
        duplicates=total("duplicates"),
        rejects=total("rejects"),
        last_loaded_at=max(datetime.fromisoformat(batch.committed_at) for batch in batches),
    )


def _run(run: Run) -> RunOut:
    return RunOut(
        run_id=run.run_id,
        collection=run.collection,
        batches=run.batches,
        parameters=run.parameters,
        version=run.version,
        counts=run.counts,
        created_at=datetime.fromisoformat(run.created_at),
        notes=run.notes,
    )
