import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { toConnection } from './connection.ts';
import type { GraphqlContext } from './graphql-context.ts';

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
 * Reads a field from its object. What the demo does not model is blank where GitHub's schema says
 * it cannot be null, so that wide queries of real clients still get an answer.
 */
export const resolveField: GraphQLFieldResolver<unknown, GraphqlContext> = (
  source,
  args,
  context,
  info,
) => {
  const value: unknown = defaultFieldResolver(source, args, context, info);
  return value === undefined ? toBlank(info.returnType) : value;
};

function toBlank(type: GraphQLOutputType): unknown {
  if (!isNonNullType(type)) return null;
  const inner = type.ofType;
  if (isListType(inner)) return [];
  if (!isObjectType(inner)) return blankScalars[inner.name];
  return inner.name.endsWith('Connection') ? toConnection([]) : {};
}
