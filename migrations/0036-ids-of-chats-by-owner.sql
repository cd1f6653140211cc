-- The id of a chat is unique among the chats of its owner only. `chats.id` remains the key that rows of other
-- tables refer to; nothing outside the database sees it where the two differ.
ALTER TABLE chats ADD COLUMN public_id text;
UPDATE chats SET public_id = id;
ALTER TABLE chats ALTER COLUMN public_id SET NOT NULL;

-- A row that is inserted without a public id, by another program or an older replica, has its key as one.
CREATE FUNCTION default_public_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.public_id := NEW.id;
  RETURN NEW;
END $$;

CREATE TRIGGER default_public_id BEFORE INSERT ON chats FOR EACH ROW
  WHEN (NEW.public_id IS NULL)
  EXECUTE FUNCTION default_public_id();

CREATE UNIQUE INDEX chats_by_public_id ON chats (owner_id, public_id);

-- Lists are sorted by what clients see: a cursor with the key would disclose it.
DROP INDEX chats_by_owner;
CREATE INDEX chats_by_owner ON chats (owner_id, created_at DESC, public_id DESC);
