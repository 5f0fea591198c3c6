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
	sizes         TEXT NOT NULL, -- JSON: identifier type to number of elements
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
	id_type  TEXT NOT NULL,
	state    TEXT NOT NULL,
	created  TEXT NOT NULL,
	ended    TEXT,
	expires  TEXT NOT NULL,
	metadata TEXT NOT NULL, -- numbering plans: the advertiser's and the dataset's
	list     INTEGER, -- m
	platform INTEGER, -- n
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
	session TEXT PRIMARY KEY,
	owner   TEXT NOT NULL,
	client  TEXT NOT NULL,
	dataset TEXT NOT NULL,
	epsilon TEXT NOT NULL,   -- exact fraction, '' if the release is exact
	spent   INTEGER NOT NULL, -- budget clock, ns
	at      TEXT NOT NULL
);
CREATE INDEX releases_owner ON releases (owner, spent);
CREATE TABLE budget_clock (
	id     INTEGER PRIMARY KEY CHECK (id = 1),
	budget INTEGER NOT NULL, -- ns
	wall   INTEGER NOT NULL  -- ns, when budget was written
);
