import type { Clock } from '../../platform/clock.ts';
import type { Access } from '../forge.ts';
import { type Fields, findFields, findText, toFields } from '../parsing/json-fields.ts';
import {
  type Definition,
  listSelections,
  parseDocument,
  removeSelections,
  type Selection,
} from './graphql-document.ts';

/** An error that a GraphQL server reports beside the data, or instead of it. */
export interface GraphQlError {
  /** Names and indexes, from the alias or the operation on; empty when it concerns the whole query. */
  path: readonly string[];
  /** GitHub's `type`, or the code of `extensions`. */
  type: string;
  message: string;
  /** The type and field that the server says it does not have. */
  typeName?: string | undefined;
  fieldName?: string | undefined;
  /** Where in the document, counted from 1. */
  location?: { line: number; column: number } | undefined;
}

/** What a response of GraphQL contains. */
export interface GraphQlContent {
  data: Fields | undefined;
  errors: readonly GraphQlError[];
}

/**
 * Runs queries without the fields that a server or a token turned out to lack: an older version, a
 * smaller plan, a missing scope. Such a field costs only itself. It is left out of the queries of
 * that server or token for ten minutes, and then tried again.
 */
export interface OptionalFields {
  /**
   * Sends the document. When the server refuses it because of fields that the adapter can do
   * without, sends it again without them. The parser then finds those fields missing: unknown.
   */
  run<Response>(query: OptionalQuery<Response>, access: Access): Promise<Response>;
}

export interface OptionalQuery<Response> {
  document: string;
  send: (document: string) => Promise<Response>;
  /** Undefined for a response that is not GraphQL's. */
  toContent: (response: Response) => GraphQlContent | undefined;
}

// Servers check first the fields and then the scopes of the token.
const mostRepetitions = 3;
const rememberedForMs = 10 * 60_000;
const mostScopes = 1_000;
const allTokens = '';

export function createOptionalFields({
  required,
  clock,
}: {
  /** `Type.field` of the fields without which a response is useless. */
  required: readonly string[];
  clock: Pick<Clock, 'monotonic'>;
}): OptionalFields {
  const requiredKeys = new Set(required.map((name) => name.toLowerCase()));
  /** When each missing field is tried again, by scope: one token, or all tokens. */
  const missing = new Map<string, Map<string, number>>();

  function omitMissing(document: string, { tokenFingerprint }: Access): string {
    const known = [allTokens, tokenFingerprint].flatMap((scope) => [...(missing.get(scope) ?? [])]);
    const keys = known.flatMap(([key, endsAt]) => (endsAt > clock.monotonic() ? [key] : []));
    return keys.length === 0 ? document : (removeSelections(document, new Set(keys)) ?? document);
  }

  function save(scope: string, key: string): void {
    const fields = missing.get(scope) ?? new Map<string, number>();
    missing.delete(scope);
    missing.set(scope, fields.set(key, clock.monotonic() + rememberedForMs));
    const oldest = [...missing.keys()].find((known) => known !== allTokens);
    if (missing.size > mostScopes && oldest !== undefined) missing.delete(oldest);
  }

  /** Whether the query can be repeated without the fields that its errors name. */
  function learn({ data, errors }: GraphQlContent, document: string, access: Access): boolean {
    if (errors.length === 0) return false;
    const definitions = parseDocument(document);
    const found = data
      ? findForbidden(errors, data, definitions)
      : findMissing(errors, definitions, document);
    const keys = found.map(({ key }) => key);
    if (keys.length === 0 || keys.some((key) => requiredKeys.has(key))) return false;
    if (removeSelections(document, new Set(keys)) === undefined) return false;
    for (const { key, isOfToken } of found) {
      save(isOfToken ? access.tokenFingerprint : allTokens, key);
    }
    return true;
  }

  return {
    async run({ document, send, toContent }, access) {
      for (let count = 0; ; count += 1) {
        const sent = omitMissing(document, access);
        const response = await send(sent);
        const content = toContent(response);
        const isLast = count === mostRepetitions || content === undefined;
        if (isLast || !learn(content, sent, access)) return response;
      }
    },
  };
}

interface Missing {
  key: string;
  isOfToken: boolean;
}

