import type { AgentSessions } from './agents.ts';
import { findJsonText, findYamlText } from './find-text.ts';

const longestTitle = 200;

/** What a session is about, as its agent says; undefined when it does not. */
export function findTitle(text: string, { titles }: AgentSessions): string | undefined {
  switch (titles?.kind) {
    case undefined:
      return undefined;
    case 'records':
      return findRecordTitle(text, titles.records);
    case 'fields': {
      const found = titles.fields.flatMap((name) => [
        findJsonText(text, name),
        findYaml(text, name),
      ]);
      return found.map(toTitle).find((title) => title !== undefined);
    }
  }
}

/** Of Codex's `session_index.jsonl`: the latest name of each session. */
export function parseThreadNames(text: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const line of text.split('\n')) {
    const { id, thread_name: name } = parseRecord(line) ?? {};
    const title = typeof name === 'string' ? toTitle(name) : undefined;
    if (typeof id === 'string' && /^[\w-]{8,64}$/.test(id) && title) names.set(id, title);
  }
  return names;
}

/** The last title of the most important kind of record that has one. */
function findRecordTitle(
  text: string,
  kinds: readonly { type: string; field: string }[],
): string | undefined {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const kind = kinds.find(({ type }) => line.includes(`"${type}"`));
    const record = kind && parseRecord(line);
    if (!kind || record?.type !== kind.type) continue;
    const value = record[kind.field];
    const title = typeof value === 'string' ? toTitle(value) : undefined;
    if (title) found.set(kind.type, title);
  }
  return kinds.map(({ type }) => found.get(type)).find((title) => title !== undefined);
}

function parseRecord(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A block of several lines is no title. */
function findYaml(text: string, name: string): string | undefined {
  const value = findYamlText(text, name);
  return value === undefined || /^[|>]/.test(value)
    ? undefined
    : value.replace(/^(["'])(.*)\1$/, '$2');
}

/** One line that can be shown. */
function toTitle(text: string | undefined): string | undefined {
  const line = text?.replace(/[\p{C}\s]+/gu, ' ').trim();
  return line ? line.slice(0, longestTitle) : undefined;
}
