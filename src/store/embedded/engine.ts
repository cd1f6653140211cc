import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../platform/package-root.ts';
import { DatabaseUnavailable } from '../database.ts';

/** What the worker is given when it starts. */
export interface WorkerStart {
  /** Where the database files are; created and filled when empty. */
  dataDirectory: string;
}

/** To the worker: bytes of the Postgres wire protocol, whole messages only; or the end. */
export type ToWorker = Uint8Array<ArrayBuffer> | 'close';

/** From the worker: open, the answer to one `Uint8Array`, closed; or what made it give up. */
export type FromWorker = 'ready' | Uint8Array<ArrayBuffer> | 'closed' | { failure: string };

export interface EngineOptions {
  dataDirectory: string;
  /** So many seconds without an answer and the engine counts as hung. */
  patienceSeconds: number;
  /** Bytes that the embedded Postgres sends. */
  onAnswer: (bytes: Uint8Array) => void;
  /** The engine is gone for good; nothing will be answered any more. */
  onFailure: (error: DatabaseUnavailable) => void;
}

const workerFile = join(packageRoot, 'dist/embedded-worker.js');

/** Creating a database or recovering one after a crash takes longer than any statement. */
const startPatience = 4;

/** The embedded Postgres in its thread, and the watchdog beside it. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #worker: Worker;
  readonly #watchdog: NodeJS.Timeout;
  #waiting = 1;
  #silentSeconds = 0;
  #ended: DatabaseUnavailable | 'closed' | undefined;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(options: EngineOptions) {
    this.#options = options;
    const workerData: WorkerStart = { dataDirectory: options.dataDirectory };
    this.#worker = new Worker(workerFile, { workerData, name: 'embedded database' });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(String(error)));
    this.#worker.on('exit', () => this.#fail('its thread ended'));
    // Ticks are counted rather than time compared: a machine that slept has not been silent.
    this.#watchdog = setInterval(() => this.#watch(), 1_000).unref();
  }

  /** Opens the database, creating it when the directory is empty. */
  static async start(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options);
    await engine.#settled();
    return engine;
  }

  /** Whole messages of the wire protocol only. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#post(bytes, [bytes.buffer]);
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    const settled = this.#settled();
    this.#post('close', []);
    await settled;
    this.#ended = 'closed';
    clearInterval(this.#watchdog);
    await this.#worker.terminate();
  }

  #post(message: ToWorker, transfer: ArrayBuffer[]): void {
    if (this.#ended) return;
    this.#waiting += 1;
    this.#worker.postMessage(message, transfer);
  }

  #settled(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  #receive(message: FromWorker): void {
    this.#waiting -= 1;
    this.#silentSeconds = 0;
    if (message instanceof Uint8Array) return this.#options.onAnswer(message);
    if (typeof message === 'object') return this.#fail(message.failure);
    this.#settle?.resolve();
    this.#settle = undefined;
  }

  #watch(): void {
    this.#silentSeconds = this.#waiting > 0 ? this.#silentSeconds + 1 : 0;
    const patience = this.#options.patienceSeconds * (this.#settle ? startPatience : 1);
    if (this.#silentSeconds < patience) return;
    this.#fail(`no answer for ${this.#silentSeconds} seconds; is the disk full?`);
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.#ended = new DatabaseUnavailable(`The embedded database stopped: ${reason}`);
    clearInterval(this.#watchdog);
    void this.#worker.terminate();
    if (this.#settle) this.#settle.reject(this.#ended);
    else this.#options.onFailure(this.#ended);
  }
}

/**
 * The socket of a `pg` client that ends in the embedded database: prepared statements, types,
 * errors and notifications are then the same code for both databases.
 */
export class EngineStream extends Duplex {
  readonly #engine: Engine;

  private constructor(engine: Engine) {
    super();
    this.#engine = engine;
  }

  static async open(
    options: Omit<EngineOptions, 'onAnswer' | 'onFailure'>,
    onFailure: EngineOptions['onFailure'],
  ): Promise<EngineStream> {
    let stream: EngineStream | undefined;
    const engine = await Engine.start({
      ...options,
      onAnswer: (bytes) => stream?.push(Buffer.from(bytes.buffer)),
      onFailure: (error) => {
        stream?.destroy(error);
        onFailure(error);
      },
    });
    stream = new EngineStream(engine);
    return stream;
  }

  /** Ends the database in good order; the client must be idle. */
  async close(): Promise<void> {
    await this.#engine.close();
    this.destroy();
  }

  // The methods of a socket that a `pg` client calls.
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#engine.send(Uint8Array.from(chunk));
    done();
  }

  /** The messages of one statement are written together, and must be answered together. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#engine.send(Uint8Array.from(Buffer.concat(chunks.map(({ chunk }) => chunk))));
    done();
  }
}