/** What servers say of a field or type that they do not have; the name is the first group. */
const missingForms = [
  /Field '(\w+)' doesn't exist(?: on type '(\w+)')?/,
  /Cannot query field ["'](\w+)["'] on type ["'](\w+)["']/,
  /Field '(\w+)' doesn't accept argument/,
  /Unknown argument "\w+" on field "(?:\w+\.)?(\w+)"/,
  /No such type (\w+), so it can't be a fragment condition/,
  /Unknown type "(\w+)"/,
];
const missingCodes = new Set(['undefinedField', 'undefinedType', 'argumentNotAccepted']);
const scopeForm = /The '(\w+)' field requires one of the following scopes/i;

function findMissing(
  errors: readonly GraphQlError[],
  definitions: readonly Definition[],
  document: string,
): Missing[] {
  return errors.flatMap((error) => {
    const scoped = scopeForm.exec(error.message);
    const isOfToken = scoped !== null || error.type === 'INSUFFICIENT_SCOPES';
    const named = missingForms.map((form) => form.exec(error.message)).find((match) => match);
    const [, name = error.fieldName ?? error.typeName, type] = scoped ?? named ?? [];
    const isNamed = isOfToken || named || missingCodes.has(error.type);
    if (!isNamed || name === undefined) return [];
    const selections = findSelections({ name, type: type ?? error.typeName }, error, {
      definitions,
      document,
    });
    return selections.map(({ key }) => ({ key, isOfToken }));
  });
}

/** The selections that an error is about: by its place, by its path, or by the name it mentions. */
function findSelections(
  { name, type }: { name: string; type: string | undefined },
  { path, location }: GraphQlError,
  { definitions, document }: { definitions: readonly Definition[]; document: string },
): Selection[] {
  const placed = location && findAt(toOffset(location, document), definitions);
  if (placed?.name === name) return [placed];
  const reached = findByPath(path, definitions);
  if (reached?.name === name) return [reached];
  const named = listSelections(definitions).filter((selection) => {
    return selection.name === name && selection.kind !== 'spread';
  });
  const key = `${type}.${name}`.toLowerCase();
  const exact = named.filter((selection) => selection.key === key);
  return exact.length > 0 ? exact : named;
}

function toOffset({ line, column }: { line: number; column: number }, document: string): number {
  const before = document.split('\n').slice(0, line - 1);
  return before.reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
}

/** The selection whose name or arguments are at an offset. */
function findAt(offset: number, definitions: readonly Definition[]): Selection | undefined {
  return listSelections(definitions).find(({ start, headEnd }) => {
    return offset >= start && offset < headEnd;
  });
}

/** Follows the path of a validation error, which starts at an operation or fragment. */
function findByPath(
  [title, ...names]: readonly string[],
  definitions: readonly Definition[],
): Selection | undefined {
  const definition = definitions.find((one) => one.title === title);
  if (!definition) return undefined;
  let selections = definition.selections;
  let reached: Selection | undefined;
  for (const name of names) {
    const next = selections.find((one) => {
      return one.alias === name || (one.kind === 'inline' && name === `... on ${one.name}`);
    });
    // The last name may be an argument.
    if (!next) return reached;
    reached = next;
    selections = next.selections;
  }
  return reached;
}

const forbiddenTypes = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES']);

/** Fields that the token may not read and whose failure removed an object around them. */
function findForbidden(
  errors: readonly GraphQlError[],
  data: Fields,
  definitions: readonly Definition[],
): Missing[] {
  const forbidden = errors.filter(({ type, message }) => {
    return forbiddenTypes.has(type) || /not accessible by/i.test(message);
  });
  return forbidden.flatMap(({ path }) => {
    if (!isCutOff(path, data)) return [];
    const selection = findByResponsePath(path, definitions);
    return selection ? [{ key: selection.key, isOfToken: true }] : [];
  });
}

/** Whether the data ends above the last name of a path. */
function isCutOff(path: readonly string[], data: Fields): boolean {
  let value: unknown = data;
  for (const name of path) {
    if (value === null || value === undefined) return true;
    value = Array.isArray(value) ? value[Number(name)] : toFields(value)?.[name];
  }
  return false;
}

function findByResponsePath(
  path: readonly string[],
  definitions: readonly Definition[],
): Selection | undefined {
  const names = path.filter((name) => !/^\d+$/.test(name));
  let selections = definitions.filter(({ fragment }) => !fragment).flatMap((one) => one.selections);
  let reached: Selection | undefined;
  for (const name of names) {
    reached = flatten(selections, definitions).find(({ alias }) => alias === name);
    if (!reached) return undefined;
    selections = [...reached.selections];
  }
  return reached;
}

/** The fields of a selection, those of its fragments included. */
function flatten(
  selections: readonly Selection[],
  definitions: readonly Definition[],
): Selection[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'field') return [selection];
    const spread = definitions.find(({ fragment }) => fragment?.name === selection.name);
    const inner = selection.kind === 'inline' ? selection : spread;
    return flatten(inner?.selections ?? [], definitions);
  });
}

/** The errors of a response. */
export function parseGraphQlErrors(body: Fields): GraphQlError[] {
  return (Array.isArray(body.errors) ? body.errors : []).map(toError);
}

function toError(entry: unknown): GraphQlError {
  const fields = toFields(entry);
  const extensions = findFields(fields, 'extensions');
  return {
    path: Array.isArray(fields?.path) ? fields.path.map(String) : [],
    type: findText(fields, 'type') ?? findText(extensions, 'code') ?? '',
    message: findText(fields, 'message') ?? '',
    typeName: findText(extensions, 'typeName'),
    fieldName: findText(extensions, 'fieldName'),
    location: toLocation(Array.isArray(fields?.locations) ? fields.locations[0] : undefined),
  };
}

function toLocation(value: unknown): GraphQlError['location'] {
  const { line, column } = toFields(value) ?? {};
  return typeof line === 'number' && typeof column === 'number' ? { line, column } : undefined;
}
