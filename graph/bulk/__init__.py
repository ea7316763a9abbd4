"""The first load of an empty graph: Neo4j's import tool instead of transactions."""
