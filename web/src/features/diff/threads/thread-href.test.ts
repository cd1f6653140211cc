import { expect, test } from 'vitest';
import { parseSearch } from '../../../shared/routing/route.ts';
import { toThreadHref } from './thread-href.ts';

test('a thread is shown in the whole diff, also from another view or a range of commits', () => {
  const range = `from=${'a'.repeat(40)}&to=${'b'.repeat(40)}`;
  const search = parseSearch(`?q=repo%3Aapp&view=checks&file=a.ts&line=R1&${range}`);
  expect(toThreadHref('a/b', search)).toBe('/chats/a%2Fb?q=repo%3Aapp&thread=next');
});
