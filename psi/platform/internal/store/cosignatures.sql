CREATE TABLE cosignatures (
	client     TEXT NOT NULL,
	witness    TEXT NOT NULL, -- verifier key
	checkpoint TEXT NOT NULL, -- with both signatures
	given_up   INTEGER        -- number of the ledger's entry by which an operator gave this history up; NULL: the ledger is checked against it
);
CREATE UNIQUE INDEX cosignatures_kept ON cosignatures (client) WHERE given_up IS NULL;
INSERT INTO cosignatures SELECT value ->> 'client', value ->> 'witness', value ->> 'checkpoint', NULL FROM meta WHERE key LIKE 'cosigned/%';
INSERT INTO cosignatures SELECT value ->> 'client', value ->> 'witness', value ->> 'checkpoint', CAST(substr(key, 10) AS INTEGER) FROM meta WHERE key LIKE 'given-up/%';
DELETE FROM meta WHERE key LIKE 'cosigned/%' OR key LIKE 'given-up/%';
