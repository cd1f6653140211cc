import type { Locator } from 'playwright-core';

/** Whether an element appears in time; for what is retried until it does. */
export async function appears(locator: Locator, timeoutMs: number): Promise<boolean> {
  return locator.waitFor({ timeout: timeoutMs }).then(
    () => true,
    () => false,
  );
}
