import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAfterpush } from '../support/afterpush-process.ts';
import { eventually } from '../support/eventually.ts';

const megabyte = 1024 * 1024;

/** The embedded database on a disk that becomes full. Skipped where no file system can be mounted. */
export async function checkFullDisk(): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-chaos-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', directory], {
      stdio: 'pipe',
    });
  } catch {
    rmSync(directory, { recursive: true });
    console.log('full disk: skipped, no file system can be mounted here');
    return [];
  }
  try {
    return await fillDisk(directory);
  } finally {
    execFileSync('umount', ['-l', directory]);
    rmSync(directory, { recursive: true });
  }
}

async function fillDisk(directory: string): Promise<string[]> {
  const dataDirectory = join(directory, 'data');
  mkdirSync(dataDirectory);
  const faults: string[] = [];
  const forge = { id: 'none', type: 'github', api_base_url: 'http://127.0.0.1:9/api/v3' };
  const environment = { AFTERPUSH_FORGES: JSON.stringify([forge]) };
  const stored: string[] = [];
  const first = await startAfterpush({ dataDirectory, environment });
  const create = async () => {
    const title = 'x'.repeat(100);
    stored.push((await first.client.createChat({ title })).id);
  };
  await create();
  fill(directory);
  let refusal = '';
  // The first refusals may come before the server has noticed why.
  await eventually(
    'what the server says about the full disk',
    async () => {
      await create().catch((error: unknown) => {
        refusal = String(error);
      });
      return refusal !== '' && /disk/i.test(refusal + first.output());
    },
    90_000,
  ).catch((error: Error) => faults.push(`full disk: ${error.message}; a request got "${refusal}"`));
  const output = first.output();
  await first.kill();
  rmSync(join(directory, 'filler'));
  const second = await startAfterpush({ dataDirectory, environment });
  for (const id of stored) {
    const found = await second.client.getChat(id, { wait: 0 }).catch(() => undefined);
    if (!found) faults.push(`full disk: the stored chat ${id} was lost`);
  }
  await second.client.createChat({ title: 'There is space again' });
  await second[Symbol.asyncDispose]();
  console.log(`full disk: refused after ${stored.length} chats: ${refusal}`);
  if (faults.length > 0) console.log(output);
  return faults;
}

/** Leaves less than a megabyte. */
function fill(directory: string): void {
  const { bavail, bsize } = statfsSync(directory);
  writeFileSync(join(directory, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - megabyte)));
}
