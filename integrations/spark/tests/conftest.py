from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

import table
from cluster import JAVA, Cluster

ROWS = int(os.environ.get("BLINDMATCH_SPARK_ROWS", "6000"))

# A program that seals, so that the test can look for what is sealed: every byte is another, and the name comes first.
SEALER = f"""#!{sys.executable}
import sys
what, name, text = sys.argv[1], sys.argv[2].encode() + b"\\0", sys.stdin.buffer.read()
if what == "open":
    assert text.startswith(name)
    text, name = text[len(name):], b""
sys.stdout.buffer.write(name + bytes(b ^ 0x55 for b in text))
"""


class Server:
    """A data directory with a dataset that one machine has imported, twice: the second time over the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.binary = os.environ.get("BLINDMATCH_SERVER", "psi-server")
        self.policy, self.table, self.sealer = folder / "policy.yaml", folder / "table.parquet", folder / "sealer"
        self.policy.write_text(table.POLICY)
        self.sealer.write_text(SEALER)
        self.sealer.chmod(0o700)
        table.write(self.table, ROWS)
        self.env = dict(os.environ, BLINDMATCH_SEAL_COMMAND=str(self.sealer))
        for _ in range(2):
            self.reported = self.run("import", *self.common(), "--max-rejected", "100", "--json", str(self.table))
        self.first = self.generation()

    def common(self) -> list[str]:
        return ["--data", str(self.folder / "data"), "--dataset", "users", "--policy", str(self.policy)]

    def run(self, *args: str) -> str:
        done = subprocess.run([self.binary, *args], env=self.env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def fails(self, *args: str) -> str:
        done = subprocess.run([self.binary, *args], env=self.env, capture_output=True, text=True)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def prepare(self, name: str) -> str:
        self.run("worker", "prepare", *self.common(), "-o", str(self.folder / name))
        return str(self.folder / name)

    def adopt(self, runs: str, job: str) -> dict[str, object]:
        report: dict[str, object] = json.loads(self.run("import", *self.common(), "--max-rejected", "100", "--json", "--from-runs", runs, "--job", job))
        return report

    def generations(self) -> list[Path]:
        return sorted((self.folder / "data" / "datasets").glob("*/set"), key=lambda p: p.stat().st_mtime)

    def generation(self) -> dict[str, bytes]:
        return {f.name: f.read_bytes() for f in self.generations()[-1].iterdir()}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    return Server(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    c = Cluster(tmp_path_factory.mktemp("cluster"), workers=2)
    try:
        yield c
    finally:
        c.close()


def settings(server: Server, cluster: Cluster) -> dict[str, str]:
    (cluster.folder / "events").mkdir(exist_ok=True)
    return {
        "spark.master": cluster.url,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executor.memory": "700m",
        "spark.executor.cores": "1",
        "spark.cores.max": "2",  # one on each worker; another application has room beside this one
        "spark.executorEnv.BLINDMATCH_SEAL_COMMAND": str(server.sealer),
        # Temporary files are where they can be looked at. Python and psi-server have TMPDIR of the cluster.
        "spark.driver.extraJavaOptions": f"{JAVA} -Djava.io.tmpdir={cluster.temporary}",
        "spark.executor.extraJavaOptions": f"{JAVA} -Djava.io.tmpdir={cluster.temporary}",
        "spark.local.dir": str(cluster.folder / "local"),
        "spark.eventLog.enabled": "true",
        "spark.eventLog.compress": "false",
        "spark.eventLog.dir": (cluster.folder / "events").as_uri(),
        "spark.sql.files.maxPartitionBytes": str(server.table.stat().st_size // 6),
        "spark.sql.files.openCostInBytes": "0",
        "spark.sql.shuffle.partitions": "3",
        # What is written can then be searched.
        "spark.shuffle.compress": "false",
        "spark.shuffle.spill.compress": "false",
        "spark.broadcast.compress": "false",
        "spark.sql.parquet.compression.codec": "uncompressed",
        "spark.task.maxFailures": "8",
    }


@pytest.fixture(scope="session")
def spark(server: Server, cluster: Cluster) -> Iterator[SparkSession]:
    tempfile.tempdir = str(cluster.temporary)
    builder = SparkSession.builder.appName("blindmatch test")
    for name, value in settings(server, cluster).items():
        builder = builder.config(name, value)
    s = builder.getOrCreate()
    try:
        yield s
    finally:
        s.stop()
        tempfile.tempdir = None
