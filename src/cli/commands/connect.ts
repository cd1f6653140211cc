import { Argument, type Command } from 'commander';
import { CommandError, toAction } from '../command-action.ts';
import {
  type AgentConfiguration,
  type ConnectedAgent,
  connectedAgents,
  getConfiguration,
} from '../connect/agent-configurations.ts';
import { getBackupDirectory, readRecord } from '../connect/connection-record.ts';
import { formatChange } from '../connect/format-change.ts';
import { applyPlan, planConnect, planDisconnect } from '../connect/plan-changes.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

interface ConnectOptions {
  yes?: boolean;
  print?: boolean;
}

/** `afterpush connect | disconnect`: the configuration of a coding agent. */
export function addConnectCommands(program: Command, terminal: Terminal): void {
  program
    .command('connect')
    .description('add the MCP server and the hooks to the configuration of a coding agent')
    .addArgument(new Argument('<agent>').choices(connectedAgents))
    .option('--yes', 'apply the change without a question')
    .option('--print', 'only show the change')
    .action(
      toAction(terminal, (agent: ConnectedAgent, options: ConnectOptions) =>
        change(terminal, agent, 'connect', options),
      ),
    );
  program
    .command('disconnect')
    .description('restore the configuration of a coding agent')
    .addArgument(new Argument('<agent>').choices(connectedAgents))
    .option('--yes', 'apply the change without a question')
    .option('--print', 'only show the change')
    .action(
      toAction(terminal, (agent: ConnectedAgent, options: ConnectOptions) =>
        change(terminal, agent, 'disconnect', options),
      ),
    );
}

async function change(
  terminal: Terminal,
  agent: ConnectedAgent,
  verb: 'connect' | 'disconnect',
  { yes, print }: ConnectOptions,
): Promise<void> {
  const { environment } = terminal;
  const configuration = getConfiguration(agent, environment);
  const directory = getBackupDirectory(agent, environment);
  const record = readRecord(directory);
  const plan = (verb === 'connect' ? planConnect : planDisconnect)(configuration, record);
  const isConnect = verb === 'connect';
  if (plan.changes.length === 0) {
    const state = isConnect ? 'connected already' : 'not connected';
    return terminal.write(`${configuration.name} is ${state}; nothing to change\n`);
  }
  for (const each of plan.changes) terminal.write(formatChange(each, terminal));
  if (print) return;
  if (!yes && !(await isConfirmed(terminal))) return terminal.write('Nothing was changed.\n');
  applyPlan(directory, plan, record);
  terminal.write(formatDone(configuration, isConnect, directory));
}

async function isConfirmed({ confirm }: Terminal): Promise<boolean> {
  if (confirm) return confirm('Apply this change?');
  throw new CommandError(
    'not a terminal, so nothing was changed: add --yes to apply this change, or --print to see it only',
    'usage',
  );
}

function formatDone(
  { name, notes }: AgentConfiguration,
  isConnect: boolean,
  directory: string,
): string {
  if (!isConnect) return `${name} is disconnected\n`;
  const place = toOneLine(directory, 4096);
  return [
    `${name} is connected; restart it where it runs. The files as they were are kept in ${place}`,
    ...notes,
    '',
  ].join('\n');
}
