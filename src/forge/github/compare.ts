import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Read, Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { toComparisonUrl } from './diff.ts';
import { type ListedFile, parseListedFile } from './listed-file.ts';

/** Two revisions of a repository. */
export interface Revisions {
  repository: RepositoryReference;
  base: string;
  head: string;
}

/** What the head changed since it left the base. */
export interface Comparison {
  mergeBase: string;
  files: ListedFile[];
}

/** GitHub lists no further files of a comparison. */
export const mostComparedFiles = 300;

const comparisonReading: Reading<Comparison> = {
  shape: 'comparison/1',
  parse: (body) => {
    const mergeBase = parseMergeBase(body);
    const files = parseList(toFields(body)?.files, parseListedFile);
    return mergeBase === undefined || !files ? undefined : { mergeBase, files };
  },
  isCovered: () => false,
};
const mergeBaseReading: Reading<string> = {
  shape: 'merge-base/1',
  parse: parseMergeBase,
  isCovered: () => false,
};

export function readComparison(
  { repository, base, head }: Revisions,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<Read<Comparison> | Unread> {
  const url = toComparisonUrl(repository, base, head, api);
  return api.read({ url, subject, reading: comparisonReading }, access);
}

/** The commit that both come from. */
export function readMergeBase(
  { repository, base, head }: Revisions,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  // Only the first page holds the files, which nobody needs here.
  const url = `${toComparisonUrl(repository, base, head, api)}?per_page=1&page=2`;
  const subject = `the base of a diff of ${toFullName(repository)}`;
  return api.read({ url, subject, reading: mergeBaseReading }, access);
}

function parseMergeBase(body: unknown): string | undefined {
  return findText(findFields(toFields(body), 'merge_base_commit'), 'sha');
}
