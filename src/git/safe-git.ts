import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { listSubsections, parseOwnConfig } from './git-config.ts';

/** A clone that may come from a stranger. Its configuration and hooks are data, never commands. */
export interface UntrustedClone {
  gitDirectory: string;
  /** Undefined where nothing is checked out. */
  workTree: string | undefined;
}

export type SafeGitResult =
  | { kind: 'done'; output: string }
  | { kind: 'too_large' }
  | { kind: 'failed'; message: string };

export interface SafeGitLimits {
  /** A copy of the index, which the command may write to. */
  indexFile?: string;
  /** The command reads no files of the work tree, so that git runs no filters. */
  refsOnly?: boolean;
  timeoutMs?: number;
  maxBytes?: number;
}

/** Settings by which git would run a command or contact a server. */
const fixedSettings: [string, string][] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', devNull],
  ['core.sshCommand', 'false'],
  ['core.gitProxy', ''],
  ['core.alternateRefsCommand', 'false'],
  ['credential.helper', ''],
  ['protocol.allow', 'never'],
  ['log.showSignature', 'false'],
  ['submodule.recurse', 'false'],
];

/**
 * Runs git so that nothing in the clone is executed: no hook, file system monitor, filter, text
 * conversion, external diff, transport or pager. Git directory and work tree are given explicitly, so that
 * `core.worktree` leads to no other place. Commands that show content must pass `--no-ext-diff` and
 * `--no-textconv`, because no setting disables those.
 */
export async function runSafeGit(
  clone: UntrustedClone,
  args: readonly string[],
  limits: SafeGitLimits = {},
): Promise<SafeGitResult> {
  const filters = limits.refsOnly ? [] : await listOwnFilters(clone);
  if (filters === undefined)
    return { kind: 'failed', message: 'its configuration is not readable' };
  const settings = filters.flatMap((name): [string, string][] => [
    [`filter.${name}.clean`, ''],
    [`filter.${name}.smudge`, ''],
    [`filter.${name}.process`, ''],
    [`filter.${name}.required`, 'false'],
  ]);
  const run = () => execute(clone, args, [...fixedSettings, ...settings], limits);
  return limits.refsOnly ? run() : inTurn(run);
}

/** Reading many work trees at once would take the machine from the people who use it. */
const mostAtOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= mostAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** Reads the whole configuration of a clone, which runs nothing. */
export async function readSafeConfig(clone: UntrustedClone): Promise<string | undefined> {
  const result = await execute(clone, ['config', '--list', '-z'], fixedSettings, {});
  return result.kind === 'done' ? result.output : undefined;
}

/** Filters that the clone defines itself. Those of the user, such as Git LFS, are trusted. */
async function listOwnFilters(clone: UntrustedClone): Promise<string[] | undefined> {
  const args = ['config', '--list', '-z', '--show-scope'];
  const result = await execute(clone, args, fixedSettings, {});
  return result.kind === 'done'
    ? listSubsections(parseOwnConfig(result.output), 'filter')
    : undefined;
}

function execute(
  { gitDirectory, workTree }: UntrustedClone,
  args: readonly string[],
  settings: readonly [string, string][],
  { timeoutMs = 10_000, maxBytes = 8 * 1024 * 1024, indexFile }: SafeGitLimits,
): Promise<SafeGitResult> {
  const options = {
    cwd: workTree ?? gitDirectory,
    env: {
      ...withoutGit(process.env),
      ...toConfigVariables(settings),
      GIT_DIR: gitDirectory,
      ...(workTree === undefined ? {} : { GIT_WORK_TREE: workTree }),
      ...(indexFile === undefined ? {} : { GIT_INDEX_FILE: indexFile }),
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_NO_LAZY_FETCH: '1',
      LC_ALL: 'C',
    },
    timeout: timeoutMs,
    maxBuffer: maxBytes,
    windowsHide: true,
  };
  return new Promise((resolve) => {
    const child = execFile(
      'git',
      ['--no-pager', ...args],
      options,
      (error, output, errorOutput) => {
        if (!error) return resolve({ kind: 'done', output });
        if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
          return resolve({ kind: 'too_large' });
        const reason = error.killed ? `git took longer than ${timeoutMs / 1_000} s` : errorOutput;
        resolve({ kind: 'failed', message: reason.trim().split('\n')[0] || error.message });
      },
    );
    child.stdin?.end();
  });
}

/** Variables of git in our own environment concern another clone, such as one whose hook started us. */
function withoutGit(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^GIT_/i.test(name) || /^GIT_CONFIG_(NOSYSTEM|GLOBAL|SYSTEM)$/i.test(name),
  );
  return Object.fromEntries(kept);
}

function toConfigVariables(settings: readonly [string, string][]): Record<string, string> {
  const variables = settings.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(settings.length) };
}
