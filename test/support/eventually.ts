/** Repeats a query until it returns a result. The deadline only ends a test that would otherwise hang. */
export async function eventually<Result>(
  what: string,
  query: () => Promise<Result | undefined | false> | Result | undefined | false,
  deadlineMs = 30_000,
): Promise<Result> {
  const endsAt = Date.now() + deadlineMs;
  let lastError: unknown;
  while (Date.now() < endsAt) {
    try {
      const result = await query();
      if (result !== undefined && result !== false) return result;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
  throw new Error(`${what} did not happen within ${deadlineMs} ms${reason}`);
}
