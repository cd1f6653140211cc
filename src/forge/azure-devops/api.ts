import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Answered, HttpAnswer, HttpClient } from '../../platform/http-client.ts';
import { toBasic } from '../client/authorization.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type AdapterApiOptions, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { NamedRepository } from './answers.ts';
import { isServices, toOrganizationUrl, toOwnerParts } from './names.ts';

/** Azure DevOps' REST API. */
export interface AzureDevOpsApi extends ForgeApi {
  /** An address of an organization with its query, which always names the version of the API. */
  toUrl(organization: string, path: string, query?: Record<string, string>): string;
  /** The same for what is still called a preview, which is refused unless asked for as one. */
  toPreviewUrl(organization: string, path: string, query?: Record<string, string>): string;
}

const tokenForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

// A server of 2020 and later understands the version it was released with, and so do newer ones.
const servicesVersion = '7.1';
const serverVersion = '6.0';

export function createAzureDevOpsApi(options: AdapterApiOptions): AzureDevOpsApi {
  const { apiBaseUrl } = options.forge;
  const version = isServices(apiBaseUrl) ? servicesVersion : serverVersion;
  const toUrl = (organization: string, path: string, query: Record<string, string>) => {
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${encode(value)}`);
    return `${toOrganizationUrl(apiBaseUrl, organization)}/${path}?${parameters.join('&')}`;
  };
  return {
    ...createForgeApi({
      ...options,
      http: withHonestStatuses(options.http),
      // It tells of its quota whenever it is slow.
      answers403WhenSpent: false,
      toHeaders,
    }),
    toUrl: (organization, path, query = {}) =>
      toUrl(organization, path, { ...query, 'api-version': version }),
    toPreviewUrl: (organization, path, query = {}) =>
      toUrl(organization, path, { ...query, 'api-version': `${version}-preview.1` }),
  };
}

/** The path of a repository by its name, or by the id that outlives it. */
export function toRepositoryPath(repository: RepositoryReference | NamedRepository): string {
  const { project } = toOwnerParts(repository);
  return 'id' in repository
    ? `_apis/git/repositories/${encode(repository.id)}`
    : `${encode(project)}/_apis/git/repositories/${encode(repository.name)}`;
}

function toHeaders(token: string): Record<string, string> {
  // Asks for 401 where a browser would be led to a page to sign in.
  const suppressed = { 'x-tfs-fedauthredirect': 'Suppress' };
  if (tokenForm.test(token)) {
    // Personal accounts are refused without the second.
    const bearer = { authorization: `Bearer ${token}`, 'x-vss-forcemsapassthrough': 'true' };
    return { ...suppressed, ...bearer };
  }
  return { ...suppressed, authorization: toBasic({ user: '', password: token }) };
}

/** What Azure means, in the statuses that everybody else uses for it. */
function withHonestStatuses(http: HttpClient): HttpClient {
  return {
    get: async (request) => toHonestAnswer(await http.get(request)),
    send: async (message) => toHonestAnswer(await http.send(message)),
  };
}

const signInHost = /\/\/(?:[\w-]+\.)*(?:vssps\.visualstudio|microsoftonline|live)\.com\b/;

function toHonestAnswer(answer: HttpAnswer): HttpAnswer {
  if (answer.kind === 'refused_redirect' && signInHost.test(answer.message)) {
    const body = Buffer.alloc(0);
    return { kind: 'answered', status: 401, headers: new Headers(), body, redirected: false };
  }
  if (answer.kind !== 'answered') return answer;
  if (isSignIn(answer)) return { ...answer, status: 401 };
  const isBusy = answer.status === 503 && answer.headers.has('retry-after');
  return isBusy ? { ...answer, status: 429 } : answer;
}

/** S9: the page that a token without access is shown must never pass for an answer. */
function isSignIn({ status, headers, body, redirected }: Answered): boolean {
  if (status === 203 || status === 302) return true;
  const isPage = status === 200 && /^text\/html\b/i.test(headers.get('content-type') ?? '');
  if (!isPage) return false;
  const start = body.subarray(0, 20_000).toString('utf8');
  return redirected || /Azure DevOps[^<]*Sign In|\/_signin\b/i.test(start);
}

export const pageSize = 100;

/** The entries of `{count, value}`, which is how Azure tells a list. */
export function parseValues<Item>(
  body: unknown,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  return parseList(toFields(body)?.value, parseItem);
}

/** How such a list is read. */
export function toListReading<Item>(
  shape: string,
  parseItem: (item: unknown) => Item | undefined,
  findNextUrl?: Reading<Item[]>['findNextUrl'],
): Reading<Item[]> {
  return {
    shape,
    parse: (body) => parseValues(body, parseItem),
    findNextUrl: findNextUrl ?? (() => undefined),
  };
}

/** After a full page another one may follow; the address says `$skip=0` at first. */
export function findNextBySkip(body: unknown, _headers: Headers, url: string): string | undefined {
  const count = parseValues(body, () => true)?.length ?? 0;
  if (count < pageSize) return undefined;
  return url.replace(/([?&]\$skip=)(\d+)/, (_, name: string, skip: string) => {
    return `${name}${Number(skip) + count}`;
  });
}

/** Where Azure gives a token that continues the list. */
export function findNextByToken(_body: unknown, headers: Headers, url: string): string | undefined {
  const token = headers.get('x-ms-continuationtoken');
  if (!token) return undefined;
  const next = new URL(url);
  next.searchParams.set('continuationToken', token);
  return next.href;
}
