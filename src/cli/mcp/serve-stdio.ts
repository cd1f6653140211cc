import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createMcpServer } from './create-mcp-server.ts';
import type { McpDeps } from './mcp-deps.ts';

/** Serves the client that started this process, until it closes the connection. */
export async function serveMcpStdio(deps: McpDeps): Promise<void> {
  const server = createMcpServer(deps);
  // The transport does not notice that its client has gone.
  const ended = once(process.stdin, 'end');
  await server.connect(new StdioServerTransport());
  await ended;
  await server.close();
}
