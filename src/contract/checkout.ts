import { type Static, Type } from 'typebox';
import { DiffFile } from './diff.ts';
import { Instant, nullable } from './schema.ts';

const Commit = nullable(Type.String({ pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' }));
const Count = nullable(Type.Integer({ minimum: 0, maximum: 1_000_000_000 }));

const reported = {
  worktree_id: Type.String({
    pattern: '^clone:[0-9a-f]{16}$',
    description: "clone: and the first 16 hexadecimal digits of the SHA-256 of the worktree's path",
  }),
  path: nullable(Type.String({ maxLength: 4096 })),
  branch: nullable(
    Type.String({
      maxLength: 1024,
      description: 'what is checked out; null when HEAD is detached',
    }),
  ),
  head_sha: Commit,
  pushed_sha: Commit,
  ahead: Count,
  behind: Count,
  changed_files: Count,
};

/** What a watcher reports about the worktree of a chat. */
export const CheckoutReport = Type.Object(reported, { additionalProperties: false });

/** The worktree of a chat, and what is not pushed from it yet. */
export const Checkout = Type.Object(
  {
    ...reported,
    ahead: nullable(Type.Integer({ description: 'commits that are not pushed yet' })),
    behind: nullable(Type.Integer({ description: 'pushed commits that are not in the worktree' })),
    changed_files: nullable(Type.Integer({ description: 'files that are not committed yet' })),
    behind_pull_request: Type.Boolean({
      description: "the head of the branch's pull request contains commits that are not here",
    }),
    exists: Type.Boolean({ description: 'false once the worktree was removed' }),
    changed_at: Instant,
  },
  { $id: 'Checkout' },
);

/** What is not pushed from a worktree: its commits and uncommitted files together. */
export const CheckoutDiff = Type.Object(
  {
    chat_id: Type.String(),
    branch: nullable(Type.String()),
    head_sha: nullable(Type.String()),
    base_sha: nullable(Type.String({ description: 'the pushed commit that the diff starts from' })),
    files: Type.Array(DiffFile),
    diff: Type.String({ description: 'unified diff; empty when truncated' }),
    truncated: Type.Boolean({
      description: 'true when the diff is omitted because of its size',
    }),
  },
  { $id: 'CheckoutDiff' },
);

export type CheckoutDiff = Static<typeof CheckoutDiff>;
export type CheckoutReport = Static<typeof CheckoutReport>;
export type Checkout = Static<typeof Checkout>;
