import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import {
  type FoundOpen,
  findInNetwork,
  pickNewest,
  type SearchedOpen,
} from '../lookup/find-open.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { parseList } from '../parsing/json-fields.ts';
import { type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { type ListedPullRequest, parseListedPullRequest } from './answers.ts';
import { findNextPage, pageSize, toRepositoryApiUrl } from './api.ts';
import type { Repositories } from './repositories.ts';

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  open: OpenPullRequests,
  repositories: Repositories,
  access: Access,
): Promise<SearchedOpen<never>> {
  return findInNetwork(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branch, open),
    repositories,
    access,
  );
}

/** Searches the pull requests into `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  open: OpenPullRequests,
): Promise<FoundOpen> {
  const found = await open.findFirst(
    base,
    (listed) => listed.state === 'open' && isFromBranch(listed.head, head, branch),
  );
  if (found.kind === 'unread') return found;
  const { value, redirected } = found;
  return { kind: 'read', value: pickNewest(base, value ? [value] : []), redirected };
}

type Page = Read<ListedPullRequest[]> | Unread;

/** The open pull requests into a repository, newest first. */
export interface OpenPullRequests {
  /** The first that matches. Undefined means that none in the whole list does. */
  findFirst(
    repository: RepositoryReference,
    matches: (listed: ListedPullRequest) => boolean,
  ): Promise<FoundFirst>;
}

type FoundFirst =
  | { kind: 'read'; value: ListedPullRequest | undefined; redirected: boolean }
  | Unread;

const mostPages = 40;
// An unchanged page does not imply that the pages after it are unchanged.
const reading: Reading<ListedPullRequest[]> = {
  shape: 'pull-request-list/1',
  parse: (body) => parseList(body, parseListedPullRequest),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** Gitea cannot filter by branch, so rows that are refreshed together share the pages. */
export function createOpenPullRequests(api: ForgeApi, access: Access): OpenPullRequests {
  const pages = new Map<string, Promise<Page>>();
  const readPage = (url: string, subject: string): Promise<Page> => {
    const page = pages.get(url) ?? api.read({ url, subject, reading }, access);
    pages.set(url, page);
    return page;
  };
  return {
    async findFirst(repository, matches) {
      const subject = `the pull requests of ${toFullName(repository)}`;
      const list = `${toRepositoryApiUrl(repository, api)}/pulls`;
      let url = `${list}?state=open&limit=${pageSize}`;
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await readPage(url, subject);
        if (answer.kind === 'unread') return answer;
        const { redirected, nextUrl } = answer;
        const value = answer.value.find(matches);
        if (value || nextUrl === undefined) return { kind: 'read', value, redirected };
        url = nextUrl;
      }
      return toTooMany(repository);
    },
  };
}

// S9: a partial list does not prove that there is none.
function toTooMany(repository: RepositoryReference): Unread {
  const message =
    `${toFullName(repository)} has more open pull requests than Afterpush searches. ` +
    'Close the ones that are no longer needed.';
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
}
