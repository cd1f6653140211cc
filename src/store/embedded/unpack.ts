import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const blockBytes = 512;

/**
 * Unpacks a tar.gz in which every directory stands before its files. Nothing is asynchronous: it
 * is a thousand small files before anything else has begun, and takes a third of the time so.
 */
export function unpack(archive: string, directory: string): void {
  const tar = gunzipSync(readFileSync(archive), { chunkSize: 1024 * 1024 });
  let offset = 0;
  for (;;) {
    const name = readText(tar, offset, 100);
    if (name === '') return;
    const size = Number.parseInt(readText(tar, offset + 124, 12), 8);
    const isDirectory = readText(tar, offset + 156, 1) === '5';
    offset += blockBytes;
    const path = join(directory, name);
    if (isDirectory) mkdirSync(path, { recursive: true, mode: 0o700 });
    else writeFileSync(path, tar.subarray(offset, offset + size), { mode: 0o600 });
    offset += Math.ceil(size / blockBytes) * blockBytes;
  }
}

/** A field of a header ends at its first zero byte, if it has one. */
function readText(tar: Buffer, start: number, length: number): string {
  const field = tar.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end).trim();
}
