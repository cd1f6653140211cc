import type { Terminal } from '../../../src/cli/terminal.ts';

/** A terminal that records output in memory. */
export interface RecordingTerminal extends Terminal {
  output(): string;
  errors(): string;
  hasFailed(): boolean;
}

export function createRecordingTerminal(overrides: Partial<Terminal> = {}): RecordingTerminal {
  let output = '';
  let errors = '';
  let failed = false;
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
    fail(message) {
      errors += `afterpush: ${message}\n`;
      failed = true;
    },
    paint: (_style, content) => content,
    readSecret: () => Promise.resolve(''),
    output: () => output,
    errors: () => errors,
    hasFailed: () => failed,
    ...overrides,
  };
}
