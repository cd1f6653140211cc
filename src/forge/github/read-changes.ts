import type { Access, DiffFile, DiffOutcome } from '../forge.ts';
import type { ForgeApi, Unread } from '../forge-api.ts';
import { parseDiffFiles } from '../parse-diff-files.ts';
import { diffType } from './api.ts';

/** What changed: the diff with its files, or the files alone when the diff is beyond the cap. */
export type Changes =
  | { kind: 'read'; files: DiffFile[]; diff: string; truncated: boolean }
  | Unread;

export const noChanges: Changes = { kind: 'read', files: [], diff: '', truncated: false };

export async function readChanges(
  request: { url: string; subject: string; limitBytes: number },
  listFiles: () => Promise<{ kind: 'read'; value: DiffFile[] } | Unread>,
  api: ForgeApi,
  access: Access,
): Promise<Changes> {
  const answer = await api.readText({ ...request, accept: diffType }, access);
  // GitHub's own cap: "the diff exceeded the maximum number of lines".
  const isRefused = answer.kind === 'unread' && answer.status === 406;
  if (isRefused) return toTooLarge(listFiles);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text': {
      const { text: diff } = answer;
      return { kind: 'read', files: parseDiffFiles(diff), diff, truncated: false };
    }
    case 'too_large':
      return toTooLarge(listFiles);
  }
}

async function toTooLarge(
  listFiles: () => Promise<{ kind: 'read'; value: DiffFile[] } | Unread>,
): Promise<Changes> {
  const files = await listFiles();
  if (files.kind === 'unread') return files;
  return { kind: 'read', files: files.value, diff: '', truncated: true };
}

export function toDiffOutcome(
  changes: Changes,
  pullRequestUrl: string | null,
  headSha: string | null,
): DiffOutcome {
  if (changes.kind === 'unread') return changes.outcome;
  return { ...changes, kind: 'diff', pullRequestUrl, headSha };
}
