import type { World } from '../../demo/forge/world/world.ts';
import type { HttpClient, HttpRequest, HttpResult } from '../../src/platform/http-client.ts';

/** An organization that lets only tokens with single sign-on read its repositories. */
const organization = 'acme';
const message =
  'Resource protected by organization SAML enforcement. You must grant your Personal Access token access.';

/** Refuses what is about the organization to some tokens, by REST and by GraphQL. */
export class SingleSignOn {
  readonly refused = new Set<string>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  wrap(http: HttpClient): HttpClient {
    const refuse = (request: HttpRequest) =>
      this.#isRefused(request) ? refuseByRest(request, this.#world) : undefined;
    return {
      get: async (request) => refuse(request) ?? http.get(request),
      send: async (message) => {
        const result = refuse(message) ?? (await http.send(message));
        return this.#isRefused(message)
          ? refuseByGraphQl(JSON.parse(message.body), result)
          : result;
      },
      download: async (download) => refuse(download) ?? http.download(download),
    };
  }

  #isRefused({ headers }: HttpRequest): boolean {
    const authorization = Object.values(headers).join(' ');
    return [...this.refused].some((token) => authorization.includes(token));
  }
}

/** Undefined where the request is about something else. */
function refuseByRest({ url }: HttpRequest, world: World): HttpResult | undefined {
  const [, owner] = /\/repos\/([^/]+)\//.exec(`${url}/`) ?? [];
  const [, id] = /\/repositories\/(\d+)/.exec(url) ?? [];
  const named = id === undefined ? owner : world.repositoriesById.get(Number(id))?.owner.login;
  if (named !== organization) return undefined;
  return toResponse(403, { message, documentation_url: 'https://docs.github.com/articles/saml' });
}

type Fields = Record<string, unknown>;
interface GraphQlBody {
  data?: Record<string, Fields | null> | null;
  errors?: object[];
}

/** Leaves the parts out that are about the organization, as GitHub does in a response by GraphQL. */
function refuseByGraphQl(sent: unknown, result: HttpResult): HttpResult {
  if (result.kind !== 'response' || result.status !== 200) return result;
  const body = parseBody(result.body);
  if (!body?.data) return result;
  const { variables = {} } = sent as { variables?: Fields };
  const errors = [...(body.errors ?? [])];
  for (const [alias, part] of Object.entries(body.data)) {
    if (!alias.startsWith('part') || part === null) continue;
    const owner = variables[alias.replace('part', 'owner')];
    if (owner === organization) body.data[alias] = null;
    else if (part.parent) part.parent = null;
    else continue;
    const path = owner === organization ? [alias] : [alias, 'parent'];
    errors.push({ type: 'FORBIDDEN', path, message });
  }
  return { ...result, body: Buffer.from(JSON.stringify({ ...body, errors })) };
}

function parseBody(body: Buffer): GraphQlBody | undefined {
  try {
    return JSON.parse(body.toString()) as GraphQlBody;
  } catch {
    return undefined;
  }
}

function toResponse(status: number, body: object): HttpResult {
  const signOn = `required; url=https://github.test/orgs/${organization}/sso?authorization_request=1`;
  const headers = new Headers({ 'content-type': 'application/json', 'x-github-sso': signOn });
  const bytes = Buffer.from(JSON.stringify(body));
  return { kind: 'response', status, headers, body: bytes, redirected: false };
}
