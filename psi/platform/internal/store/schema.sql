CREATE TABLE meta (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
CREATE TABLE datasets (
	name          TEXT NOT NULL,
	purpose       TEXT NOT NULL,
	generation    TEXT NOT NULL,
	suite         TEXT NOT NULL,
	profile       TEXT NOT NULL,
	policy_digest TEXT NOT NULL,
	imported      TEXT NOT NULL,
	population    TEXT NOT NULL, -- whose budget its releases are paid from
	sizes         TEXT NOT NULL, -- JSON: identifier type to number of elements, 0 for a type without any
	groups        TEXT NOT NULL, -- JSON: number of contact groups in each class of widths
	report        TEXT NOT NULL, -- JSON: the import's counts
	entry         TEXT NOT NULL, -- JSON: what the ledger says of the import
	PRIMARY KEY (name, purpose)
);
CREATE TABLE superseded (
	generation TEXT PRIMARY KEY -- whose files go as soon as nothing uses them
);
CREATE TABLE clients (
	name    TEXT PRIMARY KEY,
	spki    TEXT NOT NULL UNIQUE, -- hex SHA-256 of the certificate's public key
	created TEXT NOT NULL,
	revoked TEXT
);
CREATE TABLE sessions (
	id       TEXT PRIMARY KEY,
	client   TEXT NOT NULL,
	dataset  TEXT NOT NULL,
	purpose  TEXT NOT NULL,
	mode     TEXT NOT NULL,
	types    TEXT NOT NULL, -- identifier types of the dataset
	owner    TEXT NOT NULL,
	epoch    TEXT NOT NULL, -- digest; '' until the session has entered one
	state    TEXT NOT NULL,
	created  TEXT NOT NULL,
	ended    TEXT,
	expires  TEXT NOT NULL,
	metadata TEXT NOT NULL, -- numbering plans: the advertiser's and the dataset's
	list     INTEGER, -- elements
	platform INTEGER, -- groups there is room for
	result   TEXT,    -- the stored answer, byte for byte
	error    TEXT
);
CREATE TABLE subject_keys (
	session    TEXT PRIMARY KEY,
	generation TEXT NOT NULL,
	created    TEXT NOT NULL,
	key        BLOB,    -- K_s, as sealed; NULL once it is destroyed
	wrapped    BLOB,    -- K_g under K_s; NULL likewise
	reason     TEXT,    -- why it was destroyed
	recorded   INTEGER  -- 1 once the ledger says so
);
CREATE TABLE releases (
	session    TEXT PRIMARY KEY,
	owner      TEXT NOT NULL,
	client     TEXT NOT NULL,
	dataset    TEXT NOT NULL,
	population TEXT NOT NULL,    -- whose budget it was paid from
	epsilon    TEXT NOT NULL,    -- what was charged, an exact fraction; '' if the release is exact
	drawn      TEXT NOT NULL,    -- ε of the noise; '' likewise
	spent      INTEGER NOT NULL, -- budget clock, ns
	at         TEXT NOT NULL
);
CREATE INDEX releases_owner ON releases (owner, spent);
CREATE TABLE budget_clock (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	budget INTEGER NOT NULL, -- ns
	wall   INTEGER NOT NULL  -- ns, when budget was written
);
CREATE TABLE cosignatures (
	client     TEXT NOT NULL,
	witness    TEXT NOT NULL, -- verifier key
	checkpoint TEXT NOT NULL, -- with both signatures
	given_up   INTEGER        -- number of the ledger's entry by which an operator gave this history up; NULL: the ledger is checked against it
);
CREATE UNIQUE INDEX cosignatures_kept ON cosignatures (client) WHERE given_up IS NULL;
CREATE TABLE former ( -- of a dataset: what a rollback brings back, kept for some time
	name          TEXT NOT NULL,
	purpose       TEXT NOT NULL,
	generation    TEXT NOT NULL, -- superseded
	suite         TEXT NOT NULL,
	profile       TEXT NOT NULL,
	policy_digest TEXT NOT NULL,
	imported      TEXT NOT NULL,
	population    TEXT NOT NULL,
	sizes         TEXT NOT NULL,
	groups        TEXT NOT NULL,
	report        TEXT NOT NULL,
	entry         TEXT NOT NULL,
	superseded    TEXT NOT NULL, -- when
	PRIMARY KEY (name, purpose)
);
CREATE TABLE layouts ( -- of a dataset's sections: what clients see of its size
	name    TEXT NOT NULL,
	purpose TEXT NOT NULL,
	layout  TEXT NOT NULL, -- JSON
	drawn   TEXT NOT NULL, -- when
	PRIMARY KEY (name, purpose)
);
CREATE TABLE epochs (
	digest     TEXT PRIMARY KEY,
	name       TEXT NOT NULL, -- of the dataset
	purpose    TEXT NOT NULL,
	generation TEXT NOT NULL,
	secret     BLOB NOT NULL, -- K_e, as sealed
	made       TEXT NOT NULL, -- JSON: what it was made of
	receipt    TEXT NOT NULL, -- of the ledger's entry
	opened     TEXT NOT NULL,
	cursor     INTEGER NOT NULL, -- first unit of the next slice
	units      INTEGER NOT NULL  -- that are left for slices
);
CREATE TABLE strikes (
	owner   TEXT NOT NULL,
	dataset TEXT NOT NULL,
	client  TEXT NOT NULL, -- the owner's
	session TEXT NOT NULL,
	at      TEXT NOT NULL,
	PRIMARY KEY (owner, dataset)
);
CREATE TABLE audiences (
	advertiser TEXT NOT NULL,
	dataset    TEXT NOT NULL,
	purpose    TEXT NOT NULL,
	name       TEXT NOT NULL,
	used_as    TEXT NOT NULL,    -- include or exclude
	created    TEXT NOT NULL,
	expires    TEXT NOT NULL,
	readable   INTEGER NOT NULL, -- by the ad system; the advertiser is not told
	most       INTEGER NOT NULL, -- members that the sizes of lists allow
	session    TEXT NOT NULL,    -- that changed it last
	version    TEXT NOT NULL,    -- name of its file; '' once the audience has ended
	key        BLOB,             -- of the file, as sealed; NULL likewise
	root       TEXT NOT NULL,    -- of the file
	PRIMARY KEY (advertiser, dataset, purpose, name)
);
CREATE TABLE audience_drafts ( -- what a session does to an audience as soon as the ledger says so
	session  TEXT PRIMARY KEY,
	audience TEXT NOT NULL, -- JSON: its future row
	key      BLOB NOT NULL  -- of the file, as sealed
);
CREATE TABLE erased_persons (
	person BLOB PRIMARY KEY, -- keyed hash of the user's reference
	at     TEXT NOT NULL
);
