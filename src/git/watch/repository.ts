import { createHash } from 'node:crypto';
import { type Dirent, realpathSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isRefName } from '../../domain/branch-name.ts';

/** A directory with checked out files, and where git keeps its HEAD and index. */
export interface Worktree {
  /** `clone:` and 16 hexadecimal digits of the real path's hash: the workspace of its chat. */
  id: string;
  path: string;
  gitDirectory: string;
  isLinked: boolean;
}

/** A git directory with the refs that all its worktrees share. */
export interface Repository {
  commonDirectory: string;
  /** Where the files of the repository itself are checked out; undefined for a bare one. */
  mainPath: string | undefined;
}

/** What a directory is to git. */
export type GitPlace =
  | { kind: 'repository'; repository: Repository }
  | { kind: 'nothing' }
  | { kind: 'unreadable'; path: string; reason: string };

/** Identifies a worktree across programs, by the real path that every one of them can find out. */
export function toWorktreeId(path: string): string {
  const digest = createHash('sha256')
    .update(normalizePath(realPath(path)))
    .digest('hex');
  return `clone:${digest.slice(0, 16)}`;
}

/** `c:\x` and `C:\x` are one directory. */
export function normalizePath(path: string): string {
  return path.replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}

/** Finds the repository that a directory is a clone, a worktree or a submodule of, or that it is itself. */
export async function findRepository(directory: string): Promise<GitPlace> {
  const path = realPath(directory);
  try {
    const entries = await readdir(path, { withFileTypes: true });
    const git = entries.find(({ name }) => name === '.git');
    if (git?.isDirectory()) return await toPlace(join(path, '.git'), path);
    if (git?.isFile()) return await followGitFile(path);
    return isBareLayout(entries) ? await toPlace(path, undefined) : { kind: 'nothing' };
  } catch (error) {
    return { kind: 'unreadable', path, reason: toReason(error) };
  }
}

function isBareLayout(entries: readonly Dirent[]): boolean {
  const names = new Set(entries.map(({ name }) => name));
  return ['HEAD', 'config', 'objects', 'refs'].every((name) => names.has(name));
}

/** `.git` as a file leads to the git directory of a linked worktree or a submodule, or to a `.bare` one. */
async function followGitFile(path: string): Promise<GitPlace> {
  const text = await readFile(join(path, '.git'), 'utf8');
  const [, target] = /^gitdir: (.+?)\r?\n?$/.exec(text) ?? [];
  if (target === undefined) {
    return { kind: 'unreadable', path, reason: 'its .git file does not name a git directory' };
  }
  const gitDirectory = realPath(isAbsolute(target) ? target : resolve(path, target));
  const common = await readFirstLine(join(gitDirectory, 'commondir'));
  if (common === undefined) {
    return toPlace(gitDirectory, (await isBare(gitDirectory)) ? undefined : path);
  }
  const commonDirectory = realPath(isAbsolute(common) ? common : resolve(gitDirectory, common));
  return toPlace(commonDirectory, await findMainPath(commonDirectory));
}

async function toPlace(commonDirectory: string, mainPath: string | undefined): Promise<GitPlace> {
  const head = await readFirstLine(join(commonDirectory, 'HEAD'));
  if (head === undefined) {
    return {
      kind: 'unreadable',
      path: commonDirectory,
      reason: 'it has no HEAD: the clone is damaged',
    };
  }
  const reason =
    (await findForeignOwner(commonDirectory)) ?? (await findUnreadFormat(commonDirectory));
  if (reason !== undefined) return { kind: 'unreadable', path: commonDirectory, reason };
  return { kind: 'repository', repository: { commonDirectory, mainPath } };
}

/** As `safe.directory` of git: a clone of another user is not read. */
async function findForeignOwner(path: string): Promise<string | undefined> {
  const own = process.getuid?.();
  if (own === undefined || own === 0) return undefined;
  return (await stat(path)).uid === own ? undefined : 'it belongs to another user';
}

async function findUnreadFormat(commonDirectory: string): Promise<string | undefined> {
  const isTable = await exists(join(commonDirectory, 'reftable'));
  return isTable ? 'its refs are a reftable, which is not supported yet' : undefined;
}

