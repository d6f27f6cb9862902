-- The DeepDecipher dataset file, version 1.
--
-- One SQLite file per dataset, written by the recorder (Python) and the importers (TypeScript), read by both
-- and read-only when served. This file is the only definition of its tables; both languages ship it.
--
-- application_id is the four bytes "DDec"; user_version is the version of this schema. A reader refuses a file
-- whose application_id differs ("not a dataset") or whose user_version is newer than the one it knows.
PRAGMA application_id = 0x44446563;
PRAGMA user_version = 1;

-- One row per model, in the order in which `GET /api` lists them.
CREATE TABLE model (
  position   INTEGER PRIMARY KEY,
  name       TEXT NOT NULL UNIQUE,
  -- The wire's Metadata object as JSON, provenance included.
  metadata   TEXT NOT NULL CHECK (json_valid(metadata))
) STRICT;

-- One row per page of the API: what `GET /api/{model}/{service}[/{layer}[/{neuron}]]` answers.
-- layer and neuron are -1 where the page has none (a model page has neither, a layer page no neuron).
CREATE TABLE page (
  model      TEXT NOT NULL REFERENCES model (name),
  service    TEXT NOT NULL,
  layer      INTEGER NOT NULL DEFAULT -1 CHECK (layer >= -1),
  neuron     INTEGER NOT NULL DEFAULT -1 CHECK (neuron >= -1 AND (layer >= 0 OR neuron = -1)),
  -- The bytes that go on the wire: gzip of the UTF-8 JSON {"data": PAGE, "metadata": Metadata}, keys in this
  -- order and no white space between them, so that a reader can take PAGE without parsing it. Metadata is the
  -- model's without provenance (files of earlier writers have it).
  body       BLOB NOT NULL,
  -- Strong entity tag, quotes included: the first 128 bits of SHA-256 over the uncompressed JSON, as hex.
  etag       TEXT NOT NULL,
  PRIMARY KEY (model, service, layer, neuron)
) STRICT, WITHOUT ROWID;

-- Index of Neuron2Graph's tokens: one row for each token that activates a neuron, or that a neuron needs as context.
-- What `GET /api/{model}/neuron2graph-search?query=KIND:TOKEN` is answered from. Can be rebuilt from the pages.
CREATE TABLE search_token (
  model      TEXT NOT NULL REFERENCES model (name),
  kind       TEXT NOT NULL CHECK (kind IN ('activating', 'important')),
  -- The token as the tokenizer has it.
  token      TEXT NOT NULL,
  -- The token without white space around it, in lower case: what a search compares.
  key        TEXT NOT NULL,
  layer      INTEGER NOT NULL CHECK (layer >= 0),
  neuron     INTEGER NOT NULL CHECK (neuron >= 0),
  PRIMARY KEY (model, key, kind, layer, neuron, token)
) STRICT, WITHOUT ROWID;
