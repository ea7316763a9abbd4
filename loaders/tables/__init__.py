"""Tables with a mapping: any CSV, TSV, Parquet or JSON Lines."""

from loaders.tables.form import MAPPINGS, recognise_table, table_format
from loaders.tables.mapping import Mapping
from loaders.tables.mapping_yaml import parse_mapping

__all__ = ["MAPPINGS", "Mapping", "parse_mapping", "recognise_table", "table_format"]
