/**
 * Maps a list with at most `limit` calls under way, answers in order. When one fails, no further
 * one starts, and the first error is thrown once the running ones have ended.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  toResult: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  const entries = items.entries();
  const work = async () => {
    for (const [index, item] of entries) {
      try {
        results[index] = await toResult(item);
      } catch (error) {
        errors.push(error);
      }
      if (errors.length > 0) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  if (errors.length > 0) throw errors[0];
  return results;
}
