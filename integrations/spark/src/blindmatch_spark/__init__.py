"""Imports a user table on Apache Spark into a Blindmatch platform, and masks its epochs.

Each part of the table goes through `psi-server worker import`, so that the purpose gate, normal forms and masking are
the server's own. What needs all of the table (users in several rows, contact groups, order) is done here, on masked
elements only. `psi-server import --from-runs` makes of the output the dataset.

An epoch's groups go through `psi-server worker epoch`, are sorted here, and `psi-server epoch adopt` takes them over.
"""

from ._epoch import epoch
from ._job import Job, JobError, import_dataset

__all__ = ["Job", "JobError", "epoch", "import_dataset"]
