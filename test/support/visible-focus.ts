import type { Page } from 'playwright-core';

/** An outline of the focused element, of what is drawn over it, stands beside it, or is its frame. */
const describeFocus = `(() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const isDrawn = (each, part) => {
    const style = each && getComputedStyle(each, part);
    return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  const box = element.getBoundingClientRect();
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const { nextElementSibling: beside, parentElement: frame } = element;
  const outlined = isDrawn(element) || isDrawn(element, '::after') || isDrawn(beside) || isDrawn(frame);
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

/** The element with the focus, if a person who only has a keyboard could not see that it has it. */
export async function findUnseenFocus(page: Page): Promise<string | undefined> {
  const focus = await page.evaluate<Focus>(describeFocus);
  return focus.visible ? undefined : focus.name;
}

/** Goes on with the Tab key until it comes around; answers what had the focus and did not show it. */
export async function listUnseenFocus(page: Page): Promise<string[]> {
  const unseen: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    if (await page.evaluate<boolean>('document.activeElement === document.body')) return unseen;
    const focus = await page.evaluate<Focus>(describeFocus);
    if (!focus.first) return unseen;
    if (!focus.visible) unseen.push(focus.name);
  }
}
