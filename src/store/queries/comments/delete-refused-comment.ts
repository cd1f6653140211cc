import type { Connection } from '../../database.ts';

/** Deletes a comment that the forge did not accept, so that it can be sent again. */
const statement = {
  name: 'delete-refused-comment',
  text: 'DELETE FROM comments WHERE chat_id = $1 AND id = $2 AND published_at IS NULL',
};

export async function deleteRefusedComment(
  connection: Connection,
  chatId: string,
  commentId: string,
): Promise<void> {
  await connection.query(statement, [chatId, commentId]);
}
