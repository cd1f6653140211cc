export const pageSize = 100;

/**
 * A full last page stays what it is when a further page begins, so that its validator would hide
 * that one for good.
 */
export function isPageCovered(items: readonly unknown[], nextUrl: string | undefined): boolean {
  return nextUrl !== undefined || items.length < pageSize;
}
