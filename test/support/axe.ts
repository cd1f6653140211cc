import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/*
 * What axe reports of an open menu although it is right:
 * - The guards around it are hidden from screen readers and take the focus. They never keep it: they pass it on
 *   to the menu or to what follows the button, which is how Tab leaves a menu at the end of the document.
 * - It is outside of the landmarks of the page, because it is drawn over all of them. The focus is in it.
 */
const expected = [
  ['aria-hidden-focus', 'span[data-base-ui-focus-guard]'],
  ['region', '[role="menu"]'],
];

/**
 * The accessibility violations that axe finds: rule, element and details. The source is evaluated,
 * because the content security policy of the page blocks external scripts.
 */
export async function listViolations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = {
    resultTypes: ['violations'],
    elementRef: true,
    ...(rules && { runOnly: rules }),
  };
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axeSource);
  return page.evaluate<string[]>(`axe.run(document, ${JSON.stringify(options)}).then(
    ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.filter(
      ({ element }) => !${JSON.stringify(expected)}.some(([rule, selector]) => rule === id && element.matches(selector)),
    ).map(
      ({ target, any }) => [id, target.join(' '), ...any.map(({ message }) => message)].join(' | '),
    )),
  )`);
}
