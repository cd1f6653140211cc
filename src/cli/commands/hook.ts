import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { runGit, type WorkPlace } from '../../git/clone.ts';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import { CommandError, toAction } from '../command-action.ts';
import {
  changeFile,
  installHooks,
  restoreFile,
  uninstallHooks,
  writeSharedHooks,
} from '../hooks/install-hooks.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

interface HookOptions {
  global?: boolean;
}

/** `afterpush hook install | uninstall`: git hooks that report pushes. */
export function addHookCommands(program: Command, terminal: Terminal): void {
  const hook = program.command('hook').description('git hooks that report pushes');
  hook
    .command('install')
    .description('report every push of this clone; hooks that are there still run')
    .option('--global', 'for all clones of this user')
    .action(
      toAction(terminal, async ({ global }: HookOptions) => {
        const directory = global ? await installGlobally(terminal) : await findHooks(terminal);
        if (!global) installHooks(directory);
        terminal.write(`pushes are reported by the hooks in ${toOneLine(directory, 1_000)}\n`);
      }),
    );
  hook
    .command('uninstall')
    .description('remove the hooks, and restore those that were there before')
    .option('--global', 'those for all clones of this user')
    .action(
      toAction(terminal, async ({ global }: HookOptions) => {
        const isRemoved = global
          ? await uninstallGlobally(terminal)
          : uninstallHooks(await findHooks(terminal));
        if (!isRemoved) throw new CommandError('no hooks of Afterpush are installed here');
      }),
    );
}

/** The directory whose hooks git runs here. */
async function findHooks(terminal: Terminal): Promise<string> {
  const path = await runGit(terminal, ['rev-parse', '--git-path', 'hooks']);
  if (path === undefined) {
    throw new CommandError('this is no clone: run it in one, or use --global', 'usage');
  }
  return resolve(terminal.directory, path.replace(/\n$/, ''));
}

const setting = 'core.hooksPath';

/** A directory that the person has set for all clones is used; else one is created and set. */
async function installGlobally(terminal: Terminal): Promise<string> {
  const own = getOwnDirectory(terminal);
  const current = await readGlobalSetting(terminal);
  if (current !== undefined && current !== own) {
    installHooks(current);
    return current;
  }
  writeSharedHooks(own);
  if (current === own) return own;
  await changeFile(findGlobalConfig(terminal), getMemory(own), async () => {
    const done = await runGit(terminal, ['config', '--global', setting, own]);
    if (done === undefined) throw new CommandError(`git could not set ${setting}`);
  });
  return own;
}

async function uninstallGlobally(terminal: Terminal): Promise<boolean> {
  const own = getOwnDirectory(terminal);
  const current = await readGlobalSetting(terminal);
  if (current !== undefined && current !== own) return uninstallHooks(current);
  if (current === own && !restoreFile(findGlobalConfig(terminal), getMemory(own))) {
    await runGit(terminal, ['config', '--global', '--unset', setting]);
  }
  const isInstalled = existsSync(own);
  rmSync(own, { recursive: true, force: true });
  rmSync(getMemory(own), { force: true });
  return isInstalled;
}

function getOwnDirectory({ environment }: WorkPlace): string {
  return join(defaultDataDirectory(environment, environment.HOME ?? homedir()), 'hooks');
}

function getMemory(directory: string): string {
  return `${directory}-gitconfig.json`;
}

async function readGlobalSetting(terminal: Terminal): Promise<string | undefined> {
  const args = ['config', '--global', '--type=path', '--get', setting];
  const path = (await runGit(terminal, args))?.replace(/\n$/, '');
  if (path !== undefined && !isAbsolute(path)) {
    throw new CommandError(
      `${setting} is relative, so each clone has its hooks: leave out --global`,
    );
  }
  return path;
}

/** The file that `git config --global` writes. */
function findGlobalConfig({ environment }: WorkPlace): string {
  const { GIT_CONFIG_GLOBAL: given, XDG_CONFIG_HOME: shared, HOME = homedir() } = environment;
  if (given) return given;
  const file = join(HOME, '.gitconfig');
  const other = join(shared || join(HOME, '.config'), 'git', 'config');
  return !existsSync(file) && existsSync(other) ? other : file;
}
