import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead, Read, Unread } from '../client/forge-api.ts';
import type { Access, FileDiffRequest, PullRequestReference } from '../forge.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { readMergeBase } from './compare.ts';
import { findListed, type ListedFile, parseListedFile } from './listed-file.ts';
import { pageSize } from './pages.ts';
import { readPullRequest, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import type { SearchedFile } from './searched-file.ts';

// GitHub lists at most 3,000 files.
const mostPages = 30;
const filesReading: Reading<ListedFile[]> = {
  shape: 'listed-files/1',
  parse: (body) => parseList(body, parseListedFile),
  isCovered: () => false,
};
const baseReading: Reading<string> = {
  shape: 'base-sha/1',
  parse: (body) => findText(findFields(toFields(body), 'base'), 'sha'),
  isCovered: () => false,
};

/** Looks page by page, and no further than to the file. */
export async function findInPullRequest(
  reference: PullRequestReference,
  { path }: Pick<FileDiffRequest, 'path'>,
  api: ForgeApi,
  access: Access,
): Promise<SearchedFile | Unread> {
  // The head first: after a push in between, a diff newer than its head is read again, not missed.
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read;
  const listed = await findFile(reference, path, api, access);
  if (listed.kind === 'unread') return listed;
  const { repository, number } = reference;
  const headSha = read.value.head.sha;
  const head = headSha ?? `refs/pull/${number}/head`;
  return {
    kind: 'searched',
    ...listed.value,
    repository,
    headSha,
    head,
    readMergeBase: async () => {
      const base = await readBaseSha(reference, api, access);
      return base.kind === 'unread'
        ? base
        : readMergeBase({ repository, base: base.value, head }, api, access);
    },
  };
}

async function findFile(
  reference: PullRequestReference,
  path: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Pick<SearchedFile, 'file' | 'isWhole'>>> {
  const first = `${toPullRequestApiUrl(reference, api)}/files?per_page=${pageSize}`;
  const subject = `the diff of ${toSubject(reference)}`;
  let url: string | undefined = first;
  let page = 0;
  // S10: the token goes where the first page was, whatever the forge names as the next one.
  while (url && page < mostPages && new URL(url).origin === new URL(first).origin) {
    const read: Read<ListedFile[]> | Unread = await api.read(
      { url, subject, reading: filesReading },
      access,
    );
    if (read.kind === 'unread') return read;
    const file = findListed(read.value, { path });
    if (file) return { kind: 'read', value: { file, isWhole: true } };
    url = read.nextUrl;
    page += 1;
  }
  const isWhole = url === undefined && page < mostPages;
  return { kind: 'read', value: { file: undefined, isWhole } };
}

function readBaseSha(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const url = toPullRequestApiUrl(reference, api);
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading: baseReading }, access);
}
