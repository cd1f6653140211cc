import { parseCommentedJson } from './commented-json.ts';
import { EditProblem, toPosition } from './edit-problem.ts';
import type { JsonNode, JsonPath } from './json-node.ts';
import { parseStrictJson } from './strict-json.ts';

/** An edit reads the same texts several times. */
let latest: JsonNode[] = [];
const mostKept = 3;

/** Parses JSON with comments and trailing commas, which some agents accept. */
export function parseJson(text: string): JsonNode {
  const known = latest.find((node) => node.text === text);
  if (known) return known;
  const root = parseStrictJson(text) ?? parseCommentedJson(text);
  if (root.type !== 'Object') throw toProblem('this must be an object', root, root);
  latest = [root, ...latest.slice(0, mostKept - 1)];
  return root;
}

function toProblem(message: string, { text }: JsonNode, { start }: { start: number }): EditProblem {
  return new EditProblem(message, toPosition(text, start));
}

/** The node at a path; undefined where nothing is there. */
export function findNode(root: JsonNode, path: JsonPath): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const segment of path) {
    if (!node) return undefined;
    node = findChild(toContainer(node, segment), segment);
  }
  return node;
}

/** An object for a name, an array for an index. */
export function toContainer(node: JsonNode, segment: string | number): JsonNode {
  if (typeof segment === 'string' && node.type === 'Object') return node;
  if (typeof segment === 'number' && node.type === 'Array') return node;
  const wanted = typeof segment === 'string' ? 'an object' : 'an array';
  throw toProblem(`this must be ${wanted}`, node, node);
}

export function findChild(container: JsonNode, segment: string | number): JsonNode | undefined {
  const index = findIndex(container, segment);
  return index === undefined ? undefined : container.listItems()[index]?.value;
}

export function findIndex(container: JsonNode, segment: string | number): number | undefined {
  if (container.type === 'Array') return typeof segment === 'number' ? segment : undefined;
  let found: number | undefined;
  for (const [index, item] of container.listItems().entries()) {
    if (item.name !== segment) continue;
    // Programs differ in which of them counts.
    if (found !== undefined) throw toProblem(`"${segment}" is there twice`, container, item);
    found = index;
  }
  return found;
}

export function readJson(text: string, path: JsonPath): unknown {
  return findNode(parseJson(text), path)?.evaluate();
}
