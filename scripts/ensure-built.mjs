import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './installed.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const isWindows = process.platform === 'win32';

/**
 * Builds dist/, unless it was built from exactly these sources. Another process builds, because what the bundlers
 * allocate would stay with the server otherwise. Exits if the build fails or is interrupted.
 */
export async function ensureBuilt() {
  const builder = spawn(process.execPath, [join(root, 'scripts/build.mjs')], {
    stdio: 'inherit',
    // In a separate process group, so that the bundlers and compilers that it starts can be ended with it.
    detached: !isWindows,
  });
  const stop = (signal) => {
    // Some compilers do not end at an interrupt. The next build removes what this one leaves behind.
    if (isWindows || builder.pid === undefined) builder.kill('SIGKILL');
    else process.kill(-builder.pid, 'SIGKILL');
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of signals) process.once(signal, stop);
  const [code, signal] = await once(builder, 'exit');
  for (const each of signals) process.off(each, stop);
  if (code === 0) return;
  if (signal !== null) console.error(`afterpush: the build was ended by ${signal}`);
  process.exit(code ?? 1);
}
