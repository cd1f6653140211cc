import type { Access, DiffFile, DiffOutcome } from '../forge.ts';
import { parseDiffFiles } from '../parse-diff-files.ts';
import type { GitHubApi, Unread } from './api.ts';

/** What changed: the diff with its files, or the files alone when the diff is beyond the cap. */
export type Changes =
  | { kind: 'read'; files: DiffFile[]; diff: string; truncated: boolean }
  | Unread;

export const noChanges: Changes = { kind: 'read', files: [], diff: '', truncated: false };

export async function readChanges(
  request: { url: string; subject: string; limitBytes: number },
  listFiles: () => Promise<{ kind: 'read'; value: DiffFile[] } | Unread>,
  api: GitHubApi,
  access: Access,
): Promise<Changes> {
  const answer = await api.readDiff(request, access);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'diff': {
      const { diff } = answer;
      return { kind: 'read', files: parseDiffFiles(diff), diff, truncated: false };
    }
    case 'too_large': {
      const files = await listFiles();
      if (files.kind === 'unread') return files;
      return { kind: 'read', files: files.value, diff: '', truncated: true };
    }
  }
}

export function toDiffOutcome(
  changes: Changes,
  pullRequestUrl: string | null,
  headSha: string | null,
): DiffOutcome {
  if (changes.kind === 'unread') return changes.outcome;
  return { ...changes, kind: 'diff', pullRequestUrl, headSha };
}
