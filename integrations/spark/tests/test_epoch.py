"""An epoch on a real cluster: the set of one machine, served and counted, whatever is killed; and its secret nowhere."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from pyspark.sql import SparkSession

import table
from blindmatch_spark import Job, JobError, epoch
from blindmatch_spark._schema import GROUP
from cluster import Cluster, free_port
from conftest import Server
from search import nothing_of, present
from test_import import texts

AUDITOR = "auditor.example+98361e68+AdCCbUc3Nfiuv+6o28UOVsOXThJgbGxj3t6t9J02VppW"  # a verifier key, whose other half nobody has


def prepare(server: Server, name: str) -> str:
    job = str(server.folder / name)
    server.run("epoch", "prepare", "--data", str(server.folder / "data"), "--dataset", "users", "-o", job)
    return job


def run(spark: SparkSession, server: Server, out: Path, job: str) -> Job:
    # In parts, though there are few groups.
    return epoch(spark.read.parquet(f"{job}/groups").repartition(4), str(out), job=job, binary=server.binary, runs=3)


def rows(out: Path) -> list[tuple[int, bytes]]:
    """The set, in the order of its runs."""
    files = sorted((out / "set").glob("*.parquet"))
    assert len(files) == 3
    tables = [pa.parquet.read_table(f) for f in files]
    return [(r["width"], r["row"]) for t in tables for r in t.to_pylist()]


def alone(server: Server, job: str) -> list[tuple[int, bytes]]:
    """The set of one process that masks and sorts all of it."""
    groups = pa.parquet.read_table(f"{job}/groups").select(list(GROUP))
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, groups.schema) as out:
        out.write_table(groups)
    done = subprocess.run(
        [server.binary, "worker", "epoch", "--job", f"{job}/job.json", "--keys", f"{job}/job.keys"],
        input=sink.getvalue(), env=server.env, capture_output=True, check=True,
    )
    masked = pa.ipc.open_stream(done.stdout).read_all().to_pylist()
    return sorted((r["width"], r["row"]) for r in masked)


def secrets(job: str) -> list[bytes]:
    """The epoch's secret, and the key of the codes, in every spelling."""
    sealed = json.loads(Path(job, "job.keys").read_text())
    assert sealed["sealed"]
    secret = bytes(b ^ 0x55 for b in bytes.fromhex(sealed["keys"]).split(b"\0", 1)[1])
    assert len(secret) == 64
    return list(dict.fromkeys(n for at in (0, 32) for n in table.written(secret[at : at + 32])))


@contextlib.contextmanager
def serving(server: Server) -> Iterator[str]:
    """A server on the data directory, and its log's path."""
    disclosure, log = server.folder / "disclosure.yaml", server.folder / "server.log"
    disclosure.write_text("owners: {tests: {clients: [acme], noise: none, contract: test bench}}\n")
    port = free_port()
    with open(log, "wb") as said:
        p = subprocess.Popen(
            [server.binary, "serve", "--data", str(server.folder / "data"), "--listen", f"127.0.0.1:{port}", "--anchor", "none",
             "--min-list", "100", "--min-dataset", "1000", "--floor", "50", "--disclosure", str(disclosure)],
            env=server.env, stdout=said, stderr=said,
        )
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        p.terminate()
        assert p.wait(60) == 0, log.read_text()


