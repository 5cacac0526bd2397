CREATE TABLE IF NOT EXISTS study (
    id VARCHAR NOT NULL,
    title TEXT NOT NULL,
    created VARCHAR NOT NULL,
    changed VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE IF NOT EXISTS choice (
    study_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (study_id, name),
    FOREIGN KEY(study_id) REFERENCES study (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS questionnaire (
    study_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    sha256 VARCHAR NOT NULL,
    created VARCHAR NOT NULL,
    PRIMARY KEY (study_id, version),
    FOREIGN KEY(study_id) REFERENCES study (id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS wave (
    study_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    sha256 VARCHAR NOT NULL,
    blob BLOB NOT NULL,
    rows INTEGER NOT NULL,
    created VARCHAR NOT NULL,
    PRIMARY KEY (study_id, position),
    UNIQUE (study_id, name),
    FOREIGN KEY(study_id) REFERENCES study (id) ON DELETE CASCADE
);
