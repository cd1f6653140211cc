-- The name of the agent that works in a chat; null until something that knows it has reported it.
ALTER TABLE chats ADD COLUMN agent text;
