"""The chunks of a run, done by the workers of a Dask cluster.

In go chunks that hold all that their work needs, bytes of files included, and what they have in
common, which each worker fetches once; out come results, in the order of the chunks. What a worker
had that was lost is done by another. Nothing here knows what the work is, or writes a file.
"""

from migrate.cluster.client import Cluster

__all__ = ["Cluster"]
