/**
 * Publishes the deletion of the chats in `deleted` in the same transaction (S4). With the public id, which
 * cannot be looked up any more.
 */
export const chatDeletedNotice = `announce(json_build_object(
  'kind', 'chat_deleted', 'chat_id', id, 'public_id', public_id, 'owner_id', owner_id)::text)`;
