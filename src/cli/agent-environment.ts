import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '../contract/client.ts';
import { packageRoot } from '../platform/package-root.ts';
import { toOneLine } from './safe-text.ts';

/** The program that git runs as GIT_ASKPASS. */
export function getAskpassPath(): string {
  const path = join(packageRoot, 'dist', 'askpass.js');
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The server, a new token for the chat, and askpass: all that an agent of the chat needs. */
export async function createAgentEnvironment(
  { url, client }: { url: string; client: Pick<Client, 'createChatToken'> },
  chatId: string,
): Promise<Record<string, string>> {
  const { token } = await client.createChatToken(chatId);
  return {
    GIT_ASKPASS: getAskpassPath(),
    AFTERPUSH_CHAT_ID: chatId,
    AFTERPUSH_URL: url,
    AFTERPUSH_TOKEN: token,
  };
}

/** Formats variables for a POSIX shell to evaluate: `export NAME='value'`. */
export function formatShellExports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${quote(value)}\n`)
    .join('');
}

function quote(value: string): string {
  if (/^[\w@%+=:,./-]+$/.test(value)) return value;
  return `'${toOneLine(value, 1_000).replaceAll("'", "'\\''")}'`;
}
