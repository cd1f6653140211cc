import type { Locator, Page } from 'playwright-core';

/** The row that contains this text. */
export const findRow = (page: Page, text: string): Locator =>
  page.locator('.row').filter({ hasText: text });

/** The titles of the rows, from top to bottom. */
export const readTitles = (page: Page): Promise<string[]> =>
  page.locator('.row [data-row-link]').allTextContents();

export const readSection = (row: Locator): Promise<string | null> =>
  row.getAttribute('data-section');

/** The distance of the row from the top of the screen. */
export async function readTop(row: Locator): Promise<number> {
  const box = await row.boundingBox();
  if (!box) throw new Error('the row is not visible');
  return box.y;
}

/** Resolves once the event stream is open and all chats are loaded. */
export const waitUntilLive = (page: Page): Promise<void> =>
  page.getByText('live', { exact: true }).waitFor();
