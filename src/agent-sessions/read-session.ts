import { type FileHandle, open } from 'node:fs/promises';

const readBytes = 64 * 1024;

/** The first 64 KB of a file, where sessions name their folder; empty when it cannot be read. */
export function readStart(path: string): Promise<string> {
  return withFile(path, (file) => readFrom(file, 0));
}

/** The first 64 KB, and the last where it is longer: titles are appended. */
export function readEnds(path: string): Promise<string> {
  return withFile(path, async (file) => {
    const start = await readFrom(file, 0);
    const { size } = await file.stat();
    if (size <= readBytes) return start;
    return `${start}\n${await readFrom(file, Math.max(readBytes, size - readBytes))}`;
  });
}

async function withFile(
  path: string,
  read: (file: FileHandle) => Promise<string>,
): Promise<string> {
  try {
    await using file = await open(path);
    return await read(file);
  } catch {
    return '';
  }
}

async function readFrom(file: FileHandle, position: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(readBytes), 0, readBytes, position);
  return buffer.toString('utf8', 0, bytesRead);
}
