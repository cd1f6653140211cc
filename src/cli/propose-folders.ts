import type { Client } from '../contract/client.ts';
import { toOneLine } from './safe-text.ts';
import type { Terminal } from './terminal.ts';

type ProposingTerminal = Pick<Terminal, 'environment' | 'readKey' | 'write'>;

const mostListed = 20;

/**
 * The first screen: where agents have worked on this machine, and one key to follow these folders. Only on
 * a terminal that a person reads, and sessions are read only after a key that allows it.
 */
export async function proposeFolders(
  terminal: ProposingTerminal,
  client: Pick<Client, 'getAgentFolders' | 'searchAgentFolders' | 'watchAgentFolders'>,
  signal: AbortSignal,
): Promise<void> {
  const { environment, readKey, write } = terminal;
  // In a job or in an agent's terminal, there is no person to press a key.
  if (!readKey || environment.CI || environment.AFTERPUSH_CHAT_ID) return;
  const { available, agents, followed } = await client.getAgentFolders();
  if (!available || agents.length === 0 || followed.length > 0) return;
  const names = toOneLine(agents.join(', '));
  const question =
    `\n${names} worked on this machine. To see in which folders, press s: their sessions are read for ` +
    'that. Any other key leaves it.\n';
  if ((await readKey(question, signal)) !== 's') return;
  const { folders } = await client.searchAgentFolders();
  const paths = folders.filter(({ watched }) => !watched).map(({ path }) => path);
  if (paths.length === 0) {
    write('No folder of a session is a clone that is not followed yet.\n');
    return;
  }
  const listed = paths.slice(0, mostListed).map((path) => `  ${toOneLine(path, 500)}\n`);
  const others = paths.length - listed.length;
  const rest = others > 0 ? `  and ${others} more\n` : '';
  const count = paths.length === 1 ? '1 folder' : `${paths.length} folders`;
  const offer = `${listed.join('')}${rest}To follow the pushes in ${count}, press f. Any other key leaves it.\n`;
  if ((await readKey(offer, signal)) !== 'f') return;
  await client.watchAgentFolders(paths);
  write(`Following ${count}. To list them or end that: afterpush folders\n`);
}
