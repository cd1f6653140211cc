import { existsSync } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefName } from '../../domain/branch-name.ts';

/** A push that git recorded in the log of a remote-tracking ref. */
export interface RecordedPush {
  /** `refs/remotes/origin/main` */
  ref: string;
  commit: string;
  /** When it was recorded, in seconds: what the log contains. */
  atSeconds: number;
}

/** A ref with the pushes that its log contains, oldest first. */
export interface PushLog {
  ref: string;
  pushes: RecordedPush[];
}

/** Enough for some hundred entries; older ones are not needed. */
const tailBytes = 64 * 1024;

const deepest = 40;
const concurrentFiles = 32;

/** Git writes the first; JGit, and with it Eclipse, the second. */
const pushMessage = /^(update by push|push(:|$))/;

/** Parses one log. A line that is cut off or damaged is skipped. */
export function parsePushes(ref: string, text: string): RecordedPush[] {
  return text.split('\n').flatMap((line) => {
    const tab = line.indexOf('\t');
    if (tab < 0 || !pushMessage.test(line.slice(tab + 1).replace(/\r$/, ''))) return [];
    const fields = line.slice(0, tab).split(' ');
    const commit = fields[1] ?? '';
    const atSeconds = Number(fields.at(-2));
    const isWhole = fields.length >= 4 && Number.isSafeInteger(atSeconds);
    const isCommit = /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) && !/^0+$/.test(commit);
    return isWhole && isCommit ? [{ ref, commit, atSeconds }] : [];
  });
}

/**
 * Reads the logs of remote-tracking refs that changed since the last reading; all of them the first time.
 * It reads files only: with 5,000 refs, a process of git for each change would be too slow.
 */
export class ReflogReader {
  readonly #directory: string;
  /** Size and time of change of each log as it was last read. */
  readonly #known = new Map<string, string>();

  constructor(commonDirectory: string) {
    this.#directory = join(commonDirectory, 'logs');
  }

  /** `refs` are names of refs or of directories of refs, such as `refs/remotes`. */
  async readChanged(refs: readonly string[]): Promise<PushLog[]> {
    const names = (await Promise.all(refs.map((ref) => this.#listLogs(ref, 0)))).flat();
    const changed: PushLog[] = [];
    const waiting = [...new Set(names)];
    const readNext = async () => {
      for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
        const text = await this.#readChangedTail(ref);
        if (text !== undefined) changed.push({ ref, pushes: parsePushes(ref, text) });
      }
    };
    await Promise.all(Array.from({ length: concurrentFiles }, readNext));
    return changed;
  }

  hasLog(ref: string): boolean {
    return existsSync(join(this.#directory, ref));
  }

  /** Reads a log again although it has not changed. */
  forget(ref: string): void {
    this.#known.delete(ref);
  }

  async #listLogs(ref: string, depth: number): Promise<string[]> {
    if (!isTrackingName(ref) || depth > deepest) return [];
    try {
      const entries = await readdir(join(this.#directory, ref), { withFileTypes: true });
      const below = entries.map(async (entry) => {
        const name = `${ref}/${entry.name}`;
        if (entry.isDirectory()) return this.#listLogs(name, depth + 1);
        return entry.isFile() && isTrackingName(name) ? [name] : [];
      });
      return (await Promise.all(below)).flat();
    } catch (error) {
      const isFile = error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
      return isFile ? [ref] : [];
    }
  }

  async #readChangedTail(ref: string): Promise<string | undefined> {
    let file: FileHandle | undefined;
    try {
      file = await open(join(this.#directory, ref));
      const { size, mtimeMs } = await file.stat();
      const state = `${size} ${mtimeMs}`;
      if (this.#known.get(ref) === state) return undefined;
      const length = Math.min(size, tailBytes);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      this.#known.set(ref, state);
      return buffer.toString('utf8', 0, bytesRead);
    } catch {
      // Deleted, or not readable now: the next reading tries again.
      this.#known.delete(ref);
      return undefined;
    } finally {
      await file?.close();
    }
  }
}

/** The logs of the own branches and of the stash record no pushes. */
function isTrackingName(ref: string): boolean {
  if (ref === 'refs') return true;
  return isRefName(ref) && ref.startsWith('refs/') && !/^refs\/(heads|tags|stash)(\/|$)/.test(ref);
}
