import { ServerClock } from '../../../src/contract/server-clock.ts';

/** Ages on the page are by the clock of the server, which the client learns from its responses. */
export const serverClock = new ServerClock();