async function findMainPath(commonDirectory: string): Promise<string | undefined> {
  if (await isBare(commonDirectory)) return undefined;
  if (basename(commonDirectory) === '.git') return dirname(commonDirectory);
  return readOwnWorktree(commonDirectory);
}

/** The work tree of a submodule is a setting of its git directory. */
async function readOwnWorktree(gitDirectory: string): Promise<string | undefined> {
  const config = (await readText(join(gitDirectory, 'config'))) ?? '';
  const [, value] = /^[ \t]*worktree = ?(.+?)\r?$/m.exec(config) ?? [];
  return value === undefined ? undefined : realPath(resolve(gitDirectory, value));
}

async function isBare(gitDirectory: string): Promise<boolean> {
  return /^[ \t]*bare = ?true\r?$/im.test((await readText(join(gitDirectory, 'config'))) ?? '');
}

/** Lists the main worktree and the linked ones that exist now. */
export async function listWorktrees({
  commonDirectory,
  mainPath,
}: Repository): Promise<Worktree[]> {
  const main: Worktree[] = [];
  if (mainPath !== undefined && (await exists(mainPath))) {
    const id = toWorktreeId(mainPath);
    main.push({ id, path: mainPath, gitDirectory: commonDirectory, isLinked: false });
  }
  const names = await listNames(join(commonDirectory, 'worktrees'));
  const linked = await Promise.all(
    names.map(async (name): Promise<Worktree[]> => {
      const gitDirectory = join(commonDirectory, 'worktrees', name);
      const target = await readFirstLine(join(gitDirectory, 'gitdir'));
      if (target === undefined) return [];
      const gitFile = isAbsolute(target) ? target : resolve(gitDirectory, target);
      if (!(await exists(gitFile))) return [];
      const path = realPath(dirname(gitFile));
      return [{ id: toWorktreeId(path), path, gitDirectory, isLinked: true }];
    }),
  );
  return [...main, ...linked.flat()];
}

const deepestModule = 5;

/** Lists the submodules whose git directories are below the repository's. */
export async function listSubmodules({ commonDirectory }: Repository): Promise<Repository[]> {
  const linked = await listNames(join(commonDirectory, 'worktrees'));
  const starts = [
    join(commonDirectory, 'modules'),
    ...linked.map((name) => join(commonDirectory, 'worktrees', name, 'modules')),
  ];
  const found = await Promise.all(starts.map((start) => findModules(start, 0)));
  return found.flat();
}

async function findModules(directory: string, depth: number): Promise<Repository[]> {
  if (depth > deepestModule) return [];
  const names = await listNames(directory);
  const found = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      if (!(await exists(join(path, 'HEAD')))) return findModules(path, depth + 1);
      const repository = { commonDirectory: path, mainPath: await readOwnWorktree(path) };
      return [repository, ...(await listSubmodules(repository))];
    }),
  );
  return found.flat();
}

/** Whether a path is a directory or below it. */
export function isWithin(path: string, directory: string): boolean {
  const steps = relative(directory, path);
  return steps === '' || (!isAbsolute(steps) && steps !== '..' && !steps.startsWith(`..${sep}`));
}

/** The branch that HEAD names; undefined when it is detached or unreadable. */
export async function readHeadBranch({ gitDirectory }: Worktree): Promise<string | undefined> {
  const head = await readFirstLine(join(gitDirectory, 'HEAD'));
  const branch = /^ref: refs\/heads\/(.+)$/.exec(head ?? '')?.[1];
  return branch !== undefined && isRefName(branch) ? branch : undefined;
}

async function readFirstLine(file: string): Promise<string | undefined> {
  const [line] = (await readText(file))?.split(/\r?\n/, 1) ?? [];
  return line;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

async function listNames(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch {
    return [];
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // What cannot be read now is not gone.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** What went wrong with a file, for a person. */
export const permissionDenied = 'permission denied';

export function toReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return permissionDenied;
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
      return 'it is not a directory';
    case 'ELOOP':
      return 'its links form a loop';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
