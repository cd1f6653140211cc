import type { Page } from 'playwright-core';

/** Elements that overflow the right edge of the screen, except inside horizontal scrollers. */
export function listOverflowing(page: Page, width: number): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const isInScroller = (element) => {
      for (let each = element.parentElement; each; each = each.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(each).overflowX)) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > ${width} + 1 && !isInScroller(each))
      .map((each) => each.outerHTML.slice(0, 120));
  })()`);
}
