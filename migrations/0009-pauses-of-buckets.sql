-- A pause concerns one quota of a token, or the whole token (an empty bucket).
ALTER TABLE forge_pauses ADD COLUMN bucket text NOT NULL DEFAULT '';
ALTER TABLE forge_pauses DROP CONSTRAINT forge_pauses_pkey;
ALTER TABLE forge_pauses ADD PRIMARY KEY (forge_id, token_fingerprint, bucket);
