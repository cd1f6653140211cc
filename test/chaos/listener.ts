import { setTimeout as delay } from 'node:timers/promises';
import type { Chat } from '../../src/contract/chat.ts';
import { createClient } from '../../src/contract/client.ts';
import type { DiffStatus } from '../../src/contract/diff-status.ts';
import type { EventData, EventName } from '../../src/contract/events.ts';
import { adminToken } from '../support/afterpush-process.ts';
import type { Replica } from './replica.ts';

/** Follows the event stream of a replica as the page does, across its restarts. */
export class Listener implements AsyncDisposable {
  /** What a person would see, by branch. */
  readonly shown = new Map<string, DiffStatus>();
  readonly faults: string[] = [];
  events = 0;
  connections = 0;
  readonly #replica: Replica;
  readonly #notified = new Set<string>();
  readonly #history: string[] = [];
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  readonly #loads = new Set<Set<string>>();
  #lastId: string | undefined;

  constructor(replica: Replica) {
    this.#replica = replica;
    this.#ended = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const url = this.#replica.running?.url;
      if (url !== undefined) await this.#follow(url, signal).catch(() => undefined);
      await delay(100);
    }
  }

  async #follow(url: string, signal: AbortSignal): Promise<void> {
    const controller = new AbortController();
    const response = await fetch(`${url}/api/v1/events`, {
      headers: {
        authorization: `Bearer ${adminToken}`,
        ...(this.#lastId !== undefined && { 'last-event-id': this.#lastId }),
      },
      signal: AbortSignal.any([signal, controller.signal]),
    });
    if (!response.ok || !response.body) return;
    this.connections += 1;
    const load = () => this.#load(url, signal).catch(() => controller.abort());
    const isNew = this.#lastId === undefined;
    if (isNew) void load();
    let text = '';
    const revisions = new Map<string, number>();
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = this.#parse(block);
        if (event?.name === 'resync') void load();
        if (event && 'chat' in event.data) this.#applyEvent(event.data.chat, revisions);
      }
    }
  }

  #parse(block: string): { name: EventName; data: EventData[EventName] } | undefined {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
    const name = field('event');
    const id = field('id');
    if (id !== undefined) this.#lastId = id;
    if (name === undefined) return undefined;
    this.events += 1;
    return { name: name as EventName, data: JSON.parse(field('data') ?? '{}') };
  }

  async #load(url: string, signal: AbortSignal): Promise<void> {
    const client = createClient({ baseUrl: url, token: adminToken, signal });
    const changed = new Set<string>();
    this.#loads.add(changed);
    const { chats } = await client
      .listChats({ limit: 100 })
      .finally(() => this.#loads.delete(changed));
    for (const status of chats.flatMap((chat) => chat.diff_statuses)) {
      // An event that arrived meanwhile is newer than the list.
      if (!changed.has(status.git_branch)) this.#apply(status);
    }
  }

  /** `revisions` are those of one connection, whose events arrive in the order of the commits. */
  #applyEvent(chat: Chat, revisions: Map<string, number>): void {
    for (const status of chat.diff_statuses) {
      const { git_branch: branch, revision } = status;
      const before = revisions.get(branch);
      if (before !== undefined && revision < before) {
        this.faults.push(`${branch}: an event of revision ${revision} came after ${before}`);
      }
      revisions.set(branch, revision);
      for (const changed of this.#loads) changed.add(branch);
      this.#apply(status);
    }
  }

  #apply(status: DiffStatus): void {
    const known = this.shown.get(status.git_branch);
    if (known && known.revision > status.revision) return;
    this.shown.set(status.git_branch, status);
    this.#history.push(
      `${new Date().toISOString()} ${status.git_branch} ${JSON.stringify([status.revision, status.verdict, status.checks])}`,
    );
    if (status.verdict.section === 'needs_you' && known?.verdict.reason !== status.verdict.reason)
      this.#notify(status);
  }

  #notify({ git_branch, revision, verdict }: DiffStatus): void {
    const key = `${git_branch}: ${verdict.reason} at revision ${revision}`;
    if (this.#notified.has(key)) {
      const seen = this.#history.filter((line) => line.includes(` ${git_branch} `)).slice(-8);
      this.faults.push([`notified twice: ${key}`, ...seen].join('\n  '));
    }
    this.#notified.add(key);
  }
}
