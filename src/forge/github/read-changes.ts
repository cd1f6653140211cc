import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { type Changes, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import type { Access, DiffFile } from '../forge.ts';
import { diffType } from './api.ts';

/** The diff, or the list of its files where it is beyond a cap. */
export async function readChanges(
  request: { url: string; subject: string; limitBytes: number },
  listFiles: () => Promise<{ kind: 'read'; value: DiffFile[] } | Unread>,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const answer = await api.readText({ ...request, accept: diffType }, access);
  // GitHub's own cap: "the diff exceeded the maximum number of lines".
  const isRefused = answer.kind === 'unread' && answer.status === 406;
  if (isRefused) return toTooLarge(listFiles);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text':
      return toWholeChanges(answer.text);
    case 'too_large':
      return toTooLarge(listFiles);
  }
}

async function toTooLarge(
  listFiles: () => Promise<{ kind: 'read'; value: DiffFile[] } | Unread>,
): Promise<Changes | Unread> {
  const files = await listFiles();
  return files.kind === 'unread' ? files : toTruncatedChanges(files.value);
}
