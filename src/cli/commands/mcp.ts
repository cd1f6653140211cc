import type { Command } from 'commander';
import { CommandError, toAction } from '../command-action.ts';
import { dropReferences } from '../connection.ts';
import { toOneLine } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

const defaultPort = 4701;

/** `afterpush mcp`: the server that agents query with the Model Context Protocol. */
export function addMcpCommand(program: Command, terminal: Terminal): void {
  program
    .command('mcp')
    .description('serve status, checks, logs and comments to an agent over MCP (stdio)')
    .option('--http [port]', `serve over HTTP on this machine (default port: ${defaultPort})`)
    .addHelpText(
      'after',
      '\nOver HTTP, clients send the token of AFTERPUSH_MCP_TOKEN, or the one that is printed.',
    )
    .action(
      toAction(terminal, async ({ http }: { http?: string | true }) => {
        if (http !== undefined) return serveHttp(terminal, toPort(http));
        // Loaded on demand: other commands do not need the protocol.
        const { serveMcpStdio } = await import('../mcp/serve-stdio.ts');
        const environment = dropReferences(terminal.environment);
        await serveMcpStdio({ terminal: { ...terminal, environment } });
      }),
    );
}

async function serveHttp(terminal: Terminal, port: number): Promise<void> {
  const { serveMcpHttp } = await import('../mcp/serve-http.ts');
  const { AFTERPUSH_MCP_TOKEN: token } = terminal.environment;
  await using server = await serveMcpHttp({ terminal }, { port, ...(token ? { token } : {}) });
  terminal.write(`listening on ${server.url}\n`);
  if (!token) terminal.write(`token ${server.token}\n`);
  await new Promise<void>((resolve) => {
    if (terminal.stopped.aborted) return resolve();
    terminal.stopped.addEventListener('abort', () => resolve(), { once: true });
  });
}

function toPort(given: string | true): number {
  if (given === true) return defaultPort;
  if (/^\d{1,5}$/.test(given) && Number(given) <= 65_535) return Number(given);
  const shown = toOneLine(given, 40);
  throw new CommandError(`--http must be a port from 0 to 65535, not "${shown}"`, 'usage');
}
