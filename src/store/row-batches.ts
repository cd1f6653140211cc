import type { RecordResult } from '../domain/tracked-branch.ts';
import { type Connection, type Database, DatabaseUnavailable, type Statement } from './database.ts';
import { type Fenced, type GivenColumn, type RecordedRow, toRecordResults } from './fence.ts';
import { toKeyText } from './queue-clauses.ts';
import { toStorableJson } from './storable-values.ts';

/** A statement that records the outcomes of rows, and what it is given for each. */
export interface RowStatement<Given extends Fenced> {
  statement: Statement;
  columns: readonly GivenColumn<Given>[];
  /** Called in the same transaction, for each row whose checks are yet to be merged. */
  mergeChecks?: (connection: Connection, given: Given) => Promise<void>;
}

/** Records the outcomes of rows with one statement; returns the result of each. No row may be given twice. */
export async function recordRows<Given extends Fenced>(
  connection: Connection,
  { statement, columns, mergeChecks }: RowStatement<Given>,
  rows: readonly Given[],
): Promise<RecordResult[]> {
  const objects = rows.map((given, place) => toObjectText(given, place, columns));
  const recorded = await connection.query<RecordedRow>(statement, [`[${objects.join(',')}]`]);
  for (const { place, mergesChecks } of recorded) {
    const given = rows[place];
    if (mergesChecks && given) await mergeChecks?.(connection, given);
  }
  return toRecordResults(rows.length, recorded);
}

/** Written as text: an object of sixty fields costs several times as much. */
function toObjectText<Given>(
  given: Given,
  place: number,
  columns: readonly GivenColumn<Given>[],
): string {
  let text = `{"place":${place}`;
  for (const { name, read } of columns) {
    const value = read(given) ?? null;
    if (value !== null) text += `,"${name}":${toStorableJson(value)}`;
  }
  return `${text}}`;
}

interface Waiting<Given> {
  key: string;
  given: Given;
  resolve: (result: RecordResult) => void;
  reject: (error: unknown) => void;
}

const longestBatch = 100;
const statementsAtOnce = 2;

/**
 * Records the outcomes that are given at the same moment with one statement, and those that are given while
 * statements run with the next one. If the database refuses a value, the rows are recorded one by one, so that
 * only the refused one fails.
 */
export class RowBatches<Given extends Fenced> {
  readonly #database: Pick<Database, 'query' | 'transaction'>;
  readonly #rowStatement: RowStatement<Given>;
  #waiting: Waiting<Given>[] = [];
  #running = 0;
  #scheduled = false;

  constructor(
    database: Pick<Database, 'query' | 'transaction'>,
    rowStatement: RowStatement<Given>,
  ) {
    this.#database = database;
    this.#rowStatement = rowStatement;
  }

  record(given: Given): Promise<RecordResult> {
    const key = toKeyText(given.row);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, given, resolve, reject });
      this.#schedule();
    });
  }

  /** After the code that is running now, which may give further rows. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      while (this.#waiting.length > 0 && this.#running < statementsAtOnce) void this.#run();
    });
  }

  async #run(): Promise<void> {
    const batch = this.#take();
    this.#running += 1;
    await this.#record(batch);
    this.#running -= 1;
    if (this.#waiting.length > 0) this.#schedule();
  }

  /** A statement records a row once: a second outcome of it waits for the next statement. */
  #take(): Waiting<Given>[] {
    const batch = new Map<string, Waiting<Given>>();
    const left: Waiting<Given>[] = [];
    for (const one of this.#waiting) {
      if (batch.size < longestBatch && !batch.has(one.key)) batch.set(one.key, one);
      else left.push(one);
    }
    this.#waiting = left;
    return [...batch.values()];
  }

  #recordRows(rows: readonly Given[]): Promise<RecordResult[]> {
    if (!this.#rowStatement.mergeChecks)
      return recordRows(this.#database, this.#rowStatement, rows);
    return this.#database.transaction((connection) => {
      return recordRows(connection, this.#rowStatement, rows);
    });
  }

  async #record(batch: readonly Waiting<Given>[]): Promise<void> {
    try {
      const rows = batch.map(({ given }) => given);
      const results = await this.#recordRows(rows);
      for (const [place, { resolve }] of batch.entries()) resolve(results[place] ?? 'superseded');
    } catch (error) {
      if (batch.length === 1 || error instanceof DatabaseUnavailable) {
        for (const { reject } of batch) reject(error);
      } else for (const one of batch) await this.#record([one]);
    }
  }
}
