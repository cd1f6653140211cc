import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chat } from '../../contract/chat.ts';

/** What was handed over to the agent of a chat, in files that outlive the process. Ids of chats are per owner. */
export class HandedOver {
  readonly #directory: string;
  readonly #nowMs: number;

  constructor(
    dataDirectory: string,
    { url, chat }: { url: string; chat: Pick<Chat, 'id' | 'owner_id'> },
    nowMs: number,
  ) {
    this.#directory = join(
      dataDirectory,
      'handed-over',
      toName(`${url} ${chat.owner_id} ${chat.id}`),
    );
    this.#nowMs = nowMs;
  }

  /** True for exactly one caller, however many processes call at once. */
  claim(subject: string): boolean {
    try {
      mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#directory, toName(subject)), '', { mode: 0o600, flag: 'wx' });
      this.#removeOld();
      return true;
    } catch {
      // What cannot be remembered would be handed over again and again.
      return false;
    }
  }

  #removeOld(): void {
    for (const name of readdirSync(this.#directory)) {
      const file = join(this.#directory, name);
      const stats = statSync(file, { throwIfNoEntry: false });
      if (stats && this.#nowMs - stats.mtimeMs > keptMs) rmSync(file, { force: true });
    }
  }
}

const keptMs = 90 * 86_400_000;

function toName(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
