"""Who of a ring carries out which order, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.detection.clock import DAY_S, DAYS, END, HOUR_S, START, lag
from bench.detection.ledger import Ints, Reals
from bench.detection.spec import RingPlan


@dataclass(frozen=True, slots=True)
class Orders:
    """One entry per order and member that carries it out.

    Attributes:
        task: Number of the order.
        account: Who carries it out.
        at: When.
        desk: When each order was given.
    """

    task: Ints
    account: Ints
    at: Reals
    desk: Reals

    def only(self, chosen: np.ndarray) -> Orders:
        """Return some of the entries."""
        return Orders(self.task[chosen], self.account[chosen], self.at[chosen], self.desk)


def give_orders(plan: RingPlan, members: Ints, rng: np.random.Generator) -> Orders:
    """Draw the orders of a ring, in office hours, and who follows them."""
    how = plan.evasion
    day = rng.choice(DAYS - 2, plan.tasks, replace=plan.tasks > DAYS - 2)
    desk = np.sort(START + day * DAY_S + rng.uniform(8, 20, plan.tasks) * HOUR_S)
    zeal = rng.beta(
        how.participation * how.evenness, (1 - how.participation) * how.evenness, members.size
    )
    acts = rng.random((plan.tasks, members.size)) < zeal
    place = np.argsort(np.argsort(rng.random(acts.shape), axis=0), axis=0)
    # who does next to nothing is not paid for long
    acts |= (place < plan.fewest) & (acts.sum(axis=0) < plan.fewest)
    if plan.most < plan.tasks:
        acts &= np.cumsum(acts, axis=0) <= rng.integers(plan.fewest, plan.most + 1, members.size)
    task, member = np.nonzero(acts)
    at = desk[task] + lag(how.lag_s, how.spread, task.size, rng)
    return Orders(task, members[member], np.minimum(at, END - 1), desk)
