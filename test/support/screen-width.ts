import type { Page } from 'playwright-core';

/** Elements that leave the screen at its right, but for what is swiped within a strip of its own. */
export function listTooWide(page: Page, width: number): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const isSwiped = (element) => {
      for (let each = element.parentElement; each; each = each.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(each).overflowX)) return true;
      }
      return false;
    };
    return [...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > ${width} + 1 && !isSwiped(each))
      .map((each) => each.outerHTML.slice(0, 120));
  })()`);
}
