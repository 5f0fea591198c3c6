"""What needs all of a table, as DataFrames of masked elements: users in several rows, contact groups, order.

The rules are those of DESIGN and of psi/dataset (grouper.go, sharing.go, components.go, gather.go); tests compare the
results byte for byte. A user's place is that of the first record with an identifier of theirs; an element's is `at`, that
of its first row among the owners.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

MOST_IDENTIFIERS = 16  # of a user, and of a group
MOST_SHARE = 4  # users who may share an identifier
ROUNDS = 16  # of label propagation

COUNTED, OVER_16, BY_MANY, UNVERIFIED = 1, 2, 3, 4  # outcomes, as the server stores them

NO_TIME = (1 << 32) - 1


def elements(rows: DataFrame) -> DataFrame:
    """One row for each identifier that was admitted from a record."""
    found = rows.where("elements is not null").select("record", "fold", "rest", F.explode("elements").alias("e"))
    return found.select("record", "fold", "rest", "e.*")


def objections(rows: DataFrame) -> DataFrame:
    """Users of whom a row says no, or may, whatever the case of their reference."""
    return rows.where("withholds").groupBy("fold").agg(
        F.min("line").alias("first"), F.every("opt_in").alias("opt_in"), F.collect_set("rest").alias("under")
    )


def withheld(found: DataFrame, no: DataFrame) -> DataFrame:
    """Records that are not taken up because of what other rows of their users say."""

    def times(kind: int, name: str) -> Column:
        return F.sum(F.when(F.col("type") == kind, F.col(name)).otherwise(0))

    records = found.join(no, "fold").groupBy("record", "fold", "rest", "first", "opt_in", "under").agg(
        times(0, "times").alias("email"), times(0, "verifies").alias("email_sure"),
        times(1, "times").alias("phone"), times(1, "verifies").alias("phone_sure"),
    )
    return records.select(
        "record", "first", "opt_in",
        (~F.array_contains("under", F.col("rest"))).alias("other_case"),
        (F.row_number().over(Window.partitionBy("fold", "rest").orderBy("record")) == 1).alias("head"),
        (F.row_number().over(Window.partitionBy("fold").orderBy("record")) == 1).alias("fold_head"),
        "email", "email_sure", "phone", "phone_sure",
    )


def owners(found: DataFrame, no: DataFrame | None, runs: int) -> DataFrame:
    """Every element with the records that it is of, in order, and whether it counts for the user."""
    if no is not None:
        found = found.join(no.select("fold"), "fold", "left_anti")
    user = Window.partitionBy("fold", "rest")
    held = Window.partitionBy("fold", "rest", "element")
    alike = Window.partitionBy("fold")
    found = (
        found.withColumn("first_of", F.row_number().over(held.orderBy("record")) == 1)
        .withColumn("sure", F.max("verified").over(held))
        .withColumn("since", F.min(F.when(F.col("given") == 0, NO_TIME).otherwise(F.col("given"))).over(held))
        .withColumn("owner", F.min("record").over(user))
        .withColumn("alike", F.min("rest").over(alike) != F.max("rest").over(alike))
    )
    # A user keeps the verified, then those with the older evidence, then by element.
    kept = user.orderBy(~F.col("sure"), "since", "element")
    found = (
        found.withColumn("rank", F.dense_rank().over(kept))
        .withColumn("head", F.row_number().over(kept) == 1)
        .withColumn("has", F.least(F.max("rank").over(user), F.lit(MOST_IDENTIFIERS)))
    )
    over = F.col("rank") > MOST_IDENTIFIERS
    element = Window.partitionBy("element")

    def users(which: Column) -> Column:
        return F.sum(F.when(which & F.col("first_of"), 1).otherwise(0)).over(element)

    ordered = (
        found.repartitionByRange(runs, "element")
        .sortWithinPartitions("element", "owner", "record")
        .withColumn("row", F.monotonically_increasing_id())
        .withColumn("at", F.min("row").over(element))
        .withColumn("users", users(~over))
        .withColumn("sure_users", users(~over & F.col("sure")))
    )
    outcome = (
        F.when(over, OVER_16)
        .when(F.col("users") > MOST_SHARE, BY_MANY)
        .when((F.col("users") > 1) & ~F.col("sure"), UNVERIFIED)
        .otherwise(COUNTED)
    )
    return ordered.select(
        "element", "type", "owner", "record", "context", "verified", "given", outcome.alias("outcome"), "at", "head", "alike",
        # For the groups:
        "first_of", "has", "users",
        ((outcome == COUNTED) & (F.col("users") > 1) & (F.col("sure_users") > 1)).alias("joins"),
    )


def components(edges: DataFrame, keep: Callable[[DataFrame, str], DataFrame]) -> tuple[DataFrame, DataFrame | None]:
    """Labels of users who share identifiers: the least user of their component. Labels of what has not settled after 16
    rounds, and is too large, are returned too."""
    identifier, user = Window.partitionBy("at"), Window.partitionBy("owner")
    labels = edges.select("at", "owner", F.col("owner").alias("label"))
    for number in range(ROUNDS + 1):
        met = labels.select(
            "at", "owner", "label",
            F.min("label").over(identifier).alias("least"),
            (F.min("label").over(identifier) != F.max("label").over(identifier)).alias("differ"),
        )
        spread = met.select("at", "owner", "label", "differ", F.min("least").over(user).alias("next"))
        done = keep(spread, f"labels-{number}")
        final = done.select("owner", "label").distinct()
        if done.where("differ").isEmpty():
            return final, None
        if number == ROUNDS:
            return final, done.where("differ").select("label").distinct()
        labels = done.select("at", "owner", F.col("next").alias("label"))
    raise AssertionError("unreachable")


def width(size: Column) -> Column:
    """The class of a group by its number of elements."""
    return F.when(size <= 1, 1).when(size <= 2, 2).when(size <= 4, 4).when(size <= 8, 8).otherwise(16)


def groups(spark: SparkSession, held: DataFrame, runs: int, keep: Callable[[DataFrame, str], DataFrame]) -> tuple[DataFrame, DataFrame | None]:
    """The slots of all groups, in order, and the elements and users of components that are too large, if any."""
    counted = held.where(f"outcome = {COUNTED} and first_of").select("element", "owner", "at", "has", "joins")
    shared = held.where(f"users > 1 and outcome <> {OVER_16}").select("owner")
    if shared.isEmpty():
        return _ordered(_alone(counted), runs), None
    touched = keep(shared.distinct(), "touched")
    alone = _alone(counted.join(touched, "owner", "left_anti"))
    parts = keep(counted.join(touched, "owner", "left_semi").select("element", "owner", "at", "joins"), "parts")
    edges = parts.where("joins").select("at", "owner")
    if edges.isEmpty():
        labelled = parts.select("*", F.col("owner").alias("label"), F.lit(False).alias("bad"))
    else:
        labels, bad = components(edges, keep)
        labelled = parts.join(labels, "owner", "left").withColumn("label", F.coalesce("label", "owner"))
        if bad is None:
            labelled = labelled.withColumn("bad", F.lit(False))
        else:
            marked = bad.withColumn("bad", F.lit(True))
            labelled = labelled.join(marked, "label", "left").withColumn("bad", F.coalesce("bad", F.lit(False)))
    sizes = labelled.groupBy("label").agg(F.countDistinct("at").alias("size"))
    labelled = labelled.join(sizes, "label").withColumn("large", F.col("bad") | (F.col("size") > MOST_IDENTIFIERS))
    labelled = keep(labelled, "labelled")
    rest = labelled.where("not (large and joins)").select(
        F.when(F.col("large"), F.col("owner")).otherwise(F.col("label")).alias("grp"), "owner", "element", "at"
    )
    made = rest.groupBy("grp").agg(F.countDistinct("at").alias("size"), F.countDistinct("owner").cast("int").alias("users"))
    slots = rest.select("grp", "element", "at").distinct().join(made, "grp").select(
        width(F.col("size")).alias("class"), "grp", "element", "at", "users"
    )
    large = labelled.where("large and joins").select("element", "owner")
    return _ordered(alone.unionByName(slots), runs), None if large.isEmpty() else large.orderBy("element", "owner")


def _alone(counted: DataFrame) -> DataFrame:
    """Groups of users who share nothing: all that they have counts."""
    return counted.select(
        width(F.col("has")).alias("class"), F.col("owner").alias("grp"), "element", "at", F.lit(1).alias("users")
    )


def _ordered(slots: DataFrame, runs: int) -> DataFrame:
    return slots.repartitionByRange(runs, "class", "grp").sortWithinPartitions("class", "grp", "at")


def overlaps(rows: DataFrame) -> tuple[int, int]:
    """How many values one context admits though another denies them, and how many have several contexts that all deny."""
    if rows.where("exists(overlaps, o -> o.denied > 0)").isEmpty():
        return 0, 0
    said = rows.where("overlaps is not null").select(F.explode("overlaps").alias("o")).select("o.*")
    contexts = said.groupBy("value", "contexts").agg(F.min("denied").alias("denied"), F.max("admits").alias("admits"))
    values = contexts.groupBy("value").agg(F.sum("denied").alias("denied"), F.max("admits").alias("admits"))
    found = values.agg(
        F.count(F.when(F.col("admits") & (F.col("denied") > 0), 1)).alias("saved"),
        F.count(F.when(~F.col("admits") & (F.col("denied") > 1), 1)).alias("lost"),
    ).first()
    assert found is not None
    return int(found["saved"]), int(found["lost"])
