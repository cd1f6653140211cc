import { STATUS_CODES } from 'node:http';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { pageSecretHeader } from '../../contract/page-session.ts';
import { Problem } from '../../contract/schema.ts';
import { problemType } from './problem-response.ts';
import { sessionCookie } from './sessions.ts';

const tags = [
  { name: 'chats', description: 'Conversations with coding agents, and their tracked branches' },
  {
    name: 'push signals',
    description: 'Reports that a branch changed, from git, hooks and agents',
  },
  { name: 'chat tokens', description: 'Tokens of agents, each limited to one chat' },
  { name: 'forges', description: 'Services that host repositories, and their tokens' },
  { name: 'webhooks', description: 'Deliveries from forges, and the webhooks that send them' },
  { name: 'sessions', description: 'Signed-in browsers, and the links that sign them in' },
  { name: 'events', description: 'Server-sent events about changes' },
  { name: 'operation', description: 'Health and metrics' },
];

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
  chatToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'a chat token, for requests about its own chat',
  },
  pageSecret: { type: 'apiKey', in: 'header', name: pageSecretHeader },
} as const;

type Security = Record<string, string[]>[];

const everyone: Security = [{ bearer: [] }, { session: [], pageSecret: [] }];
const securityOf: Record<string, Security> = { public: [], bearer: [{ bearer: [] }] };

function listSecurity(access: string | undefined, chatToken: true | undefined): Security {
  const security = access === undefined ? everyone : (securityOf[access] ?? []);
  return chatToken ? [...security, { chatToken: [] }] : security;
}

/** Builds `/openapi.json` from the schemas of the routes. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Afterpush',
      version: '1.0.0',
      description: 'Keeps the pull request of every coding agent in view.',
    },
    tags,
    components: { securitySchemes },
    security: everyone,
  },
  transform: ({ schema, url, route }) => {
    const { problems, access, chatToken } = route.config ?? {};
    const complete = access === 'public' && !problems ? schema : withProblems(schema, problems);
    const isSpecial = access !== undefined || chatToken;
    const secured = isSpecial
      ? { ...complete, security: listSecurity(access, chatToken) }
      : complete;
    return { schema: markNamed(secured) as FastifySchema, url };
  },
  transformObject: (documentObject) => {
    if (!('openapiObject' in documentObject)) return documentObject.swaggerObject;
    return hoistSchemas(documentObject.openapiObject);
  },
};

/** Every route may respond with these. */
const commonProblems = [400, 401, 403, 421, 429, 500, 503];

function withProblems(
  schema: FastifySchema | undefined,
  problems: readonly number[] = [],
): FastifySchema {
  const response = [...commonProblems, ...problems].map((status) => [status, toResponse(status)]);
  return {
    ...schema,
    response: { ...(schema?.response as object), ...Object.fromEntries(response) },
  };
}

function toResponse(status: number) {
  return { description: STATUS_CODES[status], content: { [problemType]: { schema: Problem } } };
}

// The plugin would drop `$id`.
const nameKey = 'x-schema-name';

function markNamed(schema: unknown): unknown {
  return mapObjects(schema, ({ $id, ...rest }) =>
    typeof $id === 'string' ? { ...rest, [nameKey]: $id } : rest,
  );
}

/** Moves named schemas to `components`, and leaves references in their place. */
function hoistSchemas<Document extends object>(document: Document): Document {
  const schemas: Record<string, unknown> = {};
  const hoisted = mapObjects(document, ({ [nameKey]: name, ...rest }) => {
    if (typeof name !== 'string') return rest;
    schemas[name] = rest;
    return { $ref: `#/components/schemas/${name}` };
  });
  const { components, ...rest } = hoisted as Document & { components?: object };
  return { ...rest, components: { ...components, schemas } } as unknown as Document;
}

type Fields = Record<string, unknown>;

/** Rebuilds a tree of plain objects from its leaves upwards. */
function mapObjects(node: unknown, toObject: (fields: Fields) => Fields): unknown {
  if (Array.isArray(node)) return node.map((item) => mapObjects(item, toObject));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, mapObjects(value, toObject)]);
  return toObject(Object.fromEntries(entries));
}
