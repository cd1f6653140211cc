import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../platform/package-root.ts';
import { DatabaseUnavailable } from '../database.ts';

/** The worker's start data. */
export interface WorkerStart {
  /** The directory of the database files; created and initialised when empty. */
  dataDirectory: string;
}

/** To the worker: whole messages of the Postgres wire protocol, or the request to close. */
export type ToWorker = Uint8Array<ArrayBuffer> | 'close';

/** From the worker: it is open, the response to one `Uint8Array`, it is closed, or why it failed. */
export type FromWorker = 'ready' | Uint8Array<ArrayBuffer> | 'closed' | { failure: string };

export interface EngineOptions {
  dataDirectory: string;
  /** The engine counts as hung after this many seconds without a response. */
  patienceSeconds: number;
  /** Receives the bytes that the embedded Postgres sends. */
  onAnswer: (bytes: Uint8Array) => void;
  /** The engine has stopped and sends nothing any more. */
  onFailure: (error: DatabaseUnavailable) => void;
}

const workerFile = join(packageRoot, 'dist/embedded-worker.js');

/** The thread creates little but messages: the default keeps 16 MB for new objects. */
const resourceLimits = { maxYoungGenerationSizeMb: 3 };

/** Creating a database, or recovering it after a crash, takes longer than any statement. */
const startPatience = 4;

/** The thread of the embedded Postgres, with a watchdog. */
export class Engine {
  readonly #options: EngineOptions;
  readonly #worker: Worker;
  #watchdog: NodeJS.Timeout | undefined;
  #waiting = 1;
  #silentSeconds = 0;
  #ended: DatabaseUnavailable | 'closed' | undefined;
  #settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  private constructor(options: EngineOptions) {
    this.#options = options;
    const workerData: WorkerStart = { dataDirectory: options.dataDirectory };
    this.#worker = new Worker(workerFile, {
      workerData,
      name: 'embedded database',
      resourceLimits,
    });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(String(error)));
    this.#worker.on('exit', () => this.#fail('its thread ended'));
    this.#startWatchdog();
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
    this.#stopWatchdog();
    await this.#worker.terminate();
  }

  #post(message: ToWorker, transfer: ArrayBuffer[]): void {
    if (this.#ended) return;
    this.#waiting += 1;
    this.#startWatchdog();
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

  /** Counts ticks instead of comparing times: after the machine slept, the engine is not silent. */
  #startWatchdog(): void {
    this.#watchdog ??= setInterval(() => this.#watch(), 1_000).unref();
  }

  #stopWatchdog(): void {
    clearInterval(this.#watchdog);
    this.#watchdog = undefined;
  }

  #watch(): void {
    // An idle process should not wake every second.
    if (this.#waiting === 0) return this.#stopWatchdog();
    this.#silentSeconds += 1;
    const patience = this.#options.patienceSeconds * (this.#settle ? startPatience : 1);
    if (this.#silentSeconds < patience) return;
    this.#fail(`no response for ${this.#silentSeconds} seconds; is the disk full?`);
  }

  #fail(reason: string): void {
    if (this.#ended) return;
    this.#ended = new DatabaseUnavailable(`The embedded database stopped: ${reason}`);
    this.#stopWatchdog();
    void this.#worker.terminate();
    if (this.#settle) this.#settle.reject(this.#ended);
    else this.#options.onFailure(this.#ended);
  }
}

/**
 * A socket for a `pg` client that leads to the embedded database, so that both databases share the
 * code for prepared statements, types, errors and notifications.
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

  /** Closes the database cleanly; the client must be idle. */
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

  /** The messages of one statement are written together and must be sent together. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#engine.send(Uint8Array.from(Buffer.concat(chunks.map(({ chunk }) => chunk))));
    done();
  }
}
