"""YAML whose mistakes are told with their line."""

from __future__ import annotations

import yaml

from marionet.errors import UsageError

Scalar = str | None


class Node:
    """A place in a YAML text: a value, a list or a table, with the line where it stands."""

    def __init__(self, node: yaml.Node, name: str) -> None:
        self._node = node
        self._name = name

    def fail(self, what: str) -> UsageError:
        """Return the error that says what is wrong here."""
        line = self._node.start_mark.line + 1
        return UsageError(f"The mapping {self._name}, line {line}: {what}")

    def table(self, allowed: frozenset[str] | None = None) -> dict[str, Node]:
        """Return a table by its keys; each must be among those allowed, and none stand twice."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.fail("there must be a table (key: value) here.")
        found: dict[str, Node] = {}
        for key_node, value in self._node.value:
            key = Node(key_node, self._name)
            name = key.text()
            if name is None or name in found:
                raise key.fail(f"the key {name!r} stands twice.")
            if allowed is not None and name not in allowed:
                raise key.fail(
                    f"there is no key {name!r} here. There is: {', '.join(sorted(allowed))}."
                )
            found[name] = Node(value, self._name)
        return found

    def texts(self) -> tuple[str, ...]:
        """Return a list of texts; a single text counts as a list of one."""
        if not isinstance(self._node, yaml.SequenceNode):
            return (self.need_text(),)
        return tuple(Node(item, self._name).text() or "" for item in self._node.value)

    def text(self) -> Scalar:
        """Return a value as the text that was written; None for null."""
        if not isinstance(self._node, yaml.ScalarNode):
            raise self.fail("there must be a single value here.")
        if self._node.tag == "tag:yaml.org,2002:null" and self._node.value != "":
            return None
        return self._node.value

    def need_text(self) -> str:
        """Return a value that must not be null or empty."""
        text = self.text()
        if not text:
            raise self.fail("there must be a value here.")
        return text

    def flag(self) -> bool:
        """Return true or false."""
        text = self.need_text()
        if text not in {"true", "false"}:
            raise self.fail("there must be true or false here.")
        return text == "true"


def parse_yaml(text: str, name: str) -> Node:
    """Parse a YAML text without building any object of Python from it.

    Raises:
        UsageError: It is no YAML, or empty.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise UsageError(f"The mapping {name}{line} is not YAML: {problem}.") from error
    if node is None:
        raise UsageError(f"The mapping {name} is empty.")
    return Node(node, name)
