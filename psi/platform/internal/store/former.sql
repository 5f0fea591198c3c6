CREATE TABLE former ( -- of a dataset: what a rollback brings back, kept for some time
	name          TEXT NOT NULL,
	purpose       TEXT NOT NULL,
	generation    TEXT NOT NULL, -- superseded
	suite         TEXT NOT NULL,
	profile       TEXT NOT NULL,
	policy_digest TEXT NOT NULL,
	imported      TEXT NOT NULL,
	sizes         TEXT NOT NULL,
	report        TEXT NOT NULL,
	entry         TEXT NOT NULL,
	superseded    TEXT NOT NULL, -- when
	PRIMARY KEY (name, purpose)
);
