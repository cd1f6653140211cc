import { STATUS_CODES } from 'node:http';
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { Problem } from '../contract/problem.ts';
import { sessionCookie } from './authentication.ts';
import { problemType } from './problem-response.ts';

const tags = [
  { name: 'chats', description: 'Conversations with coding agents and their tracked branches' },
  { name: 'push signals', description: 'What git, hooks and agents report' },
  { name: 'forges', description: 'Services that host repositories, and their tokens' },
  { name: 'events', description: 'What changes, as it changes' },
  { name: 'operation', description: 'Health and metrics' },
];

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
} as const;

/** How `/openapi.json` is made from the schemas of the routes. */
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
    security: [{ bearer: [] }, { session: [] }],
  },
  transform: ({ schema, url, route }) => {
    const { problems, access } = route.config ?? {};
    return {
      schema: access === 'public' ? { ...schema, security: [] } : withProblems(schema, problems),
      url,
    };
  },
  transformObject: (documentObject) => {
    if (!('openapiObject' in documentObject)) return documentObject.swaggerObject;
    return hoistSchemas(documentObject.openapiObject);
  },
};

/** Any route may answer these. */
const commonProblems = [400, 401, 403, 500, 503];

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

/** Puts every schema that has a name where OpenAPI wants it, and a reference where it stood. */
function hoistSchemas<Document extends object>(document: Document): Document {
  const schemas: Record<string, unknown> = {};
  const replace = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(replace);
    if (typeof node !== 'object' || node === null) return node;
    const { $id, ...rest } = node as Record<string, unknown>;
    const replaced = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [key, replace(value)]),
    );
    if (typeof $id !== 'string') return replaced;
    schemas[$id] = replaced;
    return { $ref: `#/components/schemas/${$id}` };
  };
  const { components, ...rest } = replace(document) as Document & { components?: object };
  return { ...rest, components: { ...components, schemas } } as unknown as Document;
}
