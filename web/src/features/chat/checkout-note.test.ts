import { expect, test } from 'vitest';
import type { Checkout } from '../../../../src/contract/checkout.ts';
import { formatCheckout } from './checkout-note.tsx';

const checkout: Checkout = {
  worktree_id: 'clone:0123456789abcdef',
  path: '/src/app',
  branch: 'agent/x',
  head_sha: 'a'.repeat(40),
  pushed_sha: 'a'.repeat(40),
  ahead: 0,
  behind: 0,
  changed_files: 0,
  behind_pull_request: false,
  exists: true,
  changed_at: '2026-01-01T12:00:00.000Z',
};

test.each<[Partial<Checkout>, string]>([
  [{}, ''],
  [{ ahead: null, changed_files: null }, ''],
  [{ ahead: 3, changed_files: 2 }, '3 commits not pushed, 2 files changed'],
  [{ ahead: 1 }, '1 commit not pushed'],
  [{ changed_files: 1 }, '1 file changed'],
  [{ behind_pull_request: true }, "This checkout is behind its pull request's head."],
  [
    { ahead: 1, behind_pull_request: true },
    "1 commit not pushed. This checkout is behind its pull request's head.",
  ],
  [{ exists: false, ahead: 2 }, 'The worktree was removed.'],
])('a worktree with %j is described as %j', (change, expected) => {
  expect(formatCheckout({ ...checkout, ...change })).toBe(expected);
});
