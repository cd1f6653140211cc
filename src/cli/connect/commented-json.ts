import { evaluate, type MemberNode, parse, type ValueNode } from '@humanwhocodes/momoa';
import { EditProblem } from './edit-problem.ts';
import type { JsonItem, JsonNode } from './json-node.ts';

/** The tree of JSON with comments and trailing commas, or an error that names the place. */
export function parseCommentedJson(text: string): JsonNode {
  const options = { mode: 'jsonc', ranges: true, allowTrailingCommas: true } as const;
  return toNode(
    text,
    translateErrors(() => parse(text, options).body),
  );
}

function translateErrors<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const tooDeep = 'this is nested too deeply, or has too many comments in a row';
    if (error instanceof RangeError) throw new EditProblem(tooDeep, { line: 1, column: 1 });
    const { line, column, message } = error as { line?: number; column?: number; message: string };
    if (line === undefined || column === undefined) throw error;
    throw new EditProblem(message.replace(/ \(\d+:\d+\)$/, ''), { line, column });
  }
}

function toNode(text: string, node: ValueNode): JsonNode {
  return {
    type: node.type === 'Object' || node.type === 'Array' ? node.type : 'Value',
    text,
    start: node.loc.start.offset,
    end: node.loc.end.offset,
    evaluate: () => evaluate(node),
    listItems: () => listItems(text, node),
  };
}

function listItems(text: string, node: ValueNode): JsonItem[] {
  if (node.type === 'Array') {
    return node.elements.map(({ value }) => toItem(text, undefined, value, value));
  }
  if (node.type !== 'Object') return [];
  return node.members.map((member) => {
    const { name } = member;
    return toItem(text, name.type === 'String' ? name.value : name.name, member, member.value);
  });
}

function toItem(
  text: string,
  name: string | undefined,
  { loc }: ValueNode | MemberNode,
  value: ValueNode,
): JsonItem {
  return { name, start: loc.start.offset, end: loc.end.offset, value: toNode(text, value) };
}
