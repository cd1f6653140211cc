import { schema as published } from '@octokit/graphql-schema';
import {
  buildSchema,
  type DocumentNode,
  defaultFieldResolver,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  validate,
} from 'graphql';
import type { GraphqlEffect } from '../faults/fault-rules.ts';
import type { GraphqlResponse } from '../http/handle-request.ts';
import { type RateLimits, toRateLimitHeaders } from '../http/rate-limits.ts';
import { jsonResponse } from '../http/response.ts';
import type { Account } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { toConnection } from './connection.ts';
import { computeQueryCost } from './query-cost.ts';
import { failAlias, findRefusal } from './query-faults.ts';
import { createRoot } from './root.ts';

/** The context of every resolver. */
interface GraphqlContext {
  world: World;
  account: Account;
}

let built: GraphQLSchema | undefined;

/** GitHub's published schema, built once per process: it is more than a megabyte of SDL. */
function getSchema(): GraphQLSchema {
  built ??= buildSchema(published.idl, { assumeValid: true, noLocation: true });
  return built;
}

/** A parsed query and its validation errors. */
interface CheckedQuery {
  document: DocumentNode | undefined;
  errors: readonly GraphQLError[];
}

const maxQueries = 500;
const checkedQueries = new Map<string, CheckedQuery>();

/** Executes one request against GitHub's schema. */
export async function executeQuery(
  world: World,
  limits: RateLimits,
  account: Account,
  body: Readonly<Record<string, unknown>>,
  effect: GraphqlEffect | undefined,
): Promise<GraphqlResponse> {
  const bucket = limits.find(account, 'graphql');
  if (bucket.used >= bucket.limit) {
    // Unlike REST, GraphQL reports this with status 200.
    const headers = toRateLimitHeaders(bucket, 'graphql');
    const message = `API rate limit exceeded for user ID ${account.id}.`;
    const response = jsonResponse({ errors: [{ type: 'RATE_LIMITED', message }] }, 200, headers);
    return { response, operation: undefined, points: 0 };
  }
  const { document, errors } = check(typeof body.query === 'string' ? body.query : '');
  const operation = document && findOperationName(document, body.operationName);
  const respond = (value: unknown, points = 0, status = 200): GraphqlResponse => ({
    response: jsonResponse(value, status, toRateLimitHeaders(bucket, 'graphql')),
    operation,
    points,
  });
  if (document === undefined || errors.length > 0) return respond({ errors: errors.map(toError) });
  const variables = (body.variables ?? {}) as Record<string, unknown>;
  const { cost, nodeCount, problems } = computeQueryCost(getSchema(), document, variables);
  if (problems.length > 0) return respond({ errors: problems.map((message) => ({ message })) });
  limits.spend(account, 'graphql', cost);
  const refusal = effect && findRefusal(effect, document);
  if (refusal) return respond(refusal.body, cost, refusal.status);
  const result = await execute({
    schema: getSchema(),
    document,
    variableValues: variables,
    operationName: typeof body.operationName === 'string' ? body.operationName : undefined,
    rootValue: createRoot(world, account, { bucket, cost, nodeCount }),
    contextValue: { world, account },
    fieldResolver: resolveField,
  });
  const completed = { ...result, ...(result.errors && { errors: result.errors.map(toError) }) };
  return respond(
    effect?.kind === 'graphql-partial' ? failAlias(completed, effect.alias) : completed,
    cost,
  );
}

function check(query: string): CheckedQuery {
  const known = checkedQueries.get(query);
  if (known !== undefined) return known;
  const checked = parseAndValidate(query);
  if (checkedQueries.size >= maxQueries) checkedQueries.clear();
  checkedQueries.set(query, checked);
  return checked;
}

function parseAndValidate(query: string): CheckedQuery {
  try {
    const document = parse(query);
    return { document, errors: validate(getSchema(), document) };
  } catch (error) {
    return { document: undefined, errors: [error as GraphQLError] };
  }
}

function findOperationName(document: DocumentNode, requestedName: unknown): string | undefined {
  if (typeof requestedName === 'string') return requestedName;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) return definition.name?.value;
  }
  return undefined;
}

/** GitHub puts an error's type next to its message, not into `extensions`. */
function toError(error: GraphQLError): Record<string, unknown> {
  const { extensions, ...rest } = new GraphQLError(error.message, error).toJSON();
  return { ...(extensions?.type !== undefined && { type: extensions.type }), ...rest };
}

const blankScalars: Readonly<Record<string, unknown>> = {
  Boolean: false,
  DateTime: '2026-01-01T00:00:00Z',
  Float: 0,
  HTML: '',
  ID: '',
  Int: 0,
  String: '',
  URI: '',
};

/**
 * Reads a field from its object. A non-null field that the demo does not model gets a blank value, so
 * that large queries of real clients still succeed.
 */
const resolveField: GraphQLFieldResolver<unknown, GraphqlContext> = (
  source,
  args,
  context,
  info,
) => {
  const value: unknown = defaultFieldResolver(source, args, context, info);
  return value === undefined ? getBlankValue(info.returnType) : value;
};

function getBlankValue(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  const inner = type.ofType;
  if (isListType(inner)) return [];
  if (!isObjectType(inner)) return blankScalars[inner.name];
  return inner.name.endsWith('Connection') ? toConnection([]) : {};
}
