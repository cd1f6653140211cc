import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Terminal } from './terminal.ts';

export function isWebUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** False where there is no browser: over SSH, in a container, in a pipe. */
export async function openBrowser(url: string, terminal: BrowserTerminal): Promise<boolean> {
  const command = findBrowser(terminal);
  const [program, ...args] = command ?? [];
  if (program === undefined) return false;
  const child = spawn(program, [...args, url], {
    detached: true,
    stdio: 'ignore',
    // The URL is an argument, never text for a shell.
    shell: false,
    env: terminal.environment,
  });
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  child.unref();
  return true;
}

type BrowserTerminal = Pick<Terminal, 'environment' | 'columns'>;

function findBrowser({ environment, columns }: BrowserTerminal): string[] | undefined {
  const named = environment.BROWSER?.trim();
  if (named) return named.split(/\s+/);
  if (columns === undefined) return undefined;
  if (process.platform === 'darwin') return ['open'];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
