import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Random } from '../random.ts';

/** Changes a file in a clone. The random number makes each round different. */
export type Edit = (clone: string, random: Random) => Promise<void>;

/** One commit of an agent. */
export interface Change {
  message: string;
  edits: readonly Edit[];
}

/** Replaced by a random number. */
const placeholder = '§';

/** Replaces a passage. If it is missing, another agent has changed it already, and the file stays. */
export function replace(path: string, before: string, after: string): Edit {
  return async (clone, random) => {
    const text = await readText(clone, path);
    const written = withNumber(after, random);
    await write(
      clone,
      path,
      text.replace(before, () => written),
    );
  };
}

/** Appends a passage to a file. */
export function append(path: string, passage: string): Edit {
  return async (clone, random) => {
    const text = await readText(clone, path);
    await write(clone, path, `${text}\n${withNumber(passage, random)}`);
  };
}

/** Writes a whole file. */
export function put(path: string, createContent: (random: Random) => string | Buffer): Edit {
  return (clone, random) => write(clone, path, createContent(random));
}

/** Writes a whole text file. */
export function putText(path: string, text: string): Edit {
  return put(path, (random) => withNumber(text, random));
}

export function move(from: string, to: string): Edit {
  return async (clone) => {
    await mkdir(dirname(join(clone, to)), { recursive: true });
    await rename(join(clone, from), join(clone, to));
  };
}

/** Toggles whether a file is executable. */
export function toggleMode(path: string): Edit {
  return async (clone) => {
    const { mode } = await stat(join(clone, path));
    await chmod(join(clone, path), mode & 0o100 ? 0o644 : 0o755);
  };
}

function withNumber(text: string, random: Random): string {
  return text.replaceAll(placeholder, String(2 + Math.floor(random() * 97)));
}

async function readText(clone: string, path: string): Promise<string> {
  return readFile(join(clone, path), 'utf8').catch(() => '');
}

async function write(clone: string, path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(clone, path)), { recursive: true });
  await writeFile(join(clone, path), content);
}
