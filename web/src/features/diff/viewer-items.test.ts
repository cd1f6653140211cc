import { expect, test } from 'vitest';
import type { FilePatch } from './parse-patch.ts';
import { type ShownFile, ViewerItemCache } from './viewer-items.ts';

const shown: ShownFile = {
  path: 'logo.png',
  patch: undefined,
  folded: false,
  previewed: true,
  annotations: undefined,
};
const malformed = {
  version: 'a',
  content: { state: 'malformed', text: '@@' },
} as unknown as FilePatch;

test.each([
  ['a preview', shown],
  ['a malformed patch', { ...shown, previewed: false, patch: malformed }],
])('%s that is folded is a new item with the same file, as the viewer requires', (_, file) => {
  const cache = new ViewerItemCache();
  const [before] = cache.update([file]);
  const [after] = cache.update([{ ...file, folded: true }]);

  expect(after).toMatchObject({ type: 'file', collapsed: true });
  expect(after).not.toBe(before);
  expect(after && 'file' in after && after.file).toBe(before && 'file' in before && before.file);
});
