import {
  type ArrayNode,
  evaluate,
  type MemberNode,
  type ObjectNode,
  parse,
  type ValueNode,
} from '@humanwhocodes/momoa';
import { EditProblem } from './edit-problem.ts';

/** Names of members, and indexes of elements. */
export type JsonPath = readonly (string | number)[];

export type Container = ObjectNode | ArrayNode;

/** A member of an object or an element of an array, by offsets into the text. */
export interface Item {
  start: number;
  end: number;
  value: ValueNode;
}

/** One edit reads the same text several times, and Claude Code's file can be megabytes. */
let latest: { text: string; root: ObjectNode } | undefined;

/** Parses JSON with comments and trailing commas, which some agents accept. */
export function parseJson(text: string): ObjectNode {
  if (latest?.text !== text) latest = { text, root: parseAnew(text) };
  return latest.root;
}

function parseAnew(text: string): ObjectNode {
  const options = { mode: 'jsonc', ranges: true, allowTrailingCommas: true } as const;
  const { body } = translateErrors(() => parse(text, options));
  if (body.type === 'Object') return body;
  throw new EditProblem('this must be an object', body.loc.start);
}

function translateErrors<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const { line, column, message } = error as { line?: number; column?: number; message: string };
    if (line === undefined || column === undefined) throw error;
    throw new EditProblem(message.replace(/ \(\d+:\d+\)$/, ''), { line, column });
  }
}

export function listItems(container: Container): Item[] {
  return container.type === 'Object'
    ? container.members.map((member) => ({ ...toOffsets(member), value: member.value }))
    : container.elements.map(({ value }) => ({ ...toOffsets(value), value }));
}

export function toOffsets({ loc }: ValueNode | MemberNode): { start: number; end: number } {
  return { start: loc.start.offset, end: loc.end.offset };
}

/** The node at a path; undefined where nothing is there. */
export function findNode(root: ObjectNode, path: JsonPath): ValueNode | undefined {
  let node: ValueNode | undefined = root;
  for (const segment of path) {
    if (!node) return undefined;
    node = findChild(toContainer(node, segment), segment);
  }
  return node;
}

/** An object for a name, an array for an index. */
export function toContainer(node: ValueNode, segment: string | number): Container {
  if (typeof segment === 'string' && node.type === 'Object') return node;
  if (typeof segment === 'number' && node.type === 'Array') return node;
  const wanted = typeof segment === 'string' ? 'an object' : 'an array';
  throw new EditProblem(`this must be ${wanted}`, node.loc.start);
}

export function findChild(container: Container, segment: string | number): ValueNode | undefined {
  const index = findIndex(container, segment);
  return index === undefined ? undefined : listItems(container)[index]?.value;
}

export function findIndex(container: Container, segment: string | number): number | undefined {
  if (container.type === 'Array') return typeof segment === 'number' ? segment : undefined;
  const found = container.members.flatMap((member, index) =>
    getName(member) === segment ? [{ member, index }] : [],
  );
  // Programs differ in which of them counts.
  const second = found[1];
  if (second) throw new EditProblem(`"${segment}" is there twice`, second.member.loc.start);
  return found[0]?.index;
}

export function getName({ name }: MemberNode): string {
  return name.type === 'String' ? name.value : name.name;
}

export function readJson(text: string, path: JsonPath): unknown {
  const node = findNode(parseJson(text), path);
  return node && evaluate(node);
}
