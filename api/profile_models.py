"""Profiles of campaigns and manuscripts, as the API answers with them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models import Model

Value = str | int | float | bool | None


class ColumnOut(Model):
    """A column of a table."""

    name: str = Field(description="Its key in the rows.")
    title: str = Field(description="Its heading, for people.")
    kind: str = Field(
        description="What the cells are: text, count, share (0 to 1), number, ratio, seconds, "
        "time (ISO 8601), p, or ids: post, account, manuscript, ring."
    )


class GridOut(Model):
    """A table."""

    type: Literal["grid"]
    title: str
    columns: list[ColumnOut]
    rows: list[dict[str, Value]]
    shown: int
    total: int = Field(description="Rows in all, where only some are shown.")


class BarsOut(Model):
    """Counts over time or over names."""

    type: Literal["bars"]
    title: str
    labels: list[str] = Field(description="One for each bar: ISO 8601 times, or names.")
    series: dict[str, list[float | None]] = Field(description="Name to one value for each label.")
    marks: dict[str, str] = Field(description="Label to what happened there.")


class ArrowOut(Model):
    """One arrow of a graph."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    source: str = Field(alias="from")
    target: str = Field(alias="to")
    weight: float | None


class ArrowsOut(Model):
    """A small directed graph."""

    type: Literal["arrows"]
    title: str
    weight: str = Field(description="What the weights count.")
    nodes: dict[str, str] = Field(description="Id to name.")
    arrows: list[ArrowOut]


class FixedOut(Model):
    """Words that every copy of the line has."""

    text: str


class SlotOut(Model):
    """A place where copies differ."""

    slot: list[tuple[str, int]] = Field(
        description="What stands there with the number of copies; an empty text is nothing."
    )
    total: int = Field(description="Different alternatives in all.")
    free: bool = Field(description="Whether nearly every copy has its own: a name, a number.")


class LineOut(Model):
    """A sentence of a manuscript."""

    copies: int
    pieces: list[FixedOut | SlotOut]


class TemplateOut(Model):
    """A manuscript as its writer had it."""

    copies: int
    shuffled: bool = Field(description="Whether copies put the sentences in different orders.")
    lines: list[LineOut]


class SpunOut(Model):
    """A manuscript with its slots."""

    type: Literal["spun"]
    manuscript_id: str
    caption: str
    template: TemplateOut | None


Block = Annotated[GridOut | BarsOut | ArrowsOut | SpunOut, Field(discriminator="type")]


class SectionOut(Model):
    """What one part of a study tells."""

    told: list[str] = Field(description="Sentences in plain words, with their numbers.")
    blocks: list[Block]
    limits: list[str] = Field(description="What this cannot say; who shows it innocently.")


class ChapterOut(SectionOut):
    """A section with its heading."""

    title: str


class ProfileRun(Model):
    """The run that a profile is about."""

    run_id: str
    collection: str
    created_at: datetime
    parameters: dict[str, object]
    counts: dict[str, int]


class ProfileStudy(Model):
    """The study that a profile rests on."""

    study_id: str
    created_at: datetime
    version: str = Field(description="Version of the code.")
    watchlist: dict[str, str] = Field(description="Its name and digest; empty: none was given.")


class ShortLine(Model):
    """A sentence of the head of a profile."""

    text: str
    chapter: str = Field(description="Name of the part that has more of it; may be empty.")


class ProfileOut(Model):
    """What is known of the campaign of a ring, or of all rings of a run."""

    form: str = Field(description="Name and version of this form.")
    subject: str = Field(description="Id of the ring or of the run.")
    about: Literal["ring", "run"]
    title: str
    ring: dict[str, object] | None = Field(description="The ring, as its run found it.")
    run: ProfileRun
    study: ProfileStudy
    in_short: list[ShortLine] = Field(description="What matters most.")
    notes: list[str] = Field(description="What the study could not say.")
    chapters: dict[str, ChapterOut] = Field(description="Name of a part to what it tells.")


class ManuscriptRow(BaseModel):
    """A text that appears in copies of several accounts."""

    model_config = ConfigDict(extra="ignore", frozen=True)  # a study may know more columns
    manuscript_id: str
    kind: str | None = Field(description="manuscript, or what it is instead.")
    software: float | None = Field(description="How likely software wrote the copies, 0 to 1.")
    reason: str | None
    text: str | None = Field(description="The first copy.")
    coverage: float | None = Field(description="Share of the copies that the template explains.")
    slots: int | None
    posts: int | None
    accounts: int | None
    texts: int | None = Field(description="Different texts among the copies.")
    rings: int | None = Field(description="Rings whose members published copies.")
    platforms: int | None
    first: datetime | None
    last: datetime | None
    first_post: str | None
    first_account: str | None


class ManuscriptOut(ManuscriptRow):
    """A manuscript of a run; of a ring with what its members published of it."""

    members: int | None = Field(default=None, description="Members of the ring that published it.")
    own_posts: int | None = Field(default=None, description="Copies of these members.")
    share: float | None = Field(default=None, description="Their share of all copies, 0 to 1.")


class RingSpread(BaseModel):
    """What members of one ring published of a manuscript."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    subject: str = Field(description="Id of the ring.")
    manuscript_id: str
    members: int | None
    posts: int | None
    share: float | None
    first: datetime | None
    first_post: str | None
    first_account: str | None
    first_of_all: bool | None


class ManuscriptDetail(ManuscriptRow):
    """A manuscript with its template and its spread."""

    run_id: str
    study_id: str
    template: TemplateOut | None
    by_ring: list[RingSpread]
    told: list[str]
    blocks: list[Block]
    limits: list[str]


class CopyOut(BaseModel):
    """A post that is a copy of a manuscript."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    manuscript_id: str
    post_id: str
    account_id: str | None
    handle: str | None
    member: bool = Field(description="Whether its account is a member of a ring.")
    platform: str | None
    at: datetime | None
    text: str | None = Field(description="Its beginning.")
    similarity: float | None
    explained: float | None
    why: str = Field(description="Why it is a copy, in words.")
