/** What the worker is given when it starts. */
export interface WorkerStart {
  /** Where the database files are; created and filled when empty. */
  dataDirectory: string;
}

/** To the worker: bytes of the Postgres wire protocol, whole messages only; or the end. */
export type ToWorker = Uint8Array<ArrayBuffer> | 'close';

/** From the worker: open, the answer to one `Uint8Array`, closed; or what made it give up. */
export type FromWorker = 'ready' | Uint8Array<ArrayBuffer> | 'closed' | { failure: string };
