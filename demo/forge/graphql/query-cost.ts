import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What GitHub charges for a query, or the reason it refuses to run it. */
export interface QueryCost {
  cost: number;
  nodeCount: number;
  problems: string[];
}

interface Walk {
  schema: GraphQLSchema;
  fragments: Map<string, FragmentDefinitionNode>;
  variables: Readonly<Record<string, unknown>>;
  requests: number;
  nodeCount: number;
  problems: string[];
}

const maxNodes = 500_000;

/**
 * Computes the cost as GitHub does: a connection is fetched once for each of its parent nodes; the
 * number of those fetches divided by 100 is the cost, at least 1. A connection needs a bound.
 */
export function computeQueryCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): QueryCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const walk: Walk = { schema, fragments, variables, requests: 0, nodeCount: 0, problems: [] };
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(definition.operation);
    walk.variables = { ...readDefaults(definition), ...variables };
    if (root) visit(walk, definition.selectionSet, root, 1);
  }
  const { requests, nodeCount, problems } = walk;
  if (nodeCount > maxNodes) {
    problems.push(`This query requests up to ${nodeCount} possible nodes which exceeds the limit.`);
  }
  return { cost: Math.max(1, Math.round(requests / 100)), nodeCount, problems };
}

function visit(
  walk: Walk,
  selections: SelectionSetNode,
  parent: GraphQLCompositeType,
  multiplier: number,
): void {
  for (const selection of selections.selections) {
    if (selection.kind === Kind.FIELD) {
      visitField(walk, selection, parent, multiplier);
      continue;
    }
    const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
    const fragment = isSpread ? walk.fragments.get(selection.name.value) : selection;
    if (fragment === undefined) continue;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? parent : walk.schema.getType(condition);
    if (isCompositeType(type)) visit(walk, fragment.selectionSet, type, multiplier);
  }
}

function visitField(
  walk: Walk,
  field: FieldNode,
  parent: GraphQLCompositeType,
  multiplier: number,
): void {
  if (field.selectionSet === undefined) return;
  const name = field.name.value;
  const hasFields = isObjectType(parent) || isInterfaceType(parent);
  const type = hasFields ? getNamedType(parent.getFields()[name]?.type) : undefined;
  if (!isCompositeType(type)) return;
  const isConnection = type.name.endsWith('Connection');
  const size = isConnection ? readSize(walk, field) : 1;
  if (isConnection) {
    walk.requests += multiplier;
    walk.nodeCount += multiplier * size;
  }
  visit(walk, field.selectionSet, type, multiplier * size);
}

function readSize(walk: Walk, field: FieldNode): number {
  const name = field.name.value;
  const bound = field.arguments?.find(
    ({ name: { value } }) => value === 'first' || value === 'last',
  );
  const written = bound?.value;
  const size =
    written?.kind === Kind.VARIABLE
      ? Number(walk.variables[written.name.value])
      : Number(written?.kind === Kind.INT ? written.value : Number.NaN);
  if (Number.isNaN(size) && !selectsOnlyTotal(field)) {
    const how = 'to properly paginate';
    walk.problems.push(
      `You must provide a \`first\` or \`last\` value ${how} the \`${name}\` connection.`,
    );
  }
  if (size > 100) {
    walk.problems.push(
      `Requesting ${size} records on the \`${name}\` connection exceeds the limit of 100 records.`,
    );
  }
  return Number.isNaN(size) ? 1 : size;
}

/** The default values of variables. */
function readDefaults(operation: OperationDefinitionNode): Record<string, unknown> {
  const written = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
  );
  return Object.fromEntries(written) as Record<string, unknown>;
}

function selectsOnlyTotal(field: FieldNode): boolean {
  const selections = field.selectionSet?.selections ?? [];
  return selections.every(
    (selection) => selection.kind === Kind.FIELD && selection.name.value === 'totalCount',
  );
}
