import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { HttpClient, HttpResponse, HttpResult } from '../../platform/http-client.ts';
import { toBasic } from '../client/authorization.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type AdapterApiDeps, createForgeApi, type ForgeApi } from '../client/forge-api.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { NamedRepository } from './answers.ts';
import { isServices, toOrganizationUrl, toOwnerParts } from './names.ts';

/** The REST API of Azure DevOps. */
export interface AzureDevOpsApi extends ForgeApi {
  /** URL of an organization's resource. The query always contains the API version. */
  toUrl(organization: string, path: string, query?: Record<string, string>): string;
  /** The same for preview endpoints, which Azure rejects without a preview version. */
  toPreviewUrl(organization: string, path: string, query?: Record<string, string>): string;
}

const jwtForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

// Azure DevOps Server 2020 introduced version 6.0, and newer servers still accept it.
const servicesVersion = '7.1';
const serverVersion = '6.0';

export function createAzureDevOpsApi(options: AdapterApiDeps): AzureDevOpsApi {
  const { apiBaseUrl } = options.forge;
  const version = isServices(apiBaseUrl) ? servicesVersion : serverVersion;
  const toUrl = (organization: string, path: string, query: Record<string, string>) => {
    const parameters = Object.entries(query).map(([name, value]) => `${name}=${encode(value)}`);
    return `${toOrganizationUrl(apiBaseUrl, organization)}/${path}?${parameters.join('&')}`;
  };
  return {
    ...createForgeApi({
      ...options,
      http: withStandardStatuses(options.http),
      // Quota headers come with every delayed response, also with a 403 that is about access.
      answers403WhenSpent: false,
      toHeaders,
    }),
    toUrl: (organization, path, query = {}) =>
      toUrl(organization, path, { ...query, 'api-version': version }),
    toPreviewUrl: (organization, path, query = {}) =>
      toUrl(organization, path, { ...query, 'api-version': `${version}-preview.1` }),
  };
}

/** Path of a repository, by id where it is known: the id survives renames. */
export function toRepositoryPath(repository: RepositoryReference | NamedRepository): string {
  const { project } = toOwnerParts(repository);
  return 'id' in repository
    ? toIdPath(repository.id)
    : `${encode(project)}/_apis/git/repositories/${encode(repository.name)}`;
}

export function toIdPath(id: string): string {
  return `_apis/git/repositories/${encode(id)}`;
}

function toHeaders(token: string): Record<string, string> {
  // Requests a 401 instead of a redirect to the sign-in page.
  const suppressed = { 'x-tfs-fedauthredirect': 'Suppress' };
  if (jwtForm.test(token)) {
    // Azure rejects personal accounts without the second header.
    const bearer = { authorization: `Bearer ${token}`, 'x-vss-forcemsapassthrough': 'true' };
    return { ...suppressed, ...bearer };
  }
  return { ...suppressed, authorization: toBasic({ user: '', password: token }) };
}

/** Maps Azure's statuses to those that other forges use. */
function withStandardStatuses(http: HttpClient): HttpClient {
  return {
    get: async (request) => standardizeStatus(await http.get(request)),
    send: async (message) => standardizeStatus(await http.send(message)),
    download: async (download) => standardizeStatus(await http.download(download)),
  };
}

const signInHost = /\/\/(?:[\w-]+\.)*(?:vssps\.visualstudio|microsoftonline|live)\.com\b/;

function standardizeStatus(answer: HttpResult): HttpResult {
  if (answer.kind === 'refused_redirect' && signInHost.test(answer.message)) {
    const body = Buffer.alloc(0);
    return { kind: 'response', status: 401, headers: new Headers(), body, redirected: false };
  }
  if (answer.kind !== 'response') return answer;
  if (isSignIn(answer)) return { ...answer, status: 401 };
  const isBusy = answer.status === 503 && answer.headers.has('retry-after');
  return isBusy ? { ...answer, status: 429 } : answer;
}

/** S9: the sign-in page, which a token without access gets, must never pass as a response. */
function isSignIn({ status, headers, body, redirected }: HttpResponse): boolean {
  if (status === 203 || status === 302) return true;
  const isPage = status === 200 && /^text\/html\b/i.test(headers.get('content-type') ?? '');
  if (!isPage) return false;
  const start = body.subarray(0, 20_000).toString('utf8');
  return redirected || /Azure DevOps[^<]*Sign In|\/_signin\b/i.test(start);
}

export const pageSize = 100;

/** The entries of a list, which Azure wraps as `{count, value}`. */
export function parseValues<Item>(
  body: unknown,
  parseItem: (item: unknown) => Item | undefined,
): Item[] | undefined {
  return parseList(toFields(body)?.value, parseItem);
}

/** How to read such a list. */
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

/** A full page may be followed by another one. The first URL must contain `$skip=0`. */
export function findNextBySkip(body: unknown, _headers: Headers, url: string): string | undefined {
  const count = parseValues(body, () => true)?.length ?? 0;
  if (count < pageSize) return undefined;
  return url.replace(/([?&]\$skip=)(\d+)/, (_, name: string, skip: string) => {
    return `${name}${Number(skip) + count}`;
  });
}

/** For lists that Azure continues with a token. */
export function findNextByToken(_body: unknown, headers: Headers, url: string): string | undefined {
  const token = headers.get('x-ms-continuationtoken');
  if (!token) return undefined;
  const next = new URL(url);
  next.searchParams.set('continuationToken', token);
  return next.href;
}
