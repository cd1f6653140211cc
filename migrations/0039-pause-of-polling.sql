-- One row while a person has paused polling on all replicas, else none.
CREATE TABLE polling_pause (
  id boolean PRIMARY KEY DEFAULT true CHECK (id),
  paused_at timestamptz NOT NULL DEFAULT now()
);
