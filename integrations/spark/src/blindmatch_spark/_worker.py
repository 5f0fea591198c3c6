"""A part of the table goes through the binary, as a child process."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa


class WorkerError(RuntimeError):
    """The binary refused a part, or died. What it said holds no identifier."""


@dataclass(frozen=True)
class Command:
    """How the binary is found and called on an executor. It holds paths and names, and no key."""

    work: str  # what `psi-server worker` is told to do: import, or epoch
    binary: str
    job: str
    keys: str
    policy: str  # of an import
    shipped: frozenset[str]  # of these, by attribute, those that Spark ships to executors

    def path(self, attribute: str) -> str:
        """The place of a file on this executor."""
        value: str = getattr(self, attribute)
        if attribute not in self.shipped:
            return value
        from pyspark import SparkFiles

        return SparkFiles.get(value)

    def arguments(self, part: int) -> list[str]:
        files = ["--job", self.path("job"), "--keys", self.own(self.path("keys"))]
        if self.work == "import":
            files += ["--policy", self.path("policy"), "--part", str(part)]
        return [self.executable(), "worker", self.work, *files]

    def executable(self) -> str:
        path = self.path("binary")
        if "binary" in self.shipped and not os.access(path, os.X_OK):
            os.chmod(path, 0o700)
        return path

    def own(self, path: str) -> str:
        """Spark copies a shipped file with the mode that its umask gives; only its owner may read keys."""
        if "keys" in self.shipped:
            os.chmod(path, 0o600)
        return path


def feed(child: subprocess.Popen[bytes], batches: Iterator[pa.RecordBatch], schema: pa.Schema, failed: list[BaseException]) -> None:
    """Writes the part to the child. Runs beside the reading, since both pipes may be full."""
    try:
        assert child.stdin is not None
        with child.stdin:
            first = next(batches, None)
            with pa.ipc.new_stream(child.stdin, first.schema if first is not None else schema) as out:
                while first is not None:
                    out.write_batch(first)
                    first = next(batches, None)
    except BrokenPipeError:
        pass  # the child has ended, and says why
    except BaseException as e:  # handed to the reader
        failed.append(e)
        child.kill()


def masking(
    command: Command, schema: pa.Schema, output: pa.Schema, last: str | None
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function for mapInArrow. last is a column that only the last row has; without one, the child's status alone says
    that all of its output is there."""

    def mask(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import TaskContext

        context = TaskContext.get()
        assert context is not None
        # As many cores as Spark counts for a task: the tasks beside this one have theirs.
        env = dict(os.environ, GOMAXPROCS=str(max(1, context.cpus())))
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                command.arguments(context.partitionId()), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, env=env
            )
            failed: list[BaseException] = []
            feeder = threading.Thread(target=feed, args=(child, batches, schema, failed), daemon=True)
            feeder.start()
            whole = False
            try:
                assert child.stdout is not None
                with pa.ipc.open_stream(child.stdout) as masked:
                    for batch in masked:
                        whole = last is not None and batch.column(batch.schema.get_field_index(last)).null_count < batch.num_rows
                        yield pa.RecordBatch.from_arrays(batch.columns, schema=output)
                whole = whole or last is None
            except pa.ArrowInvalid:
                pass  # cut off: the child says why
            finally:
                if not whole:
                    child.kill()
                child.wait()
                feeder.join()
            if failed:
                raise failed[0]
            if child.returncode != 0 or not whole:
                said.seek(0)
                text = said.read()[-2000:].decode("utf-8", "replace").strip()
                raise WorkerError(text or f"psi-server ended with status {child.returncode}")

    return mask
