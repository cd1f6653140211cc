import { type LoadableChange, type PublishedEvent, toSubject } from './load-event.ts';

export interface EventLoadPorts {
  load: (change: LoadableChange) => Promise<PublishedEvent | undefined>;
  onLoaded: (change: LoadableChange, event: PublishedEvent) => void;
  onFailed: (change: LoadableChange, error: unknown) => void;
}

const mostAtOnce = 8;

/**
 * Loads each changed chat or comment once, a few at a time. However many changes of one arrive while
 * it is loaded, it is loaded once more, so the last event always tells the last state.
 */
export function createEventLoads({ load, onLoaded, onFailed }: EventLoadPorts) {
  const waiting = new Map<string, LoadableChange>();
  const running = new Map<string, LoadableChange>();

  function startNext(): void {
    for (const [subject, change] of waiting) {
      if (running.size >= mostAtOnce) return;
      if (running.has(subject)) continue;
      waiting.delete(subject);
      running.set(subject, change);
      void loadOne(subject, change);
    }
  }

  async function loadOne(subject: string, change: LoadableChange): Promise<void> {
    const isCurrent = () => running.get(subject) === change;
    try {
      const event = await load(change);
      // What is gone meanwhile has an event of its own.
      if (event && isCurrent()) onLoaded(change, event);
    } catch (error) {
      if (isCurrent()) onFailed(change, error);
    } finally {
      if (isCurrent()) running.delete(subject);
      startNext();
    }
  }

  return {
    request(change: LoadableChange): void {
      const subject = toSubject(change);
      const earlier = waiting.get(subject);
      // Nobody is told of a change of a chat they have not heard of.
      waiting.set(subject, earlier?.kind === 'chat_created' ? earlier : change);
      startNext();
    },

    /** What is under way for a deleted chat is not told any more. */
    forget(chatId: string): void {
      for (const changes of [waiting, running]) {
        for (const [subject, change] of changes) {
          if (change.chatId === chatId) changes.delete(subject);
        }
      }
    },
  };
}

export type EventLoads = ReturnType<typeof createEventLoads>;
