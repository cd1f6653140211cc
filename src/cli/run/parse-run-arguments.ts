export interface RunOptions {
  title: string | undefined;
  command: string[];
}

/** Parses `afterpush run [--title T] [--] command...`; undefined when the help or an error is due. */
export function parseRunArguments(args: readonly string[]): RunOptions | undefined {
  let title: string | undefined;
  const rest = [...args];
  for (let first = rest.shift(); first !== undefined; first = rest.shift()) {
    if (first === '--title') title = rest.shift();
    else if (first.startsWith('--title=')) title = first.slice('--title='.length);
    else if (first === '--') return rest.length > 0 ? { title, command: rest } : undefined;
    else if (first.startsWith('-')) return undefined;
    else return { title, command: [first, ...rest] };
  }
  return undefined;
}
