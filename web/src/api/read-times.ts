/** When the server last told of a chat. */
const readAt = new Map<string, number>();

/** As many as one request takes, and no longer than every server accepts in an address. */
const mostIds = 100;
const longestList = 6_000;

export function noteRead(chatIds: readonly string[], atMs: number = Date.now()): void {
  for (const id of chatIds) readAt.set(id, atMs);
}

/** Of these chats the ones that were not read for a while, the oldest first. */
export function listDue(chatIds: readonly string[], everyMs: number, nowMs: number): string[] {
  const due = [...new Set(chatIds)]
    .filter((id) => nowMs - getTime(id) >= everyMs)
    .toSorted((left, right) => getTime(left) - getTime(right));
  return takeIds(due);
}

function getTime(chatId: string): number {
  return readAt.get(chatId) ?? 0;
}

function takeIds(chatIds: readonly string[]): string[] {
  let length = 0;
  return chatIds.slice(0, mostIds).filter((id) => {
    length += id.length + 3;
    return length <= longestList;
  });
}
