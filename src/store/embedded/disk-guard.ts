import { statfs } from 'node:fs/promises';
import type { Logger } from '../../platform/logger.ts';
import { hasFiles } from './prepare-files.ts';

export type MeasureFreeBytes = (directory: string) => Promise<number>;

const mebibyte = 1024 * 1024;
const newDatabaseBytes = 128 * mebibyte;
const startBytes = 64 * mebibyte;
const writeBytes = 32 * mebibyte;
// The embedded database writes about 30 MiB per second at most.
const checkMs = 1_000;

/** The space that this process may still use, in bytes. */
export async function measureFreeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/** The embedded database hangs on a full disk, so it does not start on one that is nearly full. */
export async function requireSpace(directory: string, measure: MeasureFreeBytes): Promise<void> {
  const needed = (await hasFiles(directory)) ? startBytes : newDatabaseBytes;
  const free = await measure(directory);
  if (free >= needed) return;
  throw new Error(
    `Only ${toMebibytes(free)} MiB are free for ${directory}, but ${toMebibytes(needed)} MiB are ` +
      'needed: free up some space, or set AFTERPUSH_DATA_DIR to a directory on another disk.',
  );
}

export interface DiskGuardOptions {
  directory: string;
  measure: MeasureFreeBytes;
  logger: Logger;
  diskCheckMs?: number;
}

/**
 * Makes the session read-only while the disk is nearly full: writes then fail instead of hanging. Measures
 * before statements and not by a timer, so that an idle process sleeps.
 */
export class DiskGuard {
  readonly #options: DiskGuardOptions;
  #readOnly = false;
  #checkedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DiskGuardOptions) {
    this.#options = options;
  }

  /** To be called before work, with a way to change the session. */
  async check(execute: (text: string) => Promise<unknown>): Promise<void> {
    const { logger, diskCheckMs = checkMs } = this.#options;
    const now = performance.now();
    if (now - this.#checkedAt < diskCheckMs) return;
    this.#checkedAt = now;
    try {
      await this.#update(execute);
    } catch (error) {
      logger.warn({ reason: String(error) }, 'could not check the free disk space');
    }
  }

  async #update(execute: (text: string) => Promise<unknown>): Promise<void> {
    const { directory, measure, logger } = this.#options;
    const free = await measure(directory);
    // Writing resumes only well above the limit, so that the setting does not flap.
    const readOnly = free < (this.#readOnly ? startBytes : writeBytes);
    if (readOnly === this.#readOnly) return;
    await execute(`SET default_transaction_read_only = ${readOnly ? 'on' : 'off'}`);
    this.#readOnly = readOnly;
    const fields = { freeMebibytes: toMebibytes(free), directory };
    if (readOnly) logger.error(fields, 'the disk is nearly full: the database is read-only');
    else logger.warn(fields, 'the disk has enough space again: writing resumes');
  }
}

function toMebibytes(bytes: number): number {
  return Math.floor(bytes / mebibyte);
}
