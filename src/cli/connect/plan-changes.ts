import { isDeepStrictEqual } from 'node:util';
import { CommandError } from '../command-action.ts';
import { toOneLine } from '../safe-text.ts';
import type { AgentConfiguration, ConfigurationFile } from './agent-configurations.ts';
import { readBytes, removeFile, writeBytes } from './config-file.ts';
import { addEntries, removeEntries } from './configuration-text.ts';
import {
  hash,
  listMissingDirectories,
  type RecordedFile,
  removeEmptyDirectories,
  writeRecord,
} from './connection-record.ts';
import { EditProblem } from './edit-problem.ts';
import { readJson } from './json-tree.ts';
import { isOwnHook } from './own-program.ts';
import { parseToml } from './toml-statements.ts';

/** A file before and after; undefined where it does not exist. */
export interface FileChange {
  path: string;
  before: Buffer | undefined;
  after: Buffer | undefined;
}

/** What connecting or disconnecting an agent does, and what is remembered of it. */
export interface Plan {
  changes: FileChange[];
  record: RecordedFile[];
}

/** Changes nothing. Empty when the agent is connected already. */
export function planConnect({ files }: AgentConfiguration, record: readonly RecordedFile[]): Plan {
  const changes: FileChange[] = [];
  const recorded = new Map(record.map((file) => [file.path, file]));
  for (const file of files) {
    const { path } = file;
    const before = readBytes(path);
    const known = recorded.get(path);
    const after = edit(file, before, (text) => addEntries(file, text));
    if (!after || before?.equals(after)) continue;
    const original = known || hasHooks(file, before) ? restore(file, before, known) : before;
    verify(file, before, after, original);
    changes.push({ path, before, after });
    recorded.set(path, {
      path,
      original: original ?? null,
      after: hash(after),
      createdDirectories: known?.createdDirectories ?? listMissingDirectories(path),
    });
  }
  return { changes, record: [...recorded.values()] };
}

/** Changes nothing. Empty when the agent is not connected. */
export function planDisconnect(
  { files }: AgentConfiguration,
  record: readonly RecordedFile[],
): Plan {
  const changes = files.flatMap((file): FileChange[] => {
    const { path } = file;
    const before = readBytes(path);
    const after = restore(
      file,
      before,
      record.find((each) => each.path === path),
    );
    const isSame = before === undefined ? after === undefined : after && before.equals(after);
    return isSame ? [] : [{ path, before, after }];
  });
  const paths = new Set(files.map(({ path }) => path));
  return { changes, record: record.filter(({ path }) => !paths.has(path)) };
}

/** Whether the agent was connected, but the record of it is lost. */
function hasHooks(file: ConfigurationFile, content: Buffer | undefined): boolean {
  return file.kind === 'json' && content !== undefined && isOwnHook(content.toString());
}

/** The file without us: as it was, if it is as we left it, or else without our entries only. */
function restore(
  file: ConfigurationFile,
  current: Buffer | undefined,
  recorded: RecordedFile | undefined,
): Buffer | undefined {
  if (current === undefined) return undefined;
  if (recorded && recorded.after === hash(current)) return recorded.original ?? undefined;
  const original =
    recorded && (recorded.original === null ? null : decode(file, recorded.original).text);
  return edit(file, current, (text) => text && removeEntries(file, text, original));
}

const bom = '\ufeff';

/** Edits the text of a file, and keeps its byte order mark. */
function edit(
  file: ConfigurationFile,
  content: Buffer | undefined,
  change: (text: string | undefined) => string | undefined,
): Buffer | undefined {
  const { text, mark } = content ? decode(file, content) : { text: undefined, mark: '' };
  try {
    const edited = change(text);
    return edited === undefined ? undefined : Buffer.from(mark + edited);
  } catch (error) {
    if (!(error instanceof EditProblem)) throw error;
    const place = `${toOneLine(file.path, 4096)}:${error.line}:${error.column}`;
    throw new CommandError(
      `${place}: ${toOneLine(error.message)}. Correct this first; nothing was changed.`,
    );
  }
}

function decode({ path }: ConfigurationFile, content: Buffer): { text: string; mark: string } {
  const text = content.toString('utf8');
  if (!Buffer.from(text).equals(content)) {
    throw new CommandError(
      `${toOneLine(path, 4096)} is not encoded as UTF-8: convert it first; nothing was changed.`,
    );
  }
  return text.startsWith(bom) ? { text: text.slice(1), mark: bom } : { text, mark: '' };
}

/** An edit that would lose something is an error of ours, and is not written. */
function verify(
  file: ConfigurationFile,
  before: Buffer | undefined,
  after: Buffer,
  original: Buffer | undefined,
): void {
  const first = original ? decode(file, original).text : null;
  const [others, same] = [before, after].map((content) =>
    parse(file, content && removeEntries(file, decode(file, content).text, first)),
  );
  if (isDeepStrictEqual(others, same)) return;
  throw new Error(`The edit of ${file.path} would change other parts of it. Nothing was changed.`);
}

function parse({ kind }: ConfigurationFile, text: string | undefined): unknown {
  if (text === undefined || text.trim() === '') return {};
  return kind === 'toml' ? parseToml(text) : readJson(text, []);
}

/** Writes all files or none. The record is first, so that a crash loses no original. */
export function applyPlan(
  directory: string,
  { changes, record }: Plan,
  previous: readonly RecordedFile[],
): void {
  for (const { path, before } of changes) {
    const now = readBytes(path);
    const isSame = before === undefined ? now === undefined : now?.equals(before);
    if (isSame) continue;
    throw new CommandError(
      `${toOneLine(path, 4096)} was changed by another program meanwhile: run this again. Nothing was changed.`,
    );
  }
  writeRecord(directory, [...record, ...previous.filter(({ path }) => !isIn(record, path))]);
  const done: FileChange[] = [];
  try {
    for (const change of changes) {
      write(change.path, change.after);
      done.push(change);
    }
  } catch (error) {
    for (const { path, before } of done.toReversed()) write(path, before);
    writeRecord(directory, previous);
    throw error;
  }
  for (const { path, createdDirectories } of previous) {
    if (!isIn(record, path)) removeEmptyDirectories(createdDirectories);
  }
  writeRecord(directory, record);
}

function isIn(record: readonly RecordedFile[], path: string): boolean {
  return record.some((file) => file.path === path);
}

function write(path: string, content: Buffer | undefined): void {
  if (content) writeBytes(path, content);
  else removeFile(path);
}
