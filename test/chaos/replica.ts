import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type AfterpushProcess, startAfterpush } from '../support/afterpush-process.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const clockProgram = fileURLToPath(new URL('../test/chaos/shifted-clock.mjs', import.meta.url));

/** One process of the built server, with a clock and a way to the database that can be disturbed. */
export class Replica implements AsyncDisposable {
  readonly name: string;
  readonly databaseProxy: TcpProxy;
  /** What it printed before its last start. */
  readonly outputs: string[] = [];
  isPaused = false;
  readonly #environment: Record<string, string>;
  readonly #directory = mkdtempSync(join(tmpdir(), 'afterpush-chaos-replica-'));
  #process: AfterpushProcess | undefined;
  #child: ChildProcess | undefined;
  #starting: Promise<void> | undefined;
  #isEnding = false;

  private constructor(name: string, databaseProxy: TcpProxy, environment: Record<string, string>) {
    this.name = name;
    process.once('exit', () => this.#child?.kill('SIGKILL'));
    this.databaseProxy = databaseProxy;
    this.#environment = {
      ...environment,
      CHAOS_CLOCK_FILE: this.#clockFile,
      NODE_OPTIONS: `--import=${clockProgram}`,
    };
  }

  static async create(name: string, databaseUrl: string, environment: Record<string, string>) {
    const url = new URL(databaseUrl);
    const proxy = await startTcpProxy(Number(url.port), url.hostname);
    url.port = String(proxy.port);
    return new Replica(name, proxy, { ...environment, AFTERPUSH_DATABASE_URL: url.href });
  }

  get #clockFile(): string {
    return join(this.#directory, 'clock');
  }

  get isAlive(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** Undefined until it listens, and after its end. */
  get running(): AfterpushProcess | undefined {
    const child = this.#process?.process;
    return child && child.exitCode === null && child.signalCode === null
      ? this.#process
      : undefined;
  }

  get pid(): number | undefined {
    return this.running?.process.pid;
  }

  /** Starts it unless it runs, and again until it does: the database may be away. */
  start(): Promise<void> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<void> {
    while (!this.running && !this.#isEnding) {
      if (this.#process) this.outputs.push(this.#process.output());
      this.#process = undefined;
      try {
        this.#process = await startAfterpush({
          environment: this.#environment,
          dataDirectory: join(this.#directory, 'data'),
          onSpawn: (child) => {
            this.#child = child;
          },
        });
      } catch (error) {
        this.outputs.push(String(error));
        // A start that takes too long may still go on.
        await this.kill();
        await delay(200);
      }
    }
  }

  /** Also while it starts. */
  async kill(): Promise<void> {
    this.isPaused = false;
    const child = this.#child;
    if (!child || !this.isAlive) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Ends it gracefully. */
  async stop(): Promise<void> {
    this.resume();
    await this.running?.stop();
  }

  pause(): void {
    this.isPaused = this.#child?.kill('SIGSTOP') ?? false;
  }

  resume(): void {
    this.isPaused = false;
    this.#child?.kill('SIGCONT');
  }

  setClock(offsetMs: number): void {
    writeFileSync(this.#clockFile, String(offsetMs));
  }

  /** Everything it has printed. */
  listOutputs(): string[] {
    return [...this.outputs, this.#process?.output() ?? ''];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    await this.#starting;
    await this.kill();
    await this.databaseProxy[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
