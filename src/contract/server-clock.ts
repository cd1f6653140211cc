/** The `Date` header has no fraction of a second. */
const headerPrecisionMs = 1_000;
/** A response that took longer says too little about the moment in which it was sent. */
const longestRequestMs = 5_000;

/**
 * The clock of a server, as its responses show it. Ages of what the server reports are by this clock: that of the
 * reader may be minutes off.
 */
export class ServerClock {
  #offsetMs = 0;
  readonly #local: () => number;
  /** Called when the clock has turned out to be another one than it seemed. */
  onStep: (() => void) | undefined;

  constructor(local: () => number = Date.now) {
    this.#local = local;
  }

  /** The time in milliseconds since 1970. */
  now(): number {
    return this.#local() + this.#offsetMs;
  }

  /** Runs a request and notes the time of its response. */
  async during(send: () => Promise<Response>): Promise<Response> {
    const sentMs = this.#local();
    const response = await send();
    this.#note(Date.parse(response.headers.get('date') ?? ''), sentMs);
    return response;
  }

  #note(dateMs: number, sentMs: number): void {
    const receivedMs = this.#local();
    if (Number.isNaN(dateMs) || receivedMs - sentMs > longestRequestMs) return;
    const leastMs = dateMs - receivedMs;
    const mostMs = dateMs + headerPrecisionMs - sentMs;
    const before = this.#offsetMs;
    // Within the precision both clocks agree, and so do two responses.
    if (leastMs <= before && mostMs >= before) return;
    this.#offsetMs = leastMs <= 0 && mostMs >= 0 ? 0 : (leastMs + mostMs) / 2;
    this.onStep?.();
  }
}