def test_same_set_and_nothing_told(spark: SparkSession, server: Server, cluster: Cluster, tmp_path: Path) -> None:
    job = prepare(server, "epoch-1")
    out = tmp_path / "epoch"
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        done = run(spark, server, out, job)
        spark.read.parquet(str(out / "set")).explain("formatted")
    assert done.parts >= 4 and not (out / "_work").exists()
    assert rows(out) == alone(server, job)
    with pytest.raises(FileExistsError, match="holds the output of a job"):
        run(spark, server, out, job)
    needles = secrets(job)
    told = server.run("epoch", "adopt", "--data", str(server.folder / "data"), "--job", job, "--from-runs", str(out))
    digest = re.search("[0-9a-f]{64}", told)
    assert digest and not Path(job, "job.keys").exists()

    searched = nothing_of(needles, texts(spark, cluster, out, job, said.getvalue() + told, 3))
    assert searched > 40
    assert len(present(b"x" * 3 + b"y".join(needles), needles)) == len(needles)

    with serving(server) as url:
        acme, rows_of = tmp_path / "acme.json", tmp_path / "list.csv"
        log = server.folder / "server.log"
        cluster.wait(lambda: f"digest={digest[0]}" in log.read_text(), "the epoch is not taken up")
        server.run("client", "add", "acme", "--data", str(server.folder / "data"), "--url", url, "-o", str(acme))
        # Of the canaries with an even number one in ten has objected, those with an odd one are of a security context.
        people = [table.canary(n)[0] for n in range(table.CANARIES)] + [f"stranger{n}@mail.example" for n in range(500)]
        rows_of.write_text("\n".join(["email", *people]) + "\n")
        # The set is that of the table under the secret: the platform's own check, which computes it anew.
        report = server.run(
            "audit", "full", "--data", str(server.folder / "data"), "--epoch", digest[0], "--auditor", AUDITOR, "--policy", str(server.policy), "--json", str(server.table)
        )
        found = json.loads(report)
        assert found["differ"] == 0, found
        counted = subprocess.run(
            [server.binary.removesuffix("-server"), "count", "-c", str(acme), "--dataset", "users", "--type", "email", str(rows_of)],
            env=dict(server.env, XDG_CONFIG_HOME=str(tmp_path)), capture_output=True, text=True,
        )
        assert counted.returncode == 0, counted.stderr
        assert "released  400 people on your list" in counted.stdout
        assert "not taken up" not in log.read_text()
        nothing_of(needles, iter([("server's log", log.read_bytes())]))


def test_killed(spark: SparkSession, server: Server, cluster: Cluster, tmp_path: Path) -> None:
    """An executor dies in the middle: the same set. What is not whole, of another job or damaged is refused, without a word
    of its secret."""
    job = prepare(server, "epoch-2")
    other = prepare(server, "epoch-3")
    out = tmp_path / "epoch"
    failed: list[BaseException] = []

    def go() -> None:
        try:
            run(spark, server, out, job)
        except BaseException as e:
            failed.append(e)

    t = threading.Thread(target=go)
    t.start()
    cluster.wait(lambda: (out / "_work" / "masked" / "_temporary").exists() or (out / "set").exists(), "the job does not begin", 240)
    cluster.wait(lambda: bool(cluster.executors(0) or cluster.executors(1)), "there is no executor", 240)
    for pid in (cluster.executors(0) or cluster.executors(1))[:1]:
        cluster.kill(pid)
    t.join(600)
    assert not t.is_alive() and not failed, failed
    assert rows(out) == alone(server, job)

    adopt = ["epoch", "adopt", "--data", str(server.folder / "data"), "--from-runs", str(out), "--job"]
    assert "made by another job" in server.fails(*adopt, other)
    name = next(f for f in (out / "set").glob("*.parquet"))
    text = name.read_bytes()
    name.write_bytes(text[:-1])
    assert "damaged or incomplete" in server.fails(*adopt, job)
    name.write_bytes(text)
    manifest = (out / "manifest.json").read_text()
    (out / "manifest.json").unlink()
    assert "has not finished" in server.fails(*adopt, job)
    (out / "manifest.json").write_text(manifest)

    with pytest.raises(Exception, match="damaged, or of another job") as e:
        epoch(spark.read.parquet(f"{other}/groups"), str(tmp_path / "mixed"), job=job, binary=server.binary, runs=2)
    needles = secrets(job) + secrets(other)
    assert not present(str(e.value).encode(), needles)
    assert "has not finished" in server.fails(*adopt[:-2], str(tmp_path / "mixed"), "--job", job)
    with pytest.raises(JobError, match="no column"):
        epoch(spark.read.parquet(str(server.table)), str(tmp_path / "table"), job=job, binary=server.binary)
    server.run(*adopt, job)
    nothing_of(needles, texts(spark, cluster, out, job, ""))
