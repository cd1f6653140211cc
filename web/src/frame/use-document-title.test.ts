import { expect, test } from 'vitest';
import { formatTitle } from './use-document-title.ts';

test('the title of the tab counts the chats that need a person', () => {
  expect(formatTitle('Health', 2, false)).toBe('(2) Health · Afterpush');
  expect(formatTitle('', 0, false)).toBe('Afterpush');
});

test('the title of the tab counts nothing while the server is unreachable', () => {
  expect(formatTitle('Fix the login', 2, true)).toBe('offline · Fix the login · Afterpush');
});
