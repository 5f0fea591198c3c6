"""The output folder, on whatever file system Spark can write to."""

from __future__ import annotations

import json
from typing import Any

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

MANIFEST = "manifest.json"
FOLDERS = ("rows", "withheld", "owners", "too_large", "slots", "set")
WORK = "_work"
RECORDS = 1 << 18  # in a file at most: digests are made of files in memory; with two identifiers a row that is 30 MB


class Output:
    """A folder of runs that is being made. Its manifest is written last: without it there are no runs."""

    def __init__(self, spark: SparkSession, path: str) -> None:
        self.spark = spark
        self.path = path.rstrip("/")
        # The same file system that Spark writes to. Spark Connect has no way to it.
        jvm: Any = spark.sparkContext._jvm
        context: Any = spark.sparkContext._jsc
        self._new_path = jvm.org.apache.hadoop.fs.Path
        self._fs = self._new_path(self.path).getFileSystem(context.hadoopConfiguration())

    def folder(self, name: str) -> str:
        return f"{self.path}/{name}"

    def begin(self) -> None:
        """Removes what a run left that did not finish. Anything else that is there is left alone, and an error."""
        root = self._new_path(self.path)
        if not self._fs.exists(root):
            return
        names = {s.getPath().getName() for s in self._fs.listStatus(root)}
        if MANIFEST in names:
            raise FileExistsError(f"{self.path} holds the output of a job: name another folder")
        strange = names - {*FOLDERS, WORK, MANIFEST + ".new"}
        if strange:
            raise FileExistsError(f"{self.path} holds files of others: name another folder")
        for name in names:
            self.remove(name)

    def remove(self, name: str) -> None:
        self._fs.delete(self._new_path(self.folder(name)), True)

    def write(self, frame: DataFrame, name: str) -> DataFrame:
        """Writes a frame, in the order that it has, and reads it back."""
        frame.write.mode("errorifexists").option("maxRecordsPerFile", RECORDS).parquet(self.folder(name))
        return self.spark.read.schema(frame.schema).parquet(self.folder(name))

    def work(self, frame: DataFrame, name: str) -> DataFrame:
        """Writes a frame that is not part of the output: a lost executor then costs no more than its tasks."""
        return self.write(frame, f"{WORK}/{name}")

    def finish(self, job: str, saved: int = 0, lost: int = 0) -> None:
        """Names all files with their digests, and makes the output whole."""
        files = []
        for folder in FOLDERS:
            if not self._fs.exists(self._new_path(self.folder(folder))):
                continue
            found = (
                self.spark.read.format("binaryFile").option("pathGlobFilter", "*.parquet").load(self.folder(folder))
                .select("path", "length", F.sha2("content", 256).alias("sha256")).collect()
            )
            files += [
                {"path": f"{folder}/{row['path'].rsplit('/', 1)[1]}", "size": row["length"], "sha256": row["sha256"]}
                for row in found
            ]
        files.sort(key=lambda f: str(f["path"]))
        text = json.dumps({"version": 1, "job": job, "files": files, "saved": saved, "lost": lost}, indent=1) + "\n"
        self.remove(WORK)
        new = self._new_path(self.folder(MANIFEST + ".new"))
        stream = self._fs.create(new, True)
        stream.write(bytearray(text, "utf-8"))
        stream.close()
        if not self._fs.rename(new, self._new_path(self.folder(MANIFEST))):
            raise OSError(f"{self.path}: the manifest could not be written")
