import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Beside the directory, because a rename works within one file system only. */
export function nameUnfinished(directory, processId = process.pid) {
  return join(dirname(directory), `.${basename(directory)}-${processId}`);
}

/**
 * Puts a finished directory in the place of another one. Several processes may do this at once: the last one wins,
 * and a process that reads the directory finds either the old or the new one.
 */
export function replaceDirectory(finished, directory) {
  const replaced = `${finished}-replaced`;
  for (;;) {
    try {
      renameSync(finished, directory);
      return;
    } catch (error) {
      if (!isOccupied(error, directory)) throw error;
    }
    try {
      renameSync(directory, replaced);
    } catch (error) {
      // Another process has moved it away since.
      if (error.code !== 'ENOENT') throw error;
    }
    rmSync(replaced, { recursive: true, force: true });
  }
}

/** Windows reports a directory that is not empty as one that may not be replaced. */
function isOccupied({ code }, directory) {
  return ['ENOTEMPTY', 'EEXIST'].includes(code) || (code === 'EPERM' && existsSync(directory));
}

/** Removes what interrupted processes left beside the directory. */
export function removeAbandoned(directory) {
  const prefix = `.${basename(directory)}-`;
  for (const name of readdirSync(dirname(directory))) {
    if (!name.startsWith(prefix)) continue;
    const processId = Number.parseInt(name.slice(prefix.length), 10);
    if (Number.isNaN(processId) || isRunning(processId)) continue;
    rmSync(join(dirname(directory), name), { recursive: true, force: true });
  }
}

function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled.
    return error.code === 'EPERM';
  }
}
