/**
 * Maps a list with at most `limit` concurrent calls; results are in the order of the items. After a
 * failure no further call starts, and the first error is thrown once all running calls have ended.
 */
export async function mapConcurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const errors: unknown[] = [];
  const entries = items.entries();
  const work = async () => {
    for (const [index, item] of entries) {
      try {
        results[index] = await map(item);
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
