import { homedir } from 'node:os';
import type { Command } from 'commander';
import { type Client, createClient } from '../../contract/client.ts';
import { defaultDataDirectory } from '../../platform/connection-file.ts';
import { listAllChats, toAction } from '../command-action.ts';
import { findConnection, missingServer } from '../connection.ts';
import { checkBranches } from '../doctor/branch-checks.ts';
import { checkClones, listWorktreePaths } from '../doctor/clone-checks.ts';
import { type Finding, type FindingState, toFinding } from '../doctor/finding.ts';
import { checkMachine } from '../doctor/machine-checks.ts';
import { findNewestVersion } from '../doctor/newest-version.ts';
import {
  checkForges,
  checkPolling,
  checkServer,
  checkVersion,
  refusedCheck,
} from '../doctor/server-checks.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import type { Style, Terminal } from '../terminal.ts';

/** `afterpush doctor`: what is wrong on this machine and at its server, and what mends it. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('find what is wrong, and the command that mends it')
    .option(jsonFlags, jsonDescription)
    .action(
      toAction(terminal, async ({ json }: { json?: JsonOption }) => {
        const findings = await examine(terminal);
        if (json) await writeJson(terminal, { findings }, json);
        else for (const finding of findings) terminal.write(format(finding, terminal));
        const count = findings.filter(({ state }) => state === 'problem').length;
        if (count > 0) terminal.fail(count === 1 ? '1 problem found' : `${count} problems found`);
      }),
    );
}

async function examine({ environment, directory, connectionNames }: Terminal): Promise<Finding[]> {
  const dataDirectory = defaultDataDirectory(environment, homedir());
  const [ofMachine, ofServer] = await Promise.all([
    checkMachine(environment, dataDirectory),
    examineServer({ environment, directory, ...(connectionNames && { connectionNames }) }),
  ]);
  return [...ofMachine, ...ofServer];
}

async function examineServer({
  environment,
  directory,
  connectionNames,
}: Pick<Terminal, 'environment' | 'directory' | 'connectionNames'>): Promise<Finding[]> {
  const connection = findConnection(environment, connectionNames);
  if (connection.kind === 'missing') {
    return [toFinding('server', 'problem', missingServer, 'npx afterpush serve')];
  }
  if (connection.kind === 'refused') return [toFinding('server', 'problem', connection.reason)];
  const { url, token, tokenName } = connection;
  const client = createClient({ baseUrl: url, token, tokenName });
  const server = await checkServer(url, Date.now);
  if (server[0]?.state !== 'ok') return server;
  const newest = findNewestVersion(environment);
  const forges = await checkForges(client, Date.now);
  const mayRead = forges.every(({ check }) => check !== refusedCheck);
  const branches = mayRead ? await examineBranches(client, { environment, directory }) : [];
  const versions = await checkVersion(client, await newest);
  const polling = await checkPolling(client, Date.now);
  return [...server, ...versions, ...polling, ...forges, ...branches];
}

/** What was pushed, and the clones from which something may be pushed. */
async function examineBranches(
  client: Client,
  { environment, directory }: Pick<Terminal, 'environment' | 'directory'>,
): Promise<Finding[]> {
  const chats = await listAllChats(client);
  const worktrees = [directory, ...listWorktreePaths(chats)];
  // A server of an earlier version does not list the folders.
  const { watched, followed } = await client.getAgentFolders();
  const folders = { folders: watched ?? [], followed: followed ?? [] };
  const places = { environment, worktrees, ...folders };
  return [...checkBranches(chats), ...(await checkClones(await client.listForges(), places))];
}

const styles: Record<FindingState, Style> = {
  ok: 'green',
  note: 'yellow',
  problem: 'red',
  unknown: 'yellow',
};

function format({ check, state, message, fix }: Finding, terminal: Terminal): string {
  const line = `${terminal.paint(styles[state], state.padEnd(8))}${toOneLine(check)}: ${toOneLine(message, 500)}\n`;
  return fix === null
    ? line
    : `${line}        ${terminal.paint('dim', '->')} ${toOneLine(fix, 500)}\n`;
}
