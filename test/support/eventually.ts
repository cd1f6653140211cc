const shortestPauseMs = 10;
const longestPauseMs = 150;

/**
 * Repeats a query until it returns a result, less often the longer it takes, because queries keep the server
 * from its work. The deadline only ends a test that would otherwise hang.
 */
export async function eventually<Result>(
  what: string,
  query: () => Promise<Result | undefined | false> | Result | undefined | false,
  deadlineMs = 60_000,
): Promise<Result> {
  const endsAt = Date.now() + deadlineMs;
  let lastError: unknown;
  let pauseMs = shortestPauseMs;
  while (Date.now() < endsAt) {
    try {
      const result = await query();
      if (result !== undefined && result !== false) return result;
    } catch (error) {
      lastError = error;
    }
    const pause = pauseMs;
    await new Promise((resolve) => setTimeout(resolve, pause));
    pauseMs = Math.min(longestPauseMs, pauseMs * 1.3);
  }
  const reason = lastError instanceof Error ? `: ${lastError.message}` : '';
  throw new Error(`${what} did not happen within ${deadlineMs} ms${reason}`);
}
