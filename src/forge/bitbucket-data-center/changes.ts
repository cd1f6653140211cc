import { type ForgeApi, isRateLimited, type Unread } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import {
  type Changes,
  confirmEmpty,
  isDiff,
  toTruncatedChanges,
  toUncountedFile,
  toWholeChanges,
} from '../diff/changes.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toListReading } from './api.ts';
import { changeSetReading, formatUnifiedDiff, parsePath } from './json-diff.ts';

interface ChangesRequest {
  /** The diff as git prints it; undefined where no such endpoint exists. */
  textUrl: string | undefined;
  /** The diff in JSON. */
  diffUrl: string;
  /** The list of changed files. */
  filesUrl: string;
  subject: string;
  limitBytes: number;
}

/** Lines of context around a change, as many as git prints by default. */
export const contextLines = 'contextLines=3';

/** The diff as text or built from JSON; only its files when it is too large. */
export async function readChanges(
  request: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const { textUrl: url, subject, limitBytes } = request;
  if (url === undefined) return readJsonChanges(request, api, access);
  const response = await api.readText({ url, subject, accept: 'text/plain', limitBytes }, access);
  switch (response.kind) {
    case 'too_large':
      return readFilesOnly(request, api, access);
    case 'text': {
      if (!isDiff(response.text)) return readJsonChanges(request, api, access);
      const changes = await toWholeChanges(response.text);
      return confirmEmpty(changes, () => readFilesOnly(request, api, access));
    }
    case 'unread':
      // Old versions return the diff as JSON only.
      return [400, 404, 405, 406, 415].includes(response.status ?? 0)
        ? readJsonChanges(request, api, access)
        : response;
  }
}

async function readJsonChanges(
  request: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const { diffUrl, subject, limitBytes } = request;
  const url = `${diffUrl}${contextLines}&withComments=false`;
  const response = await api.read({ url, subject, reading: changeSetReading }, access);
  if (response.kind === 'unread') return response;
  const diff = formatUnifiedDiff(response.value);
  const isComplete = !response.value.truncated && Buffer.byteLength(diff) <= limitBytes;
  if (!isComplete) return readFilesOnly(request, api, access);
  const files = response.value.changes.map(({ file }) => file);
  const changes: Changes = { kind: 'read', files, diff, truncated: false, filesAtLeast: false };
  return confirmEmpty(changes, () => readFilesOnly(request, api, access));
}

/** All files. Counts are known for those in a diff without context, which may be cut as well. */
async function readFilesOnly(
  { diffUrl, filesUrl, subject }: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const listed = await listChangedFiles(filesUrl, subject, api, access);
  if (listed.kind === 'unread') return listed;
  const url = `${diffUrl}contextLines=0&withComments=false`;
  const withoutContext = await api.read({ url, subject, reading: changeSetReading }, access);
  if (isRateLimited(withoutContext)) return withoutContext;
  const counted =
    withoutContext.kind === 'read' ? withoutContext.value.changes.map(({ file }) => file) : [];
  const byPath = new Map(counted.map((file) => [file.path, file]));
  const files = listed.value.map((file) => {
    const { additions, deletions, binary } = byPath.get(file.path) ?? file;
    return { ...file, additions, deletions, binary };
  });
  return toTruncatedChanges(files, !listed.isComplete);
}

// The default maximum of an installation.
const largePageSize = 1_000;
const mostPages = 20;
const reading = toListReading('changed-files/1', parseChangedFile);

const statuses = new Map<string, DiffFile['status']>([
  ['ADD', 'added'],
  ['DELETE', 'deleted'],
  ['MODIFY', 'modified'],
  ['MOVE', 'renamed'],
  ['RENAME', 'renamed'],
  ['COPY', 'copied'],
  ['UNKNOWN', 'changed'],
]);

/** All changed files. This list does not include the number of changed lines. */
export function listChangedFiles(
  url: string,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<{ kind: 'read'; value: DiffFile[]; isComplete: boolean } | Unread> {
  const first = `${url}${url.includes('?') ? '&' : '?'}limit=${largePageSize}`;
  return listPages(api, { url: first, subject, reading }, mostPages, access);
}

export function parseChangedFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = parsePath(fields?.path);
  const status = statuses.get(findText(fields, 'type') ?? '');
  if (path === undefined || !status) return undefined;
  const previousPath = ['renamed', 'copied'].includes(status)
    ? (parsePath(fields?.srcPath) ?? null)
    : null;
  return toUncountedFile(path, status, previousPath);
}
