"""Imports a user table on Apache Spark into a Blindmatch platform.

Each part of the table goes through `psi-server worker import`, so that the purpose gate, normal forms and masking are
the server's own. What needs all of the table (users in several rows, contact groups, order) is done here, on masked
elements only. `psi-server import --from-runs` makes of the output the dataset.
"""

from ._job import Job, JobError, import_dataset

__all__ = ["Job", "JobError", "import_dataset"]
