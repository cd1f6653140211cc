import type { Locator, Page } from 'playwright-core';

/** The line of the board that has this text. */
export const findRow = (page: Page, text: string): Locator =>
  page.locator('.row').filter({ hasText: text });

/** What the lines of the board are called, from the top. */
export const readTitles = (page: Page): Promise<string[]> =>
  page.locator('.row [data-row-link]').allTextContents();

/** The section of the board that the line is in. */
export const readSection = (row: Locator): Promise<string | null> =>
  row.getAttribute('data-section');

/** How far the line is from the top of the screen. */
export async function readTop(row: Locator): Promise<number> {
  const box = await row.boundingBox();
  if (!box) throw new Error('the line is not shown');
  return box.y;
}

/** Settles once events arrive by themselves and every chat is read. */
export const waitUntilLive = (page: Page): Promise<void> =>
  page.getByText('live', { exact: true }).waitFor();
