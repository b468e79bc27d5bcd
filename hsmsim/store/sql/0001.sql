-- Objects and users. Rows are in the order of creation by their sequence.

CREATE TABLE master (
    -- a known text, sealed: opens only with the right master key
    seal BLOB NOT NULL
);

CREATE TABLE user (
    user_id TEXT NOT NULL PRIMARY KEY,
    record BLOB NOT NULL -- sealed
) WITHOUT ROWID;

CREATE TABLE object (
    sequence INTEGER PRIMARY KEY,
    partition TEXT NOT NULL,
    uid TEXT NOT NULL,
    revision INTEGER NOT NULL,
    object_type INTEGER NOT NULL,
    attributes BLOB NOT NULL,
    value BLOB, -- sealed; NULL once destroyed
    UNIQUE (partition, uid)
);

-- An index entry ends with the sequence, so these also give the order.
CREATE INDEX object_of_partition ON object (partition);
CREATE INDEX object_of_type ON object (partition, object_type);

-- The Name Values and Object Groups of the objects. Whoever changes an object has it at hand and changes these too:
-- a foreign key would need one more index on each.
CREATE TABLE name (
    partition TEXT NOT NULL,
    name TEXT NOT NULL,
    sequence INTEGER NOT NULL, -- of the object
    PRIMARY KEY (partition, name, sequence)
) WITHOUT ROWID;

CREATE TABLE object_group (
    partition TEXT NOT NULL,
    object_group TEXT NOT NULL,
    sequence INTEGER NOT NULL, -- of the object
    PRIMARY KEY (partition, object_group, sequence)
) WITHOUT ROWID;
