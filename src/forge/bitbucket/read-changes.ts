import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import { type Changes, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import type { Access } from '../forge.ts';
import { filesPageSize, filesReading } from './changed-files.ts';

interface ChangesRequest {
  diffUrl: string;
  /** The files of the same diff. */
  diffstatUrl: string;
  subject: string;
  limitBytes: number;
}

const mostFilePages = 20;
/** What Bitbucket answers when making a diff takes it too long. */
export const tookTooLong = 555;

/** The diff, or the list of its files where it is beyond a cap. */
export async function readChanges(
  request: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const { diffUrl: url, subject, limitBytes } = request;
  const answer = await api.readText({ url, subject, limitBytes, accept: 'text/plain' }, access);
  const isRefused = answer.kind === 'unread' && answer.status === tookTooLong;
  if (isRefused) return listFiles(request, api, access);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text':
      return toWholeChanges(answer.text);
    case 'too_large':
      return listFiles(request, api, access);
  }
}

async function listFiles(
  { diffstatUrl, subject }: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const sized = new URL(diffstatUrl);
  sized.searchParams.set('pagelen', String(filesPageSize));
  const first = { url: sized.href, subject, reading: filesReading };
  const files = await listAll(api, first, mostFilePages, access);
  return files.kind === 'unread' ? files : toTruncatedChanges(files.value);
}
