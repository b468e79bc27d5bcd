-- Partitions whose users are gone and whose objects go one part after the other, so that others are served meanwhile.

CREATE TABLE leaving (
    partition TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
