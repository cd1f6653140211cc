import type { Access, Check } from '../forge.ts';
import type { ForgeApi, MaybeRead, Unread } from '../forge-api.ts';
import { findText, findWebUrl, toFields } from '../json-fields.ts';
import { toFailed } from '../outcome-of-answer.ts';
import { listAll } from '../paged-list.ts';
import { toPlainText } from '../plain-text.ts';
import { toBuildStatusUrl } from './api.ts';
import { pageSize, toListReading } from './pages.ts';

interface Build {
  key: string;
  check: Check;
}

const mostPages = 10;
const reading = toListReading('builds/1', parseBuild);

// A build whose state nobody can tell has neither passed nor failed, and may still come to an end.
const states = new Map<string, Check['state']>([
  ['SUCCESSFUL', 'passed'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
  ['INPROGRESS', 'pending'],
  ['UNKNOWN', 'pending'],
]);

/** What continuous integration reported for a commit, the newest report of each build. */
export async function listChecks(
  sha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  if (!/^[0-9a-f]{4,64}$/i.test(sha)) return toNoCommit();
  const url = `${toBuildStatusUrl(sha, api)}?orderBy=NEWEST&limit=${pageSize}`;
  const subject = `the builds of commit ${sha.slice(0, 12)}`;
  const builds = await listAll(api, { url, subject, reading }, mostPages, access);
  if (builds.kind === 'unread') return builds;
  // A build that is known in several repositories reports for each of them.
  const newest = new Map<string, Check>();
  for (const { key, check } of builds.value) if (!newest.has(key)) newest.set(key, check);
  return { kind: 'read', value: [...newest.values()] };
}

export function parseBuild(body: unknown): Build | undefined {
  const fields = toFields(body);
  const key = findText(fields, 'key');
  const state = states.get(findText(fields, 'state') ?? '');
  if (key === undefined || !state) return undefined;
  const description = findText(fields, 'description');
  return {
    key,
    check: {
      name: toPlainText(findText(fields, 'name') || key, 200),
      state,
      url: findWebUrl(fields, 'url'),
      description: description ? toPlainText(description, 500) : null,
    },
  };
}

function toNoCommit(): Unread {
  const outcome = toFailed('malformed', 'The head of the pull request is no commit.');
  return { kind: 'unread', status: undefined, outcome };
}
