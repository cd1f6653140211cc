import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { findTokenPair, toBasicOrBearer } from '../client/authorization.ts';
import type { Reading } from '../client/conditional-client.ts';
import {
  type AdapterApiOptions,
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
export function createBitbucketApi(options: AdapterApiOptions): ForgeApi {
  return createForgeApi({
    ...options,
    toHeaders: (token) => ({ authorization: toBasicOrBearer(token) }),
  });
}

/** What git sends: `user:password`, `email:api-token`, or an access token alone. */
export function toGitCredential(token: string): { username: string; password: string } {
  const pair = findTokenPair(token);
  if (!pair) return { username: 'x-token-auth', password: token };
  // Git over HTTPS knows accounts by user name, and takes an API token without one.
  const isEmail = pair.user.includes('@');
  return {
    username: isEmail ? 'x-bitbucket-api-token-auth' : pair.user,
    password: pair.password,
  };
}

/** Where everything of a repository lies. */
export function toRepositoryApiUrl(repository: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/repositories/${toFullName(repository)}`;
}

/** A list as Bitbucket gives it: `values`, and the address of the `next` page beside them. */
export function toListReading<Item>(
  shape: string,
  parseItem: (item: unknown) => Item | undefined,
): Reading<Item[]> {
  return {
    shape,
    parse: (body) => {
      const fields = toFields(body);
      const hasNext = (fields?.next ?? null) !== null;
      // S9: a next page that cannot be followed would pass for the end of the list.
      if (hasNext && findNextPath(body) === undefined) return undefined;
      return parseList(fields?.values, parseItem);
    },
    findNextUrl: (body, _headers, url) => {
      const path = findNextPath(body);
      // S10: another host's name in it is ignored, and the API's own is asked.
      return path && `${url.slice(0, url.indexOf(root))}${path}`;
    },
  };
}

interface ReadPages<Item> {
  kind: 'read';
  value: Item[];
  /** Nothing follows what was read. */
  isWhole: boolean;
  redirected: boolean;
}

/** Reads pages until the list ends, `mostPages` were read, or what was read is enough. */
export async function readPages<Item>(
  api: Pick<ForgeApi, 'read'>,
  first: ApiRequest<Item[]>,
  limits: { mostPages: number; isEnough?: (items: readonly Item[]) => boolean },
  access: Access,
): Promise<ReadPages<Item> | Unread> {
  const { mostPages, isEnough = () => false } = limits;
  const value: Item[] = [];
  let redirected = false;
  let url: string | undefined = first.url;
  for (let page = 0; url !== undefined && page < mostPages && !isEnough(value); page += 1) {
    const answer: Read<Item[]> | Unread = await api.read({ ...first, url }, access);
    if (answer.kind === 'unread') return answer;
    value.push(...answer.value);
    redirected ||= answer.redirected;
    url = answer.nextUrl;
  }
  return { kind: 'read', value, isWhole: url === undefined, redirected };
}

const root = '/repositories/';

function findNextPath(body: unknown): string | undefined {
  const next = findText(toFields(body), 'next') ?? '';
  if (!URL.canParse(next)) return undefined;
  const { pathname, search } = new URL(next);
  const start = pathname.indexOf(root);
  return start < 0 ? undefined : `${pathname.slice(start)}${search}`;
}
