import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findText, parseList, toFields } from '../parsing/json-fields.ts';
import { findNextPage, isPageCovered, pageSize } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** What a merge request was compared with when its head was `headSha`. */
export interface DiffVersion {
  headSha: string;
  baseSha: string;
  startSha: string;
}

const mostPages = 10;
const reading: Reading<DiffVersion[]> = {
  shape: 'diff-versions/1',
  parse: (body) => parseList(body, parseVersion),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** The newest version of that head; undefined when the merge request never had it. */
export async function findDiffVersion(
  reference: PullRequestReference,
  headSha: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<DiffVersion | undefined>> {
  const url = `${toPullRequestApiUrl(reference, api)}/versions?per_page=${pageSize}`;
  const subject = `the versions of ${toSubject(reference)}`;
  const versions = await listAll(api, { url, subject, reading }, mostPages, access);
  if (versions.kind === 'unread') return versions;
  return { kind: 'read', value: versions.value.find((version) => version.headSha === headSha) };
}

function parseVersion(body: unknown): DiffVersion | undefined {
  const fields = toFields(body);
  const headSha = findText(fields, 'head_commit_sha');
  const baseSha = findText(fields, 'base_commit_sha');
  const startSha = findText(fields, 'start_commit_sha');
  if (headSha === undefined || baseSha === undefined || startSha === undefined) return undefined;
  return { headSha, baseSha, startSha };
}
