import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AgentFolders } from '../../contract/agent-folders.ts';
import type { Client } from '../../contract/client.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { requireKnownCommand } from './help.ts';

interface ChangeOptions {
  all?: boolean;
}

const longestPath = 500;

/** `afterpush folders [list] | find | follow | unfollow`. */
export function addFoldersCommands(program: Command, terminal: Terminal): void {
  const folders = program.command('folders').description('follow the folders of agents');
  folders
    .command('list', { isDefault: true })
    .description('list the folders that are followed')
    .option(jsonFlags, jsonDescription)
    .allowExcessArguments()
    .action(
      toAction(terminal, async ({ json }: { json?: JsonOption }, command: Command) => {
        requireKnownCommand(command);
        const known = await getServer(terminal).client.getAgentFolders();
        if (json) return writeJson(terminal, known, json);
        requireAvailable(known);
        writePaths(terminal, known.followed);
        if (known.followed.length > 0) return;
        const advice = 'to see the folders in which agents worked: afterpush folders find';
        terminal.writeError(`No folder is followed; ${advice}\n`);
      }),
    );
  folders
    .command('find')
    .description('read the sessions of agents for the folders they worked in')
    .option(jsonFlags, jsonDescription)
    .action(
      toAction(terminal, async ({ json }: { json?: JsonOption }) => {
        const found = await getServer(terminal).client.searchAgentFolders();
        if (json) return writeJson(terminal, found, json);
        terminal.write(await formatTable(columns, found.folders.map(toCells), terminal));
      }),
    );
  folders
    .command('follow [folders...]')
    .description('follow folders of `find`: their pushes appear on the board')
    .option('--all', 'all of them')
    .action(
      toAction(terminal, async (given: string[], { all }: ChangeOptions) => {
        const { client } = getServer(terminal);
        const before = await client.getAgentFolders();
        const paths = all ? await findAll(client) : toPaths(given, terminal);
        const after = await client.watchAgentFolders(paths);
        const added = after.followed.filter((path) => !before.followed.includes(path));
        writePaths(terminal, added, 'following ');
      }),
    );
  folders
    .command('unfollow [folders...]')
    .description('stop following folders; their chats stay')
    .option('--all', 'all of them')
    .action(
      toAction(terminal, async (given: string[], { all }: ChangeOptions) => {
        const { client } = getServer(terminal);
        const { followed } = await client.getAgentFolders();
        const paths = all ? followed : toPaths(given, terminal);
        const unknown = paths.find((path) => !followed.includes(path));
        if (unknown !== undefined) {
          const name = toOneLine(unknown, longestPath);
          throw new CommandError(`${name} is not followed (see \`afterpush folders\`)`);
        }
        await client.unwatchAgentFolders(paths);
        writePaths(terminal, paths, 'no longer following ');
      }),
    );
}

const columns = [
  { title: 'FOLDER', minWidth: 20 },
  { title: 'AGENTS', expendable: 1 },
  { title: 'LAST USED', expendable: 2 },
  { title: 'FOLLOWED' },
];

function toCells({ path, agents, last_used_at: usedAt, watched }: AgentFolders['folders'][number]) {
  return [
    { text: toOneLine(path, longestPath) },
    { text: toOneLine(agents.join(', ')) },
    { text: usedAt.slice(0, 10) },
    { text: watched ? 'yes' : 'no' },
  ];
}

async function findAll(client: Client): Promise<string[]> {
  const { folders } = await client.searchAgentFolders();
  return folders.filter(({ watched }) => !watched).map(({ path }) => path);
}

function toPaths(given: readonly string[], { directory }: Terminal): string[] {
  if (given.length > 0) return given.map((path) => resolve(directory, path));
  throw new CommandError('name folders, or give --all', 'usage');
}

function requireAvailable({ available }: AgentFolders): void {
  if (available) return;
  throw new CommandError(
    'this server proposes no folders: AFTERPUSH_DISCOVER is off, or other machines reach it',
  );
}

function writePaths(terminal: Terminal, paths: readonly string[], prefix = ''): void {
  for (const path of paths) terminal.write(`${prefix}${toOneLine(path, longestPath)}\n`);
}
