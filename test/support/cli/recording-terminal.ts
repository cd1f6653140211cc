import type { Terminal } from '../../../src/cli/terminal.ts';

/** A terminal that records output in memory. */
export interface RecordingTerminal extends Terminal {
  output(): string;
  errors(): string;
  hasFailed(): boolean;
  /** 0 unless it has failed. */
  exitCode(): number;
}

export function createRecordingTerminal(overrides: Partial<Terminal> = {}): RecordingTerminal {
  let output = '';
  let errors = '';
  let exitCode = 0;
  return {
    environment: {},
    directory: '/',
    columns: undefined,
    stopped: new AbortController().signal,
    write(content) {
      output += content;
    },
    writeError(content) {
      errors += content;
    },
    fail(message, code = 1) {
      errors += `afterpush: ${message}\n`;
      exitCode = code;
    },
    paint: (_style, content) => content,
    readSecret: () => Promise.resolve(''),
    output: () => output,
    errors: () => errors,
    hasFailed: () => exitCode !== 0,
    exitCode: () => exitCode,
    ...overrides,
  };
}
