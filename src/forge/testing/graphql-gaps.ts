import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  getLocation,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** Fields that a server or a token lacks, as `Type.field`. */
export interface GraphQlGaps {
  /** The server's version or plan does not have them. */
  schema: Set<string>;
  /** They need a scope that the token was not granted. */
  scope: Set<string>;
}

export function createGaps(): GraphQlGaps {
  return { schema: new Set(), scope: new Set() };
}

/** The errors with which GitHub and GitLab refuse a whole query because of such fields. */
export function listGapErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  gaps: GraphQlGaps,
): object[] {
  if (gaps.schema.size + gaps.scope.size === 0) return [];
  const missing: object[] = [];
  const unscoped: object[] = [];
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node, _key, _parent, _path, ancestors) {
        const typeName = types.getParentType()?.name ?? '';
        const fieldName = node.name.value;
        const field = `${typeName}.${fieldName}`;
        const locations = node.loc && [getLocation(node.loc.source, node.loc.start)];
        if (gaps.schema.has(field)) {
          missing.push({
            path: [...ancestors.flatMap(toPathNames), node.alias?.value ?? fieldName],
            extensions: { code: 'undefinedField', typeName, fieldName },
            locations,
            message: `Field '${fieldName}' doesn't exist on type '${typeName}'`,
          });
        }
        if (gaps.scope.has(field)) {
          const message = `Your token has not been granted the required scopes to execute this query. The '${fieldName}' field requires one of the following scopes: ['read:org', 'read:discussion'], but your token has only been granted the: ['repo'] scopes. Please modify your token's scopes at: https://github.com/settings/tokens.`;
          unscoped.push({ type: 'INSUFFICIENT_SCOPES', locations, message });
        }
      },
    }),
  );
  return missing.length > 0 ? missing : unscoped;
}

/** The names of a node in the path of a validation error. */
function toPathNames(node: ASTNode | readonly ASTNode[]): string[] {
  if (!('kind' in node)) return [];
  if (node.kind === Kind.OPERATION_DEFINITION) {
    return [`${node.operation} ${node.name?.value ?? ''}`.trim()];
  }
  if (node.kind === Kind.FRAGMENT_DEFINITION) return [`fragment ${node.name.value}`];
  if (node.kind === Kind.INLINE_FRAGMENT) return [`... on ${node.typeCondition?.name.value ?? ''}`];
  return node.kind === Kind.FIELD ? [node.alias?.value ?? node.name.value] : [];
}
