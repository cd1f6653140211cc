import { type Fields, findCount } from '../../parsing/json-fields.ts';

/** All of a connection; undefined when it was not told, or when this is only a part (S9). */
export function findNodes(connection: Fields | undefined): unknown[] | undefined {
  const nodes = connection?.nodes;
  const total = findCount(connection, 'totalCount');
  return Array.isArray(nodes) && nodes.length === total ? nodes : undefined;
}
