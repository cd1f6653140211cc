import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findTokenPair, toBasicOrBearer } from '../client/authorization.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type AdapterApiDeps,
  type ApiRequest,
  createForgeApi,
  type ForgeApi,
  type Read,
  type Unread,
} from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** Bitbucket Cloud's REST API 2.0. */
export function createBitbucketApi(options: AdapterApiDeps): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: toBasicOrBearer(token) }),
  });
}

/** What git sends: `user:password`, `email:api-token`, or an access token alone. */
export function toGitCredential(token: string): { username: string; password: string } {
  const pair = findTokenPair(token);
  if (!pair) return { username: 'x-token-auth', password: token };
  // Git over HTTPS does not accept an email address, but needs none for an API token.
  const isEmail = pair.user.includes('@');
  return {
    username: isEmail ? 'x-bitbucket-api-token-auth' : pair.user,
    password: pair.password,
  };
}

/** The URL that everything of a repository is below. */
export function toRepositoryApiUrl(repository: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/repositories/${toFullName(repository)}`;
}

/** How to read a list, which Bitbucket returns as `values` with the URL of the `next` page. */
export function toListReading<Item>(
  shape: string,
  parseItem: (item: unknown) => Item | undefined,
): Reading<Item[]> {
  return {
    shape,
    parse: (body) => {
      const fields = toFields(body);
      const hasNext = (fields?.next ?? null) !== null;
      // S9: a next page that cannot be requested must not pass as the end of the list.
      if (hasNext && findNextPath(body) === undefined) return undefined;
      return parseList(fields?.values, parseItem);
    },
    findNextUrl: (body, _headers, url) => {
      const path = findNextPath(body);
      // S10: any other host in it is ignored; the next page is requested from the API's own.
      return path && `${url.slice(0, url.indexOf(root))}${path}`;
    },
  };
}

interface ReadPages<Item> {
  kind: 'read';
  value: Item[];
  /** No further page exists. */
  isComplete: boolean;
  redirected: boolean;
}

/** Reads pages until the list ends, `mostPages` are read, or the items are enough. */
export async function readPages<Item>(
  api: Pick<ForgeApi, 'read'>,
  first: ApiRequest<Item[]>,
  limits: { mostPages: number; isEnough?: (items: readonly Item[]) => boolean },
  access: Access,
): Promise<ReadPages<Item> | Unread> {
  const { mostPages, isEnough = () => false } = limits;
  const value: Item[] = [];
  const pages: Read<Item[]>[] = [];
  let url: string | undefined = first.url;
  while (url !== undefined && pages.length < mostPages && !isEnough(value)) {
    const page: Read<Item[]> | Unread = await api.read({ ...first, url, isPart: true }, access);
    if (page.kind === 'unread') return page;
    pages.push(page);
    value.push(...page.value);
    url = page.nextUrl;
  }
  for (const page of pages) await page.save();
  const redirected = pages.some((page) => page.redirected);
  return { kind: 'read', value, isComplete: url === undefined, redirected };
}

const root = '/repositories/';

function findNextPath(body: unknown): string | undefined {
  const next = findText(toFields(body), 'next') ?? '';
  if (!URL.canParse(next)) return undefined;
  const { pathname, search } = new URL(next);
  const start = pathname.indexOf(root);
  return start < 0 ? undefined : `${pathname.slice(start)}${search}`;
}
