"""Compute networks with the coordination-network-toolkit; run by the Python that has it.

python run_cnt.py DATABASE MESSAGES.csv WINDOW_S MIN_WEIGHT THRESHOLD PROCESSES LAYER...

Prints one line per step: its name and seconds. Nothing of Marionet is imported.
"""

import contextlib
import sys
import time

from coordination_network_toolkit import compute_networks as cnt
from coordination_network_toolkit.preprocess import preprocess_csv_files
from coordination_network_toolkit.similarity import get_similarity_fn_from_min_size

COMPUTE = {
    "co_retweet": cnt.compute_co_retweet_parallel,
    "co_tweet": cnt.compute_co_tweet_network,
    "co_link": cnt.compute_co_link_network,
    "co_reply": cnt.compute_co_reply_network,
    "co_post": cnt.compute_co_post_network,
}


def timed(name, work, *arguments, **options):
    """Do the work without its output and print how long it took."""
    started = time.monotonic()
    with contextlib.redirect_stdout(sys.stderr):
        work(*arguments, **options)
    print(f"{name} {time.monotonic() - started:.2f}", flush=True)


def main():
    """Fill the database, then compute the layers."""
    database, messages, window, weight, threshold, processes, *layers = sys.argv[1:]
    timed("load", preprocess_csv_files, database, [messages])
    options = {"min_edge_weight": int(weight), "n_threads": int(processes)}
    for layer in layers:
        if layer == "co_similar_tweet":
            more = {
                "similarity_threshold": float(threshold),
                "similarity_function": get_similarity_fn_from_min_size(1),
            }
            timed(layer, cnt.compute_co_similar_tweet, database, int(window), **options, **more)
        else:
            timed(layer, COMPUTE[layer], database, int(window), **options)


if __name__ == "__main__":
    main()
