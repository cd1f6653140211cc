import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface CloneFolder extends Disposable {
  directory: string;
  /** What git runs with. */
  environment: Readonly<Record<string, string>>;
  /** Runs git as a person would, in a directory below the folder. */
  git(place: string, ...args: string[]): Promise<string>;
  /** Commits a change on the branch that is checked out; returns the commit. */
  commit(place: string, text?: string): Promise<string>;
  path(place: string): string;
}

/** A folder for clones, without any configuration of the developer's own git. */
export function createCloneFolder(settings: Record<string, string> = {}): CloneFolder {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'afterpush-clones-')));
  const entries = Object.entries(settings);
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Agent',
    GIT_AUTHOR_EMAIL: 'agent@example.test',
    GIT_COMMITTER_NAME: 'Agent',
    GIT_COMMITTER_EMAIL: 'agent@example.test',
    GIT_CONFIG_COUNT: String(entries.length),
  };
  for (const [index, [key, value]] of entries.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  let changes = 0;
  const git = async (place: string, ...args: string[]) => {
    const options = { cwd: join(home, place), env: environment };
    return (await execute('git', args, options)).stdout.trim();
  };
  return {
    directory: home,
    environment,
    git,
    path: (place) => join(home, place),
    async commit(place, text = 'change') {
      changes += 1;
      writeFileSync(join(home, place, `file-${changes}.txt`), `${text}\n`);
      await git(place, 'add', '-A');
      await git(place, 'commit', '-q', '-m', `Change ${changes}`);
      return git(place, 'rev-parse', 'HEAD');
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}
