/** When the server last sent each chat. */
const fetchedAt = new Map<string, number>();

/** The server's limit for one request, and a query string that every server and proxy accepts. */
export const maximumIds = 100;
const maximumListLength = 6_000;

export function recordFetch(chatIds: readonly string[], atMs: number = Date.now()): void {
  for (const id of chatIds) fetchedAt.set(id, atMs);
}

/** The chats that were fetched longer than `maximumAgeMs` ago, oldest first, as many as fit in one request. */
export function listStaleChats(
  chatIds: readonly string[],
  maximumAgeMs: number,
  nowMs: number,
): string[] {
  const stale = [...new Set(chatIds)]
    .filter((id) => nowMs - getTime(id) >= maximumAgeMs)
    .toSorted((left, right) => getTime(left) - getTime(right));
  return limitIds(stale);
}

function getTime(chatId: string): number {
  return fetchedAt.get(chatId) ?? 0;
}

function limitIds(chatIds: readonly string[]): string[] {
  let length = 0;
  return chatIds.slice(0, maximumIds).filter((id) => {
    length += id.length + 3;
    return length <= maximumListLength;
  });
}
