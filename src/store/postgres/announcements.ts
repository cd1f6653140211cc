import type { ClientBase } from 'pg';

/** What the statements of a client announced since it was taken last; equal ones once, as the database does. */
const announced = new WeakMap<ClientBase, Set<string>>();

/** Collects the announcements that statements send to the client beside their results. */
export function collectAnnouncements(client: ClientBase): void {
  const payloads = new Set<string>();
  announced.set(client, payloads);
  client.on('notice', ({ message, detail }) => {
    if (message === 'afterpush' && detail !== undefined) payloads.add(detail);
  });
}

export function takeAnnouncements(client: ClientBase): string[] {
  const payloads = announced.get(client);
  const taken = [...(payloads ?? [])];
  payloads?.clear();
  return taken;
}
