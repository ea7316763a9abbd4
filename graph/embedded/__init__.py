"""The parts of the embedded Neo4j; graph.server puts them together."""
