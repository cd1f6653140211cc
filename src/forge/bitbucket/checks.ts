import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { encode } from '../encode.ts';
import type { Access, Check } from '../forge.ts';
import type { ForgeApi, MaybeRead } from '../forge-api.ts';
import { findText, findWebUrl, toFields } from '../json-fields.ts';
import { listAll } from '../paged-list.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { toRepositoryApiUrl } from './api.ts';
import { toListReading } from './pages.ts';

const pageSize = 100;
const mostPages = 10;

const states = new Map<string, Check['state']>([
  ['SUCCESSFUL', 'passed'],
  ['FAILED', 'failed'],
  ['INPROGRESS', 'pending'],
  // Somebody stopped the build: it does not pass unless it is run again.
  ['STOPPED', 'failed'],
]);

const reading = toListReading('bitbucket-statuses/1', parseCheck);

/** What was reported for a commit of the repository. */
export function listChecks(
  repository: RepositoryReference,
  hash: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Check[]>> {
  const commitUrl = `${toRepositoryApiUrl(repository, api)}/commit/${encode(hash)}`;
  const url = `${commitUrl}/statuses?pagelen=${pageSize}`;
  const subject = `the checks of ${toFullName(repository)}`;
  return listAll(api, { url, subject, reading }, mostPages, access);
}

export function parseCheck(body: unknown): Check | undefined {
  const fields = toFields(body);
  const state = states.get(findText(fields, 'state') ?? '');
  const name = findText(fields, 'name') || findText(fields, 'key');
  if (!state || !name) return undefined;
  const description = findText(fields, 'description');
  return {
    name: toPlainText(name, 200),
    state,
    url: findWebUrl(fields, 'url'),
    description: description ? toPlainText(description, 300) : null,
  };
}
