import type { EventStream } from './events/event-stream.ts';
import type { HttpServerOptions, Reach } from './ports.ts';

/** What the server adds to its own options for the routes. */
export interface AppOptions extends HttpServerOptions {
  events: Pick<EventStream, 'connect' | 'clientCount'>;
  getReach: () => Reach;
  /** Aborts when the server begins to stop. */
  stopping: AbortSignal;
}
