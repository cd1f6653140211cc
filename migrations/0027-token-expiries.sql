-- When forges say that tokens expire; shared by all replicas.
CREATE TABLE token_expiries (
  forge_id text NOT NULL,
  token_fingerprint text NOT NULL,
  expires_at timestamptz NOT NULL,
  observed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (forge_id, token_fingerprint)
);
