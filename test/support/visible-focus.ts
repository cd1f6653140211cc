import type { Page } from 'playwright-core';

/** Accepts an outline on the focused element, its ::after, its next sibling or its parent. */
const describeFocus = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const isDrawn = (each, part) => {
    const style = each && getComputedStyle(each, part);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  const box = element.getBoundingClientRect();
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const { nextElementSibling: sibling, parentElement: parent } = element;
  const outlined = isDrawn(element) || isDrawn(element, '::after') || isDrawn(sibling) || isDrawn(parent);
  return {
    name: element.outerHTML.slice(0, 120),
    visible: element !== document.body && element.matches(':focus-visible') && onScreen && outlined,
    first: !window.focusSeen?.has(element),
    mark: (window.focusSeen ??= new WeakSet()).add(element) && undefined,
  };
})()`;

interface Focus {
  name: string;
  visible: boolean;
  first: boolean;
}

/** The focused element, if its focus is not visible. */
export async function findInvisibleFocus(page: Page): Promise<string | undefined> {
  const focus = await page.evaluate<Focus>(describeFocus);
  return focus.visible ? undefined : focus.name;
}

/** Presses Tab through the whole page; returns the elements whose focus was not visible. */
export async function listInvisibleFocus(page: Page): Promise<string[]> {
  const invisible: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean>('document.activeElement === document.body')) return invisible;
    const focus = await page.evaluate<Focus>(describeFocus);
    if (!focus.first) return invisible;
    if (!focus.visible) invisible.push(focus.name);
  }
}
