import { isDeepStrictEqual } from 'node:util';
import type { ConfigurationFile } from './agent-configurations.ts';
import {
  appendJson,
  removeJson,
  replaceJson,
  setJson,
  setMembers,
  sliceJson,
} from './json-edit.ts';
import type { JsonPath } from './json-node.ts';
import { findNode, parseJson, readJson } from './json-tree.ts';
import { isOwnHook } from './own-program.ts';
import {
  readTomlTable,
  removeTomlTable,
  replaceTomlTable,
  setTomlTable,
  sliceTomlTable,
} from './toml-edit.ts';

type JsonFile = Extract<ConfigurationFile, { kind: 'json' }>;
type TomlFile = Extract<ConfigurationFile, { kind: 'toml' }>;

/** The text of a file with our entries; undefined is a file that does not exist. */
export function addEntries(file: ConfigurationFile, text: string | undefined): string {
  if (file.kind === 'toml') return setTomlTable(text ?? '', file.table, file.values);
  let edited = text === undefined || text.trim() === '' ? '{}\n' : text;
  for (const [name, value] of Object.entries(file.defaults ?? {})) {
    if (readJson(edited, [name]) === undefined) edited = setJson(edited, [name], value);
  }
  for (const { path, members } of file.objects) edited = setMembers(edited, path, members);
  for (const { path, isGrouped, hook } of file.hooks) {
    const own = listOwnHooks(edited, path);
    for (const each of own) edited = setMembers(edited, each, hook);
    if (own.length === 0) edited = appendJson(edited, path, isGrouped ? { hooks: [hook] } : hook);
  }
  return edited;
}

/**
 * The text without our entries: what was in their place in the original is there again. Undefined when
 * nothing is left of a file that did not exist. `original` is null when it did not exist, and undefined
 * when it is unknown.
 */
export function removeEntries(
  file: ConfigurationFile,
  text: string,
  original: string | null | undefined,
): string | undefined {
  return file.kind === 'toml'
    ? removeTomlEntries(file, text, original)
    : removeJsonEntries(file, text, original);
}

function removeTomlEntries(
  { table }: TomlFile,
  text: string,
  original: string | null | undefined,
): string | undefined {
  if (original && readTomlTable(original, table) !== undefined) {
    return replaceTomlTable(text, table, sliceTomlTable(original, table));
  }
  const edited = removeTomlTable(text, table);
  return original === null && edited.trim() === '' ? undefined : edited;
}

function removeJsonEntries(
  file: JsonFile,
  text: string,
  original: string | null | undefined,
): string | undefined {
  if (text.trim() === '') return text;
  const before = original === null || original?.trim() === '' ? '{}' : original;
  let edited = text;
  for (const path of [...file.objects.map((each) => each.path), ...(file.otherPaths ?? [])]) {
    const previous = before === undefined ? undefined : sliceJson(before, path);
    edited =
      previous === undefined
        ? tidy(removeJson(edited, path), path, before)
        : replaceJson(edited, path, previous);
  }
  for (const { path } of file.hooks) {
    for (const own of listOwnHooks(edited, path).toReversed()) {
      edited = tidy(removeHook(edited, own, path), [...path, 0], before);
    }
  }
  const rest = Object.keys(readJson(edited, []) as object);
  const isOurs = rest.every((name) => isDefault(file, edited, before, name));
  if (!isOurs || before === undefined) return edited;
  for (const name of rest) edited = tidy(removeJson(edited, [name]), [name], before);
  return original === null && /^\s*\{\s*\}\s*$/.test(edited) ? undefined : edited;
}

function isDefault(
  { defaults }: JsonFile,
  text: string,
  before: string | undefined,
  name: string,
): boolean {
  const isSame = isDeepStrictEqual(readJson(text, [name]), defaults?.[name]);
  return isSame && before !== undefined && readJson(before, [name]) === undefined;
}

/** The paths of our hooks in an array, or in the groups of one. */
function listOwnHooks(text: string, path: JsonPath): JsonPath[] {
  const elements = readJson(text, path);
  if (!Array.isArray(elements)) return [];
  return elements.flatMap((element: unknown, index) => {
    const nested = (element as { hooks?: unknown } | null)?.hooks;
    if (!Array.isArray(nested)) return isOwnHook(element) ? [[...path, index]] : [];
    return nested.flatMap((hook, inner) =>
      isOwnHook(hook) ? [[...path, index, 'hooks', inner]] : [],
    );
  });
}

/** With its group, if nothing else is in it. */
function removeHook(text: string, hook: JsonPath, array: JsonPath): string {
  const group = hook.slice(0, array.length + 1);
  const isAlone =
    hook.length > group.length && (readJson(text, [...group, 'hooks']) as unknown[]).length === 1;
  return removeJson(text, isAlone ? group : hook);
}

/** Removes the containers that were created for an entry, or gives empty ones their white space back. */
function tidy(text: string, path: JsonPath, original: string | undefined): string {
  if (original === undefined) return text;
  let edited = text;
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const parent = path.slice(0, depth);
    const node = findNode(parseJson(edited), parent);
    if (!node || node.type === 'Value') continue;
    const source = sliceJson(edited, parent) ?? '';
    if (node.listItems().length > 0 || /\S/.test(source.slice(1, -1))) break;
    const previous = sliceJson(original, parent);
    if (previous === undefined) edited = removeJson(edited, parent);
    else if (!/\S/.test(previous.slice(1, -1))) edited = replaceJson(edited, parent, previous);
  }
  return edited;
}
