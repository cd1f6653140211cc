import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access } from '../forge.ts';
import { parseList } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type ListedPullRequest, parseListedPullRequest } from './answers.ts';
import { findNextPage, pageSize, toRepositoryApiUrl } from './api.ts';

type Page = Read<ListedPullRequest[]> | Unread;

/** The open pull requests to a repository, newest first, page by page. */
export interface OpenPullRequests {
  /** The first that is meant. Undefined means that the whole list holds none. */
  findFirst(
    repository: RepositoryReference,
    isMeant: (listed: ListedPullRequest) => boolean,
  ): Promise<FoundFirst>;
}

export type FoundFirst =
  | { kind: 'read'; value: ListedPullRequest | undefined; redirected: boolean }
  | Unread;

const mostPages = 40;
// No part of the list says that what comes after it is unchanged.
const reading: Reading<ListedPullRequest[]> = {
  shape: 'pull-request-list/1',
  parse: (body) => parseList(body, parseListedPullRequest),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** Gitea cannot be asked for a branch, so rows that are refreshed together share the pages. */
export function createOpenPullRequests(api: ForgeApi, access: Access): OpenPullRequests {
  const pages = new Map<string, Promise<Page>>();
  const readPage = (url: string, subject: string): Promise<Page> => {
    const page = pages.get(url) ?? api.read({ url, subject, reading }, access);
    pages.set(url, page);
    return page;
  };
  return {
    async findFirst(repository, isMeant) {
      const subject = `the pull requests of ${toFullName(repository)}`;
      const list = `${toRepositoryApiUrl(repository, api)}/pulls`;
      let url = `${list}?state=open&limit=${pageSize}`;
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await readPage(url, subject);
        if (answer.kind === 'unread') return answer;
        const { redirected, nextUrl } = answer;
        const value = answer.value.find(isMeant);
        if (value || nextUrl === undefined) return { kind: 'read', value, redirected };
        url = nextUrl;
      }
      return toTooMany(repository);
    },
  };
}

// S9: half a list does not say that there is none.
function toTooMany(repository: RepositoryReference): Unread {
  const message =
    `${toFullName(repository)} has more open pull requests than Afterpush reads to find one. ` +
    'Close some that nobody needs.';
  return { kind: 'unread', status: undefined, outcome: toFailed('unavailable', message) };
}
