import { parseArgs } from 'node:util';

/**
 * Reads the arguments of a script as `parseArgs` does. Prints the usage for `--help`, and exits with 2 for an
 * argument that the script does not have: before anything is built, and without a stack.
 */
export function parseCommandLine(usage, { args = process.argv.slice(2), numbers = [], ...config }) {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, ...config.options };
    const parsed = parseArgs({ ...config, args, options });
    if (parsed.values.help) {
      console.log(usage);
      process.exit(0);
    }
    for (const name of numbers) requireNumber(name, parsed.values[name]);
    return parsed;
  } catch (error) {
    exitWithUsage(error.message, usage);
  }
}

export function exitWithUsage(problem, usage) {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

function requireNumber(name, text) {
  if (text !== undefined && (text === '' || Number.isNaN(Number(text))))
    throw new Error(`--${name} must be a number, not "${text}"`);
}
