import { createErrorFinder, parseLogLine } from '../../contract/log.ts';
import type { LogRange, LogText } from '../forge.ts';

/** A longer line is cut. */
const longestLine = 10_000;
/** How many characters a window holds: the last ones, or from an offset the first ones. */
const mostCharacters = 4 * 1024 * 1024;

/**
 * Keeps the requested lines of a log that passes through, and where it went wrong. What it holds is
 * bounded by construction, however long the log and its lines are.
 */
export class LogWindow {
  readonly #range: LogRange;
  readonly #decoder = new TextDecoder();
  readonly #errors = createErrorFinder();
  #lines: string[] = [];
  /** Where the kept lines begin in `#lines`; those before it are dropped in bulk. */
  #start = 0;
  #characters = 0;
  #count = 0;
  #partial = '';
  #isCut = false;
  #isStopped = false;

  constructor(range: LogRange) {
    this.#range = range;
  }

  /** Whether it wants more. */
  readonly receive = (piece: Uint8Array): boolean => {
    if (!this.#isStopped) this.#split(this.#decoder.decode(piece, { stream: true }));
    return !this.#isStopped;
  };

  get isEmpty(): boolean {
    return this.#count === 0 && this.#partial === '';
  }

  /** Adds lines that the forge reports beside the log. */
  addLines(lines: readonly string[]): void {
    this.#endPartial();
    for (const line of lines) this.#add(line);
  }

  /** The kept lines, when the log has ended. */
  finish(): LogText {
    if (!this.#isStopped) this.#split(this.#decoder.decode());
    this.#endPartial();
    const lines = this.#lines.slice(this.#start);
    const { offset } = this.#range;
    return {
      lines,
      firstLine: offset ?? this.#count - lines.length,
      totalLines: this.#isStopped ? null : this.#count,
      firstErrorLine: this.#errors.find() ?? null,
    };
  }

  /** The kept lines of which only the end was received: it began within a line. */
  finishEnd(): LogText {
    const { lines, firstLine, firstErrorLine } = this.finish();
    const first = Math.max(firstLine ?? 0, 1);
    const kept = firstLine === 0 ? lines.slice(1) : lines;
    const error = firstErrorLine === null ? -1 : firstErrorLine - first;
    return {
      lines: kept,
      firstLine: null,
      totalLines: null,
      firstErrorLine: error < 0 ? null : error,
    };
  }

  #split(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#extend(text, from, end);
      this.#endLine();
      if (this.#isStopped) return;
      from = end + 1;
    }
    this.#extend(text, from, text.length);
  }

  #extend(text: string, from: number, end: number): void {
    const room = longestLine - this.#partial.length;
    if (end - from > room) this.#isCut = true;
    this.#partial += text.slice(from, Math.min(end, from + room));
  }

  #endPartial(): void {
    if (this.#partial !== '' || this.#isCut) this.#endLine();
  }

  #endLine(): void {
    const line = this.#partial.endsWith('\r') ? this.#partial.slice(0, -1) : this.#partial;
    // A copy: a slice would keep the whole piece that it was cut from.
    const kept = this.#isCut ? `${Buffer.from(line).toString()}…` : line;
    this.#partial = '';
    this.#isCut = false;
    this.#add(kept);
  }

  #add(line: string): void {
    if (this.#isStopped) return;
    const number = this.#count;
    const { offset, lines: most } = this.#range;
    const isFull =
      number >= (offset ?? 0) + most || this.#characters + line.length > mostCharacters;
    this.#isStopped = offset !== null && isFull;
    if (this.#isStopped) return;
    if (!this.#errors.isDone()) this.#errors.add(parseLogLine(line), number);
    this.#count += 1;
    if (offset !== null && number < offset) return;
    this.#lines.push(line);
    this.#characters += line.length + 1;
    while (this.#lines.length - this.#start > most || this.#characters > mostCharacters)
      this.#drop();
  }

  #drop(): void {
    this.#characters -= (this.#lines[this.#start]?.length ?? 0) + 1;
    this.#lines[this.#start] = '';
    this.#start += 1;
    if (this.#start < 2 * this.#range.lines) return;
    this.#lines = this.#lines.slice(this.#start);
    this.#start = 0;
  }
}
