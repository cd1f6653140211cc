import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Checkout } from '../../../src/contract/checkout.ts';
import { ApiError } from '../../../src/contract/client.ts';
import type { Diff, DiffFile } from '../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { client } from './client.ts';

/** Identifies the state of the branch that a diff shows. */
export interface DiffVersion {
  url: string | null;
  headSha: string | null;
  /** When the branch was last pushed, if its head is unknown. */
  reportedAt: string | null;
}

export function toDiffVersion(status: DiffStatus): DiffVersion {
  const { url, head_sha: headSha, reported_at: reportedAt } = status;
  return { url, headSha, reportedAt: headSha === null ? reportedAt : null };
}

/** Never refetched automatically: a diff does not change while someone reads it. */
export function diffQuery(status: DiffStatus, version: DiffVersion) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return queryOptions({
    queryKey: ['diff', chatId, origin, branch, version],
    queryFn: () => client.getDiff(chatId, { origin, branch }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** Two commits of a branch, as full ids. */
export interface CommitRange {
  from: string;
  to: string;
}

/** What the commits of a range changed, which stays the same. */
export function rangeDiffQuery(status: DiffStatus, range: CommitRange) {
  const { chat_id: chatId, git_remote_origin: origin, git_branch: branch } = status;
  return queryOptions({
    queryKey: ['diff', chatId, origin, branch, range],
    queryFn: () => client.getDiff(chatId, { origin, branch, ...range }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** The forge no longer has the commits of a range. */
export function areCommitsMissing(error: unknown): boolean {
  return error instanceof ApiError && 'missing_commits' in error.problem;
}

/** What is not pushed from the worktree of a chat; read again when the worktree changed. */
export function checkoutDiffQuery({ chat_id: chatId }: DiffStatus, { changed_at: at }: Checkout) {
  return queryOptions({
    queryKey: ['checkout diff', chatId, at],
    queryFn: () => client.getCheckoutDiff(chatId),
    staleTime: 5_000,
    gcTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
}

/** A diff of the API, or what a clone has that is not pushed. */
export interface ShownDiff extends Diff {
  unpushed?: true;
}

/** The text of a file at the head of the branch, or at the last commit of the shown range. */
export function fileQuery(diff: Diff, path: string) {
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  const at = diff.from_sha === undefined || headSha === null ? {} : { commit: headSha };
  return queryOptions({
    queryKey: ['file', chatId, origin, branch, headSha, path],
    queryFn: () => client.getFile(chatId, { origin, branch, path, ...at }),
    staleTime: 60_000,
    gcTime: 60_000,
  });
}

export interface LoadedImage {
  /** A `data:` URL: the page's policy allows no other images than those and avatars. */
  url: string;
  bytes: number;
}

/** An image before or after the changes. */
export function imageQuery(diff: Diff, path: string, side: 'before' | 'after') {
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  const range = toRange(diff);
  return queryOptions({
    queryKey: ['image', chatId, origin, branch, headSha, range, path, side],
    queryFn: async (): Promise<LoadedImage> => {
      const blob = await client.getImage(chatId, { origin, branch, path, side, ...range });
      return { url: await toDataUrl(blob), bytes: blob.size };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  });
}

function toDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () =>
      resolve(typeof reader.result === 'string' ? reader.result : ''),
    );
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable image')));
    reader.readAsDataURL(blob);
  });
}

/** The changes of one file, when the diff came without them. */
export function fileDiffQuery(diff: Diff, { path, previous_path: previous }: DiffFile) {
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  const moved = previous === null ? {} : { previous_path: previous };
  const range = toRange(diff);
  return queryOptions({
    queryKey: ['file diff', chatId, origin, branch, headSha, path, range],
    queryFn: () => client.getFileDiff(chatId, { origin, branch, path, ...moved, ...range }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 300_000,
  });
}

function toRange({ from_sha: from, head_sha: to }: Diff): CommitRange | undefined {
  return from === undefined || to === null ? undefined : { from, to };
}
