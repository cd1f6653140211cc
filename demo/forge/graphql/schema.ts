import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, type GraphQLSchema } from 'graphql';

let built: GraphQLSchema | undefined;

/** GitHub's published schema, built once per process: it is more than a megabyte of SDL. */
export function getSchema(): GraphQLSchema {
  built ??= buildSchema(published.idl, { assumeValid: true, noLocation: true });
  return built;
}
