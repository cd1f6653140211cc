import { type DocumentNode, visit } from 'graphql';
import type { GraphqlEffect } from '../faults/fault-rules.ts';

/** GitHub's response to a query that is too large, or undefined if the effect does not apply. */
export function findRefusal(
  effect: GraphqlEffect,
  document: DocumentNode,
): { status: number; body: unknown } | undefined {
  switch (effect.kind) {
    case 'graphql-partial':
      return undefined;
    case 'graphql-timeout': {
      const message = 'Something went wrong while executing your query. Please try again.';
      const isTooLarge = countAliases(document) > effect.mostAliases;
      return isTooLarge ? { status: 502, body: { data: null, errors: [{ message }] } } : undefined;
    }
    case 'graphql-resource-limits': {
      const message = 'Resource limits for this query exceeded.';
      const errors = [{ type: 'RESOURCE_LIMITS_EXCEEDED', message }];
      const isTooLarge = countAliases(document) > effect.mostAliases;
      return isTooLarge ? { status: 200, body: { data: null, errors } } : undefined;
    }
  }
}

interface QueryResult {
  data?: unknown;
  errors?: readonly unknown[];
}

/** Makes one alias null, at any depth, and adds GitHub's error for it. */
export function failAlias(result: QueryResult, alias: string): QueryResult {
  const path = findPath(result.data, alias);
  if (path === undefined) return result;
  const message = 'Something went wrong while executing your query.';
  const errors = [...(result.errors ?? []), { type: 'SERVICE_UNAVAILABLE', path, message }];
  return { ...result, data: setNull(result.data, path), errors };
}

function countAliases(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    Field: ({ alias }) => {
      if (alias !== undefined) count += 1;
    },
  });
  return count;
}

function findPath(value: unknown, alias: string): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (alias in value) return [alias];
  for (const [name, inner] of Object.entries(value)) {
    const path = findPath(inner, alias);
    if (path !== undefined) return [name, ...path];
  }
  return undefined;
}

function setNull(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  const inner = (value as Record<string, unknown>)[name];
  return { ...(value as object), [name]: rest.length === 0 ? null : setNull(inner, rest) };
}
