import type { Access, PullRequestReference } from '../../forge.ts';
import { findFields, toFields } from '../../parsing/json-fields.ts';
import type { GraphQl } from '../graphql/client.ts';
import { buildFactsQuery, toAlias } from '../graphql/query.ts';
import type { GraphQlFacts } from '../told.ts';
import { toGraphQlFacts } from './told-node.ts';

/** What REST does not tell of a pull request; nothing when GraphQL does not tell it either. */
export async function readGraphQlFacts(
  reference: PullRequestReference,
  graphql: GraphQl,
  access: Access,
): Promise<GraphQlFacts | undefined> {
  const answer = await graphql.run((options) => buildFactsQuery(reference, options), access);
  switch (answer.kind) {
    case 'answered': {
      const repository = toFields(answer.data[toAlias(0)]);
      const node = findFields(repository, 'pullRequest');
      const failedFields = new Set(answer.errors.map(({ path }) => path[2] ?? ''));
      return node && toGraphQlFacts(node, failedFields);
    }
    case 'rate_limited':
      graphql.avoidUntil(answer.until, access);
      return undefined;
    case 'unusable':
      graphql.avoid(answer.scope, access);
      return undefined;
    case 'overloaded':
    case 'unreachable':
      return undefined;
  }
}
