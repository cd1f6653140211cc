import { accessSync, constants } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Environment, runProgram } from '../../platform/run-program.ts';
import { type Finding, toFinding } from './finding.ts';

const programTimeoutMs = 3_000;
/** The database and its log need room to be rewritten. */
const lowDiskBytes = 500 * 1024 * 1024;

/** The programs that agents use here, and the disk. */
export function checkMachine(environment: Environment, dataDirectory: string): Promise<Finding[]> {
  return Promise.all([
    checkGit(environment),
    checkAskpass(environment),
    checkGh(environment),
    checkDisk(dataDirectory),
  ]);
}

async function checkGit(environment: Environment): Promise<Finding> {
  const result = await run('git', ['--version'], environment);
  const version =
    result.kind === 'ended' ? /^git version (\S+)/.exec(result.output)?.[1] : undefined;
  if (version !== undefined) return toFinding('git', 'ok', `git ${version}`);
  if (result.kind === 'timed_out') return toFinding('git', 'unknown', 'git did not answer');
  return toFinding('git', 'problem', 'git is not installed', 'install git, and check PATH');
}

async function checkAskpass({ GIT_ASKPASS: askpass }: Environment): Promise<Finding> {
  if (!askpass) {
    const message = 'GIT_ASKPASS is not set here: pushes of this shell are seen only by other ways';
    return toFinding('askpass', 'note', message, 'eval "$(afterpush env CHAT)"');
  }
  try {
    accessSync(askpass, constants.X_OK);
    return toFinding('askpass', 'ok', `git gets credentials from ${askpass}`);
  } catch {
    const message = `GIT_ASKPASS names ${askpass}, which cannot be run`;
    return toFinding(
      'askpass',
      'problem',
      message,
      'export GIT_ASKPASS="$(afterpush askpass --path)"',
    );
  }
}

async function checkGh(environment: Environment): Promise<Finding> {
  const result = await run('gh', ['auth', 'token'], environment);
  if (result.kind === 'not_installed') return toFinding('gh', 'note', 'gh is not installed');
  if (result.kind === 'timed_out') return toFinding('gh', 'unknown', 'gh did not answer');
  if (result.exitCode === 0) return toFinding('gh', 'ok', 'gh is signed in');
  return toFinding('gh', 'note', 'gh is not signed in', 'gh auth login');
}

/** The directory is created at the first start of a server. */
async function checkDisk(directory: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(directory);
    const free = bavail * bsize;
    const message = `${formatSize(free)} free for ${directory}`;
    if (free >= lowDiskBytes) return toFinding('disk', 'ok', message);
    return toFinding('disk', 'problem', message, 'free disk space, or move AFTERPUSH_DATA_DIR');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const parent = dirname(directory);
    if (isMissing && parent !== directory) return checkDisk(parent);
    return toFinding('disk', 'unknown', `the disk of ${directory} cannot be read`);
  }
}

function formatSize(bytes: number): string {
  return bytes >= 2 ** 30
    ? `${(bytes / 2 ** 30).toFixed(1)} GB`
    : `${Math.round(bytes / 2 ** 20)} MB`;
}

function run(program: string, args: readonly string[], environment: Environment) {
  const quiet = { ...environment, GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1' };
  return runProgram({ program, args, environment: quiet, timeoutMs: programTimeoutMs });
}
